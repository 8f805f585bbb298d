/** Whether the best configuration of a sweep is better than the others by more than chance, on the seeds they share; pure, renderer. */
import type { Keyed } from '../../../shared/compare/pairing';
import { testAgainst } from '../../../shared/compare/testAgainst';
import { classOf } from '../../../shared/sweep/ledger';
import { asCost, type Objective } from '../../../shared/sweep/objective';
import type { TrialSummary } from '../../../shared/sweep/summary';
import { formatCount } from '../../format/numbers';

const how = 'paired t test, 5 %, Holm';

/** Costs by seed, of those trained to their end. */
const costsOf = ({ members }: TrialSummary, objective: Objective): Keyed[] =>
  members.flatMap(({ seed, state, value }) =>
    value !== null && classOf(state) === 'completed'
      ? [{ key: String(seed), value: asCost(objective, value) }]
      : [],
  );

/**
 * What may be said about the best configuration: paired t tests on equal seeds against each other one with a result, at the
 * 5 % level after Holm's correction; null where there is no other one.
 */
export function bestNoise(
  best: number,
  trials: readonly TrialSummary[],
  objective: Objective,
): string | null {
  const chosen = trials.find(({ trial }) => trial === best);
  const others = trials.filter(({ trial, sample }) => trial !== best && sample !== null);
  if (!chosen?.sample || others.length === 0) return null;
  if (chosen.sample.n < 2) return 'One seed says nothing of chance: others may be as good.';
  const tests = testAgainst(
    costsOf(chosen, objective),
    others.map((other) => costsOf(other, objective)),
  );
  const worse = tests.filter(({ verdict }) => verdict === 'higher');
  const open = others.length - worse.length;
  const many = others.length > 1;
  if (open === 0)
    return `Better than ${many ? `all ${formatCount(others.length)} others` : 'the other one'} by more than chance (${how}).`;
  const which = many ? `${formatCount(open)} of the ${formatCount(others.length)} others` : 'The other one';
  return `${which} may be as good: the seeds show no clear difference (${how}).`;
}
