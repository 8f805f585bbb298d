/** Tree-structured Parzen estimator (Bergstra et al., 2011) with Optuna's defaults; runs anywhere. */
import type { RandomStream } from '../../rng';
import { contains } from '../../sweep/domain';
import type { Scalar } from '../../sweep/field';
import { parzenMixture } from '../../sweep/parzen';
import type { SearchParameter, SearchSpace } from '../../sweep/space';
import { param } from '../parameter';
import { randomPoint, searchStream, seedParam, trialsParam } from './random';
import type { Observation, StrategyDefinition } from './strategy';

/** Observations in two halves, each in the order of their numbers. */
interface Split {
  readonly good: readonly Observation[];
  readonly rest: readonly Observation[];
}

/** γ(n): how many of n finished configurations are called good. */
export function goodCount(finished: number): number {
  return Math.min(Math.ceil(0.1 * finished), 25);
}

/**
 * The good ones and the rest. Completed ones go before pruned ones (those that came further first), and these before
 * diverged ones. Running ones count among the rest (the constant liar), so that workers side by side look elsewhere.
 */
export function splitObservations(observations: readonly Observation[]): Split {
  const finished = observations.filter(({ state }) => state !== 'running');
  const ranked = [...finished].sort(byMerit);
  const good = new Set(ranked.slice(0, goodCount(finished.length)));
  const inOrder = [...observations].sort((a, b) => a.number - b.number);
  return {
    good: inOrder.filter((observation) => good.has(observation)),
    rest: inOrder.filter((observation) => !good.has(observation)),
  };
}

const classes = { completed: 0, pruned: 1, diverged: 2, running: 3 } as const;

function byMerit(a: Observation, b: Observation): number {
  if (a.state !== b.state) return classes[a.state] - classes[b.state];
  if (a.state === 'pruned' && a.epochs !== b.epochs) return b.epochs - a.epochs;
  const costA = a.cost ?? Infinity;
  const costB = b.cost ?? Infinity;
  return costA === costB ? a.number - b.number : costA - costB;
}

/** Parameters that are modelled together: all that always exist, and each conditional one by itself. */
function groupsOf({ parameters }: SearchSpace): readonly (readonly SearchParameter[])[] {
  const always = parameters.filter(({ decidedBy }) => decidedBy.length === 0);
  const groups = parameters.filter(({ decidedBy }) => decidedBy.length > 0).map((parameter) => [parameter]);
  return always.length > 0 ? [always, ...groups] : groups;
}

/** The values of a group in those observations that have all of them, inside today's domains. */
function rowsOf(group: readonly SearchParameter[], observations: readonly Observation[]): Scalar[][] {
  return observations
    .filter(({ point }) =>
      group.every(
        (parameter) => parameter.exists(point) && contains(parameter.domain, point[parameter.path]),
      ),
    )
    .map(({ point }) => group.map(({ path }) => point[path] as Scalar));
}

/** Of so many values drawn from the good ones' estimator, the one with the largest ratio of densities. */
function bestCandidate(
  group: readonly SearchParameter[],
  { good, rest }: Split,
  candidates: number,
  stream: RandomStream,
): readonly Scalar[] {
  const domains = group.map(({ domain }) => domain);
  const mixture = parzenMixture(domains, rowsOf(group, good));
  const others = parzenMixture(domains, rowsOf(group, rest));
  let best: readonly Scalar[] | null = null;
  let bestScore = -Infinity;
  for (let i = 0; i < candidates; i++) {
    const row = mixture.draw(stream);
    const score = mixture.logDensity(row) - others.logDensity(row);
    if (best === null || score > bestScore) {
      best = row;
      bestScore = score;
    }
  }
  return best ?? mixture.draw(stream);
}

export const tpe: StrategyDefinition = {
  id: 'tpe',
  label: 'TPE',
  tex: '\\arg\\max_x\\ \\ell(x) / g(x)',
  help: 'Tree-structured Parzen estimator (Bergstra et al., 2011): draws where good results were denser than others.',
  params: [
    trialsParam,
    seedParam,
    {
      id: 'startupTrials',
      label: 'Random start',
      default: 10,
      min: 0,
      max: 10_000,
      integer: true,
      help: 'Configurations drawn at random before results are used.',
    },
    {
      id: 'candidates',
      label: 'Candidates',
      default: 24,
      min: 1,
      max: 10_000,
      integer: true,
      help: 'Values that are weighed against each other for each proposal.',
    },
  ],
  adaptive: true,
  source: 'draws',
  propose: ({ space, params }, { proposed }, observations) => {
    const seed = param(params, 'seed');
    const finished = observations.filter(({ state }) => state !== 'running').length;
    const point =
      finished < Math.max(1, param(params, 'startupTrials'))
        ? randomPoint(space, seed, proposed)
        : modelledPoint(
            space,
            observations,
            param(params, 'candidates'),
            searchStream(seed, `tpe ${proposed}`),
          );
    return { state: { proposed: proposed + 1, last: point }, point };
  },
};

function modelledPoint(
  space: SearchSpace,
  observations: readonly Observation[],
  candidates: number,
  stream: RandomStream,
): Record<string, Scalar> {
  const split = splitObservations(observations);
  const point: Record<string, Scalar> = {};
  for (const group of groupsOf(space)) {
    // Conditions are decided by parameters that come earlier; a group of several has none.
    if (!group.every((parameter) => parameter.exists(point))) continue;
    const row = bestCandidate(group, split, candidates, stream);
    group.forEach(({ path }, i) => (point[path] = row[i] as Scalar));
  }
  return point;
}
