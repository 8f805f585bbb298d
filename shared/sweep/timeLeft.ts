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
  /** Training and evaluation alone, without what it took to begin; left out where it is not known. */
  readonly workMs?: number | undefined;
}

/** A run under way. */
export interface RunningRun {
  readonly cost: RunCost;
  readonly elapsedMs: number;
  readonly doneShare: number;
  /** As of a run that has ended. */
  readonly workMs?: number | undefined;
}

interface TimedRun extends FinishedRun {
  readonly weight: number;
}

/** Milliseconds that a run of a cost takes. */
export type DurationModel = (cost: RunCost, share?: number) => number;

/** What a machine takes, on one thread, and how sure that is. */
export interface Rates {
  /** Milliseconds for a run as such, a step, a row × parameter of training, and one of evaluation. */
  readonly ms: readonly [run: number, step: number, training: number, evaluation: number];
  /** How firmly their ratios are held to where runs say little; 1 is what one run says. */
  readonly firmness: number;
}

/** A machine as machines go: others differ from it several times over. */
export const typicalRates: Rates = { ms: [300, 0.055, 3e-8, 1e-8], firmness: 0.003 };
/** Ratios that were measured on the machine itself are right to some 10 %, where runs stray by some 5 %. */
const measuredFirmness = 0.3;
/** Steps that are measured say all there is to know; this only decides where they say the same. */
const probeFirmness = 1e-5;
/** No run begins sooner, milliseconds; what seems to was measured too coarsely. */
const leastBeginMs = 10;
/** A pruner's usual share counts like so many runs: its first ones, which have few before them to be worse than, say too much. */
const usualShareRuns = 30;
/** Runs under way that have done less than this share say too little. */
const leastShareLearntFrom = 0.1;

/** What a step of a configuration was measured to take. */
export interface StepProbe {
  /** Of a whole run of it. */
  readonly cost: RunCost;
  readonly msPerStep: number;
}

/** The machine as measured by steps of a small and a large configuration. */
export function ratesOf(probes: readonly StepProbe[]): Rates {
  const [runMs, stepMs, trainingMs, evaluationMs] = typicalRates.ms;
  const said = probes.flatMap(({ cost: { steps, trainingWork }, msPerStep }) =>
    steps > 0 && msPerStep > 0
      ? [{ row: [stepMs / msPerStep, (trainingMs * trainingWork) / steps / msPerStep], weight: 1 }]
      : [],
  );
  if (said.length === 0) return typicalRates;
  const overall = 1 / middle(said);
  const [step = overall, work = overall] = fitFactors(said, [overall, overall], probeFirmness);
  return {
    ms: [runMs, stepMs * step, trainingMs * work, evaluationMs * work],
    firmness: measuredFirmness,
  };
}

const terms = ({ steps, trainingWork, evaluationWork }: RunCost, share: number, { ms }: Rates): number[] => [
  ms[0],
  ms[1] * steps * share,
  ms[2] * trainingWork * share,
  ms[3] * evaluationWork * share,
];

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** A time as shares of it that the rates explain, and how much it counts. */
interface Equation {
  readonly row: readonly number[];
  readonly weight: number;
}

/** How many times over the rates explain what was measured, in the middle. */
const middle = (said: readonly Equation[]): number =>
  said.map(({ row }) => sum(row)).sort((a, b) => a - b)[said.length >> 1] as number;

/** What runs say: beginning and work apart where they are known apart. */
function equations(timed: readonly TimedRun[], rates: Rates) {
  const [begin, work]: [Equation[], Equation[]] = [[], []];
  for (const { cost, doneShare, durationMs, workMs, weight } of timed) {
    const [run = 0, ...rest] = terms(cost, doneShare, rates);
    if (workMs !== undefined && workMs > 0 && sum(rest) > 0) {
      begin.push({ row: [run / Math.max(leastBeginMs, durationMs - workMs), 0, 0, 0], weight: 1 });
      work.push({ row: [0, ...rest.map((term) => term / workMs)], weight });
    } else work.push({ row: [run, ...rest].map((term) => term / durationMs), weight });
  }
  return { begin, work };
}

/**
 * Fits the duration to the runs that have ended: start-up, steps, work of training and of evaluation, each with a factor
 * that is not negative, by least squares of relative errors. null before any has ended.
 * @param partly runs under way, by what is done of them
 */
export function fitDurations(
  finished: readonly FinishedRun[],
  rates: Rates = typicalRates,
  partly: readonly FinishedRun[] = [],
): DurationModel | null {
  const timed = [
    ...finished.map((run) => ({ ...run, weight: 1 })),
    // What was measured for a short while strays more.
    ...partly.map((run) => ({ ...run, weight: run.doneShare })),
  ].filter(({ durationMs }) => durationMs > 0);
  if (timed.length === 0) return null;
  const { begin, work } = equations(timed, rates);
  // All factors alike: how much slower or faster than its rates this machine is.
  const overall = 1 / middle(work);
  const first = begin.length > 0 ? 1 / middle(begin) : overall;
  const factors = fitFactors([...begin, ...work], [first, overall, overall, overall], rates.firmness);
  return (cost, share = 1) =>
    terms(cost, share, rates).reduce((total, term, j) => total + term * (factors[j] as number), 0);
}

/** Non-negative factors f that minimise Σ weight (row · f − 1)² + firmness Σ (f / usual − 1)², by coordinate descent. */
function fitFactors(said: readonly Equation[], usual: readonly number[], firmness: number): number[] {
  const pulls = usual.map((factor) => firmness / factor ** 2);
  const products = usual.map((_, j) =>
    usual.map((_other, k) =>
      sum(said.map(({ row, weight }) => weight * (row[j] as number) * (row[k] as number))),
    ),
  );
  const totals = usual.map((_, j) => sum(said.map(({ row, weight }) => weight * (row[j] as number))));
  const factors = [...usual];
  for (let round = 0; round < 300; round++) {
    products.forEach((product, j) => {
      const [factor, pull] = [factors[j] as number, pulls[j] as number];
      const fitted = product.reduce((total, value, k) => total + value * (factors[k] as number), 0);
      const slope = fitted - (totals[j] as number) + pull * (factor - (usual[j] as number));
      factors[j] = Math.max(0, factor - slope / ((product[j] as number) + pull));
    });
  }
  return factors;
}

/** What is taken for granted where runs say little. */
export interface Expectations {
  readonly rates?: Rates;
  /** The share of its steps that a run is expected to do; null or left out where only those that have ended tell. */
  readonly share?: number | null;
  /** From the end of a run to the beginning of the next in its place. */
  readonly gapMs?: number;
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
  { rates = typicalRates, share: usualShare = null, gapMs = 0 }: Expectations = {},
): number | null {
  if (running.length === 0 && waiting.length === 0) return 0;
  // Runs well under way tell what later, larger ones cost before any of these has ended.
  const partly = running
    .filter(({ doneShare }) => doneShare >= leastShareLearntFrom)
    .map(({ elapsedMs, ...run }) => ({ ...run, durationMs: elapsedMs }));
  const model = fitDurations(finished, rates, partly);
  if (!model) return null;
  const share = expectedShare(finished, usualShare);
  const busy = running.map(({ cost, elapsedMs, doneShare }) => {
    const whole = model(cost, Math.max(share, doneShare));
    return Math.max(whole - elapsedMs, 0);
  });
  return makespan(
    busy,
    waiting.map((cost) => model(cost, share) + gapMs),
    workers,
  );
}

/** The share of their steps that runs do, weighted by their size. */
function expectedShare(finished: readonly FinishedRun[], usualShare: number | null): number {
  const planned = finished.reduce((sum, { cost }) => sum + cost.steps, 0);
  const done = finished.reduce((sum, { cost, doneShare }) => sum + cost.steps * doneShare, 0);
  if (planned === 0) return usualShare ?? 1;
  const firmly = usualShare === null ? 0 : (usualShareRuns * planned) / finished.length;
  return (done + firmly * (usualShare ?? 0)) / (planned + firmly);
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

/** What a run's training comes to in milliseconds by these rates, to weigh runs against each other. */
export const typicalDuration = (cost: RunCost, rates: Rates = typicalRates): number =>
  sum(terms(cost, 1, rates));
