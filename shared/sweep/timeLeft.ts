/** How long the rest of a sweep will take, learnt from the runs that have ended; runs anywhere. */
import type { RunPlan } from '../config/plan';
import type { RunConfig } from '../config/runConfig';

/** What a run's duration grows with. */
export interface RunCost {
  readonly steps: number;
  /** Rows × parameters over all steps. */
  readonly trainingWork: number;
  /** Rows × parameters over all evaluations. */
  readonly evaluationWork: number;
}

/** The cost of a whole run. */
export function costOfRun(config: RunConfig, plan: RunPlan): RunCost {
  const evaluations = 1 + Math.ceil(config.training.epochs / config.evaluation.everyEpochs);
  const evaluatedRows =
    plan.testRows + Math.min(plan.trainRows, config.evaluation.trainRows ?? plan.trainRows);
  return {
    steps: plan.totalSteps,
    trainingWork: config.training.epochs * plan.trainRows * plan.parameterCount,
    evaluationWork: evaluations * evaluatedRows * plan.parameterCount,
  };
}

/** A run that has ended, by itself or pruned. */
export interface FinishedRun {
  readonly cost: RunCost;
  readonly durationMs: number;
  /** Share of its steps that were done, 0 to 1: less than 1 where it was pruned or stopped early. */
  readonly doneShare: number;
}

/** A run under way. */
export interface RunningRun {
  readonly cost: RunCost;
  readonly elapsedMs: number;
  readonly doneShare: number;
}

/** Milliseconds that a run of a cost takes. */
export type DurationModel = (cost: RunCost, share?: number) => number;

/** Typical milliseconds on one thread: for a run as such, a step, a row × parameter of training, and one of evaluation. */
const typicalMs = [300, 0.03, 3e-8, 1e-8] as const;
/** Runs under way that have done less than this share say too little. */
const leastShareLearntFrom = 0.1;
/** How firmly typical ratios are held to where runs say little; some hundredths of what one run says. */
const ridge = 0.003;

const terms = ({ steps, trainingWork, evaluationWork }: RunCost, share: number): number[] => [
  typicalMs[0],
  typicalMs[1] * steps * share,
  typicalMs[2] * trainingWork * share,
  typicalMs[3] * evaluationWork * share,
];

/**
 * Fits the duration to the runs that have ended: start-up, steps, work of training and of evaluation, each with a factor
 * that is not negative, by least squares of relative errors. null before any has ended.
 */
export function fitDurations(finished: readonly FinishedRun[]): DurationModel | null {
  const timed = finished.filter(({ durationMs }) => durationMs > 0);
  if (timed.length === 0) return null;
  const rows = timed.map(({ cost, doneShare, durationMs }) =>
    terms(cost, doneShare).map((term) => term / durationMs),
  );
  const sums = rows.map((row) => row.reduce((a, b) => a + b, 0)).sort((a, b) => a - b);
  // All factors alike: how much slower or faster than typical this machine is.
  const overall = 1 / (sums[sums.length >> 1] as number);
  const factors = fitFactors(rows, overall);
  return (cost, share = 1) =>
    terms(cost, share).reduce((sum, term, j) => sum + term * (factors[j] as number), 0);
}

/** Non-negative factors f that minimise Σ (row · f − 1)² + ridge Σ (f / overall − 1)², by coordinate descent. */
function fitFactors(rows: readonly (readonly number[])[], overall: number): number[] {
  const pull = ridge / overall ** 2;
  const products = typicalMs.map((_, j) =>
    typicalMs.map((_other, k) => rows.reduce((sum, row) => sum + (row[j] as number) * (row[k] as number), 0)),
  );
  const totals = typicalMs.map((_, j) => rows.reduce((sum, row) => sum + (row[j] as number), 0));
  const factors = typicalMs.map(() => overall);
  for (let round = 0; round < 300; round++) {
    products.forEach((product, j) => {
      const factor = factors[j] as number;
      const fitted = product.reduce((sum, value, k) => sum + value * (factors[k] as number), 0);
      const slope = fitted - (totals[j] as number) + pull * (factor - overall);
      factors[j] = Math.max(0, factor - slope / ((product[j] as number) + pull));
    });
  }
  return factors;
}

/**
 * Milliseconds until the last run has ended, with so many workers taking waiting runs in their order; null where nothing
 * is known yet. Runs are taken to be cut short as often as those that have ended were.
 * @param waiting in the order of the queue
 */
export function timeLeftMs(
  finished: readonly FinishedRun[],
  running: readonly RunningRun[],
  waiting: readonly RunCost[],
  workers: number,
): number | null {
  if (running.length === 0 && waiting.length === 0) return 0;
  // Runs well under way tell what later, larger ones cost before any of these has ended.
  const partly = running
    .filter(({ doneShare }) => doneShare >= leastShareLearntFrom)
    .map(({ elapsedMs, ...run }) => ({ ...run, durationMs: elapsedMs }));
  const model = fitDurations([...finished, ...partly]);
  if (!model) return null;
  const share = expectedShare(finished);
  const busy = running.map(({ cost, elapsedMs, doneShare }) => {
    const whole = model(cost, Math.max(share, doneShare));
    return Math.max(whole - elapsedMs, 0);
  });
  return makespan(
    busy,
    waiting.map((cost) => model(cost, share)),
    workers,
  );
}

/** The share of their steps that runs do, weighted by their size. */
function expectedShare(finished: readonly FinishedRun[]): number {
  const planned = finished.reduce((sum, { cost }) => sum + cost.steps, 0);
  const done = finished.reduce((sum, { cost, doneShare }) => sum + cost.steps * doneShare, 0);
  return planned > 0 ? done / planned : 1;
}

/** When the last of the workers is done if each takes the next waiting run as soon as it is free. */
function makespan(busyMs: readonly number[], waitingMs: readonly number[], workers: number): number {
  const idle = Array.from({ length: Math.max(0, workers - busyMs.length) }, () => 0);
  const ends = [...busyMs, ...idle].sort((a, b) => a - b);
  // Where there are more runs under way than workers are wanted, the first to end are not replaced.
  const freeAt = ends.slice(Math.max(0, ends.length - Math.max(1, workers)));
  for (const durationMs of waitingMs) {
    const at = (freeAt.shift() ?? 0) + durationMs;
    const place = freeAt.findIndex((other) => other > at);
    freeAt.splice(place < 0 ? freeAt.length : place, 0, at);
  }
  return freeAt.at(-1) ?? 0;
}

/** What a run's training comes to in typical milliseconds, to weigh runs against each other. */
export const typicalDuration = (cost: RunCost): number => terms(cost, 1).reduce((sum, term) => sum + term, 0);
