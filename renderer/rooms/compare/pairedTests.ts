/** Every group against the baseline's, on equal seeds: effects, intervals, p values, and what they allow to say; pure, renderer. */
import type { Factor } from '../../../shared/compare/factors';
import type { Keyed } from '../../../shared/compare/pairing';
import { testAgainst, type PairedTest } from '../../../shared/compare/testAgainst';
import type { RunRecord } from '../../../shared/runs/run';
import type { RunGroup } from './grouping';
import { finalValue, type Metric } from './metrics';

/** A group against the reference. */
export interface GroupTest extends PairedTest {
  readonly group: RunGroup;
}

/**
 * Tests each group against the reference. Runs are paired where they agree in everything that is not kept apart: the seed,
 * and any other setting that the means are over.
 * @param runs all runs, in the order of the factors' values
 */
export function testGroups(
  groups: readonly RunGroup[],
  reference: RunGroup,
  {
    runs,
    factors,
    chosen,
    metric,
  }: {
    readonly runs: readonly RunRecord[];
    readonly factors: readonly Factor[];
    readonly chosen: readonly Factor[];
    readonly metric: Metric;
  },
): readonly GroupTest[] {
  const apart = new Set(chosen.map(({ path }) => path));
  const common = factors.filter(({ path, derived }) => !derived && !apart.has(path));
  const keys = new Map(
    runs.map(({ id }, i) => [id, JSON.stringify(common.map(({ values }) => values[i] ?? null))]),
  );
  const keyed = ({ members }: RunGroup): Keyed[] =>
    members.flatMap((run) => {
      const value = finalValue(metric, run);
      return value === null ? [] : [{ key: keys.get(run.id) ?? '', value }];
    });
  const others = groups.filter(({ id }) => id !== reference.id);
  const tests = testAgainst(keyed(reference), others.map(keyed));
  return others.map((group, i) => ({ group, ...(tests[i] as PairedTest) }));
}

/** "p < 0.001", "0.034". */
export function pText(p: number | null): string {
  if (p === null) return '–';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** "−0.31 to +0.20 points". */
export function intervalText([low, high]: readonly [number, number], { delta }: Metric): string {
  return `${delta(low).replace(/ points$/, '')} to ${delta(high)}`;
}

/** What may be said of a test, and nothing more. `pairName`: "seed", or "pair" where more than the seed is averaged over. */
export function verdictText(
  { result, verdict }: GroupTest,
  metric: Metric,
  pairName: 'seed' | 'pair',
): string {
  if (!result) return `no common ${pairName}`;
  const pairs = `${result.n} ${pairName}s`;
  switch (verdict) {
    case 'too-few':
      return `one common ${pairName} shows nothing`;
    case 'same':
      return `the same on all ${pairs}`;
    case 'undecided': {
      const said = `no difference that these ${pairs} can show`;
      if (!result.interval) return said;
      const [low, high] = result.interval;
      // The interval is that of one comparison, and several were made.
      if (low > 0 || high < 0) return `${said} once all comparisons are counted`;
      return `${said}; one below about ${metric.delta((high - low) / 2).slice(1)} would not be seen`;
    }
    case 'lower':
    case 'higher':
      return `${verdict} by ${metric.delta(Math.abs(result.difference)).slice(1)}`;
  }
}
