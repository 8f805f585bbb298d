/** What the importance of settings is worked out from, and what has to be said of it; pure, renderer. */
import { importedPath, seedPath, type Factor } from '../../../shared/compare/factors';
import { leastRuns, runsEachFactor, type ImportanceReport } from '../../../shared/compare/importance';
import type { RunRecord } from '../../../shared/runs/run';
import { formatQuantity } from '../../format/numbers';
import { finalValue, type Metric } from './metrics';
import type { ImportanceInput } from './useImportance';

/** The chosen runs that have a result, with the settings in which they differ; the seed is what is left to chance. */
export function importanceInput(
  runs: readonly RunRecord[],
  factors: readonly Factor[],
  metric: Metric,
  isChosen: (id: string) => boolean,
): ImportanceInput {
  const rows = runs.flatMap((run, index) => {
    const value = isChosen(run.id) ? finalValue(metric, run) : null;
    return value === null ? [] : [{ index, value }];
  });
  return {
    values: rows.map(({ value }) => value),
    factors: factors
      .filter(({ path, derived }) => !derived && path !== seedPath && path !== importedPath)
      .map((factor) => ({ ...factor, values: rows.map(({ index }) => factor.values[index]) }))
      .filter(({ values }) => new Set(values).size > 1),
  };
}

/** Why there is nothing to work out, or null. */
export function importanceObstacle({ factors, values }: ImportanceInput): string | null {
  if (factors.length === 0) return 'These runs differ in nothing but their seeds.';
  if (values.length < leastRuns)
    return `Too few: ${formatQuantity(values.length, 'run')} with a result, at least ${leastRuns} are needed.`;
  if (new Set(values).size === 1) return 'All runs have the same result.';
  return null;
}

/** What a reader must know before believing the report. */
export function importanceCaution({ runs, r2, factors }: ImportanceReport): string {
  const wanted = runsEachFactor * factors.length;
  if (r2 < 0.1) return 'These settings explain next to nothing of it here: what is shown is noise.';
  if (runs < wanted)
    return `A hint only: ${formatQuantity(runs, 'run')} for ${formatQuantity(factors.length, 'setting')}; ${wanted} or more would make it firm.`;
  return '';
}
