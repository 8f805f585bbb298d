/** Which settings decide a metric among some runs: permutation importance of a random forest with its uncertainty; runs anywhere. */
import type { Factor, FactorValue } from './factors';
import { shuffleInPlace, randomStream } from '../rng';
import { growForest, type ForestColumn, type ForestReport } from './randomForest';

/** Fewer runs than this say nothing. */
export const leastRuns = 12;
/** Fewer runs than this a factor are a hint only. */
export const runsEachFactor = 10;

export interface FactorImportance {
  readonly path: string;
  /** Growth of the squared error when the setting is shuffled, as a share of the metric's variance. */
  readonly importance: number;
  /** Standard error of it over what other runs might have been. */
  readonly error: number;
  /** Whether it is above 0 by more than two standard errors. */
  readonly isClear: boolean;
}

export interface ImportanceReport {
  readonly runs: number;
  /** Share of the variance the forest explains of runs it has not seen. */
  readonly r2: number;
  readonly r2Error: number;
  /** The most important first. */
  readonly factors: readonly FactorImportance[];
}

/** Part of the work: shares done, then the report. */
export type ImportanceStep = { readonly done: number } | { readonly report: ImportanceReport };

const wholeTrees = 300;
const repeats = 24;
const repeatTrees = 60;
const leafRows = 2;
/** Of the runs, in each repeat. */
const keptShare = 0.75;

/**
 * Works out the importance step by step, so that a page can go on between the steps; the last one brings the report.
 *
 * The forest of all runs gives the values. Their standard errors are those of the delete-d jackknife (Shao and Wu, 1989; for
 * importances Ishwaran and Lu, 2019): forests of 24 random three quarters of the runs, b/(n − b) times their variance. They
 * hold what chance in the forest and in the choice of runs bring together.
 * @param values the metric of each run, in the order of the factors' values; all finite
 */
export function* importanceSteps(
  factors: readonly Factor[],
  values: readonly number[],
  seed: number,
): Generator<ImportanceStep> {
  const y = Float64Array.from(values);
  const columns = factors.map(columnOf);
  const total = wholeTrees + repeats * repeatTrees;
  let trees = 0;
  function* counted(growing: Generator<void, ForestReport>): Generator<ImportanceStep, ForestReport> {
    for (;;) {
      const { done, value } = growing.next();
      if (done) return value;
      yield { done: ++trees / total };
    }
  }
  const whole = yield* counted(growForest(columns, y, { trees: wholeTrees, leafRows, seed }));
  const kept = Math.max(2, Math.round(keptShare * y.length));
  const parts: ForestReport[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const rows = someRows(y.length, kept, seed, repeat);
    const part = yield* counted(
      growForest(
        columns.map(({ kind, values: all }) => ({ kind, values: taken(all, rows) })),
        taken(y, rows),
        { trees: repeatTrees, leafRows, seed: seed + 1 + repeat },
      ),
    );
    parts.push(part);
  }
  const weight = kept / Math.max(1, y.length - kept);
  const errorOf = (value: (part: ForestReport) => number): number =>
    Math.sqrt(weight * varianceOf(parts.map(value).filter(Number.isFinite)));
  const found = factors.map(({ path }, f): FactorImportance => {
    const importance = whole.importance[f] as number;
    const error = errorOf((part) => part.importance[f] as number);
    return { path, importance, error, isClear: importance > 2 * error && importance > 0 };
  });
  yield {
    report: {
      runs: y.length,
      r2: whole.r2,
      r2Error: errorOf((part) => part.r2),
      factors: found.sort((a, b) => b.importance - a.importance),
    },
  };
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
}

function someRows(n: number, kept: number, seed: number, repeat: number): Int32Array {
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  shuffleInPlace(rows, randomStream(seed, `rows ${repeat}`));
  return rows.subarray(0, kept).sort();
}

const taken = (values: Float64Array, rows: Int32Array): Float64Array =>
  Float64Array.from(rows, (row) => values[row] as number);

/** Numbers as they are; "all" and "full" lie above every number, runs without the setting below. Words as codes of their levels. */
function columnOf({ kind, values, levels }: Factor): ForestColumn {
  const codes = new Map(levels.map((level, code) => [level, code]));
  const place = (value: FactorValue): number => {
    if (kind === 'choice') return codes.get(value) ?? -1;
    if (typeof value === 'number') return value;
    return value === undefined ? -Infinity : Infinity;
  };
  return { kind, values: Float64Array.from(values, place) };
}
