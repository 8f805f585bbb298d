/** Configurations over their seeds as a table for a spreadsheet: full numbers, one column a seed; pure, renderer. */
import type { Objective } from '../../../shared/sweep/objective';
import type { TrialView } from './sweepView';

export function trialsAsTsv(
  trials: readonly TrialView[],
  paths: readonly string[],
  { metric }: Objective,
): string {
  const seeds = [...new Set(trials.flatMap(({ members }) => members.map(({ seed }) => seed)))].sort(
    (a, b) => a - b,
  );
  const head = ['trial', ...paths, `${metric} mean`, 'sd', 'n', ...seeds.map((seed) => `seed ${seed}`)];
  const rows = trials.map(({ trial, point, sample, members }) => {
    const bySeed = new Map(members.map(({ seed, value }) => [seed, value]));
    return [
      trial,
      ...paths.map((path) => point[path] ?? ''),
      sample?.mean ?? '',
      sample?.sd ?? '',
      sample?.n ?? 0,
      ...seeds.map((seed) => bySeed.get(seed) ?? ''),
    ];
  });
  return [head, ...rows]
    .map((row) => row.map((cell) => String(cell).replace(/[\t\n]/g, ' ')).join('\t'))
    .join('\n');
}
