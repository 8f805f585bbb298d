/** From proposals to the configurations of a sweep: each different one once, with its number and identity; runs anywhere. */
import { strategyOf } from '../catalog/strategies';
import {
  initialStrategyState,
  type Observation,
  type SearchContext,
  type StrategyState,
} from '../catalog/strategies/strategy';
import type { RunConfig } from '../config/runConfig';
import { steppedValues } from './domain';
import { applyPoint, pointKey, type Point } from './point';
import { nextGridPoint, spaceSize, type SearchSpace } from './space';
import { searchContext, sweepLimits, type Sweep } from './sweepFile';

/** The hash by which equal configurations are found; the main process has it (SHA-256 of the canonical text). */
export type HashConfig = (config: RunConfig) => string;

/** A configuration of a sweep, without its seeds. */
export interface SweepTrial {
  /** 1, 2, 3 … in the order of proposal; kept for good, also when the sweep is extended. */
  readonly number: number;
  readonly point: Point;
  /** With the base's seed. */
  readonly config: RunConfig;
  /** Hash of `config`: another point that comes to the same configuration is the same trial. */
  readonly identity: string;
}

/** A search under way. What must be kept is the trials it has given and its state. */
export interface SweepSearch {
  /** The next configuration that the sweep does not have yet; null where there are none left or enough. */
  next(observations: readonly Observation[]): SweepTrial | null;
  /** Plain JSON. */
  state(): StrategyState;
}

/** Proposals in a row that were all known before other means are taken. */
const mostRepeats = 200;

/**
 * Opens a search, new or from where it was left.
 * @param trials what it has given so far
 */
export function openSearch(
  sweep: Sweep,
  hash: HashConfig,
  trials: readonly Omit<SweepTrial, 'config'>[] = [],
  from: StrategyState = initialStrategyState,
): SweepSearch {
  const context = searchContext(sweep);
  const strategy = strategyOf(sweep.strategy.id);
  const wanted = strategy.source === 'draws' ? (context.params['trials'] ?? 0) : Infinity;
  const keys = new Set(trials.map(({ point }) => pointKey(point)));
  const identities = new Set(trials.map(({ identity }) => identity));
  let count = trials.reduce((most, { number }) => Math.max(most, number), 0);
  let state = from;

  /** The trial of a point, or null if the sweep has it. */
  const fresh = (point: Point): SweepTrial | null => {
    const key = pointKey(point);
    if (keys.has(key)) return null;
    keys.add(key);
    const config = applyPoint(sweep.base, point);
    const identity = hash(config);
    if (identities.has(identity)) return null;
    identities.add(identity);
    return { number: ++count, point, config, identity };
  };

  return {
    state: () => state,
    next: (observations) => {
      if (identities.size >= wanted) return null;
      for (let repeats = 0; strategy.source !== 'draws' || repeats < mostRepeats; repeats++) {
        const proposal = strategy.propose(context, state, observations);
        state = proposal.state;
        if (!proposal.point) return null;
        const trial = fresh(proposal.point);
        if (trial) return trial;
      }
      return firstUnused(context, fresh);
    },
  };
}

/** All configurations of a strategy that does not wait for results, one by one, so that the caller can pause in between. */
export function* expandTrials(search: SweepSearch): Generator<SweepTrial> {
  for (let trial = search.next([]); trial; trial = search.next([])) yield trial;
}

/** Where draws hit only what is known: the first point of the whole (finite) space that is not. */
function firstUnused(
  { space }: SearchContext,
  fresh: (point: Point) => SweepTrial | null,
): SweepTrial | null {
  if (spaceSize(space) > sweepLimits.maxTrials) return null;
  const whole: SearchSpace = {
    parameters: space.parameters.map((parameter) => ({
      ...parameter,
      grid:
        parameter.domain.kind === 'categorical' ? parameter.domain.values : steppedValues(parameter.domain),
    })),
  };
  for (let point = nextGridPoint(whole, null); point; point = nextGridPoint(whole, point)) {
    const trial = fresh(point);
    if (trial) return trial;
  }
  return null;
}
