/** What the seeds of a configuration say together, and which configuration is best; runs anywhere. */
import { byTrial, classOf, type LedgerRun, type LedgerState } from './ledger';
import { asCost, type Objective } from './objective';

/** Mean, spread and ends of a sample. */
export interface SampleSummary {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (divided by n − 1); null for a single value. */
  readonly sd: number | null;
  readonly min: number;
  readonly max: number;
}

/** The summary of some values; null of none. */
export function summarize(values: readonly number[]): SampleSummary | null {
  if (values.length === 0) return null;
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    n,
    mean,
    sd: n > 1 ? Math.sqrt(squares / (n - 1)) : null,
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

/** One seed's part. */
export interface TrialMember {
  readonly seed: number;
  readonly runId: string | null;
  readonly state: LedgerState;
  /** In the metric's own unit. */
  readonly value: number | null;
}

/** A configuration over its seeds. */
export interface TrialSummary {
  readonly trial: number;
  /** Over the seeds that were trained to their end and have a value; null where there are none. */
  readonly sample: SampleSummary | null;
  readonly members: readonly TrialMember[];
  /** Seeds that have not ended yet. */
  readonly open: number;
  /** Seeds that ended otherwise than completed. */
  readonly lost: number;
}

/** Every trial of a ledger over its seeds, in the order of their numbers. */
export function summarizeTrials(ledger: readonly LedgerRun[]): TrialSummary[] {
  return [...byTrial(ledger)]
    .sort(([a], [b]) => a - b)
    .map(([trial, runs]) => {
      const classes = runs.map(({ state }) => classOf(state));
      const values = runs.flatMap(({ value }, i) =>
        classes[i] === 'completed' && value !== null ? [value] : [],
      );
      return {
        trial,
        sample: summarize(values),
        members: runs.map(({ seed, runId, state, value }) => ({ seed, runId, state, value })),
        open: classes.filter((found) => found === 'open').length,
        lost: classes.filter((found) => found !== 'open' && found !== 'completed').length,
      };
    });
}

/**
 * The trial with the best mean; null before any has a value. One with all its seeds completed goes before any that lacks
 * some, as a lucky first seed proves nothing; of equal ones the first.
 */
export function bestTrial(summaries: readonly TrialSummary[], objective: Objective): TrialSummary | null {
  const isWhole = ({ open, lost }: TrialSummary): boolean => open === 0 && lost === 0;
  const known = summaries.filter(({ sample }) => sample !== null);
  const whole = known.filter(isWhole);
  const cost = ({ sample }: TrialSummary): number => asCost(objective, sample?.mean ?? NaN);
  return (whole.length > 0 ? whole : known).reduce<TrialSummary | null>(
    (best, trial) => (best === null || cost(trial) < cost(best) ? trial : best),
    null,
  );
}

/** The best of the values up to each place (null while there is none): the history of a sweep, in the order its runs ended. */
export function bestSoFar(values: readonly (number | null)[], objective: Objective): (number | null)[] {
  let best: number | null = null;
  return values.map((value) => {
    if (value !== null && (best === null || asCost(objective, value) < asCost(objective, best))) best = value;
    return best;
  });
}
