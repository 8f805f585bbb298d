/**
 * Asynchronous successive halving (Li et al., 2020) by its stopping rule: at each rung a run goes on if it is among the
 * best 1/η of those that have got there so far, and is pruned if not. Nothing waits for anything; runs anywhere.
 */
import { z } from '../../zod';
import { param } from '../parameter';
import { definePruner, goOn, type RunReport, type Verdict } from './pruner';

const rungSchema = z.strictObject({
  epochs: z.number(),
  /** Runs in the order they got here, their costs (null: not finite), and whether they were let through. */
  runs: z.array(z.string()),
  costs: z.array(z.number().nullable()),
  passed: z.array(z.boolean()),
});
const stateSchema = z.strictObject({ rungs: z.array(rungSchema) });
type Rung = Readonly<z.output<typeof rungSchema>>;
type Numbers = Readonly<Record<string, number>>;

export const asha = definePruner({
  id: 'asha',
  label: 'ASHA',
  tex: 'r\\,\\eta^k',
  help: 'Asynchronous successive halving (Li et al., 2020): at each rung only the best share so far goes on.',
  params: [
    {
      id: 'reductionFactor',
      label: 'Reduction factor η',
      default: 3,
      min: 2,
      max: 100,
      integer: true,
      help: 'One in so many goes on at each rung; the next rung is so many times as far.',
    },
    {
      id: 'minEpochs',
      label: 'First rung',
      default: 1,
      min: 1,
      max: 10_000_000,
      integer: true,
      unit: 'epochs',
      help: 'Epochs that every run gets.',
    },
    {
      id: 'maxEpochs',
      label: 'Last rung',
      default: 0,
      min: 0,
      max: 10_000_000,
      integer: true,
      unit: 'epochs',
      help: 'A run that comes this far is left alone; 0: rungs up to its end.',
    },
    {
      id: 'graceRuns',
      label: 'Grace',
      default: 0,
      min: 0,
      max: 100_000,
      integer: true,
      unit: 'runs',
      help: 'The first so many at each rung go on whatever their value.',
    },
  ],
  // One in η gets past a rung: of the epochs between rungs k and k + 1 a run has η^−(k+1) of a chance.
  usualShare: (epochs, params) => {
    const factor = param(params, 'reductionFactor');
    const end = Math.min(epochs, param(params, 'maxEpochs') || Infinity);
    let [from, chance, expected] = [0, 1, 0];
    for (let rung = param(params, 'minEpochs'); rung < end; rung *= factor) {
      expected += chance * (rung - from);
      [from, chance] = [rung, chance / factor];
    }
    return (expected + chance * (epochs - from)) / epochs;
  },
  stateSchema,
  initial: { rungs: [] },
  report: (state, report, params) => {
    const rungs = withRungs(state.rungs, report.epoch, params);
    for (const [k, rung] of rungs.entries()) {
      if (report.epoch < rung.epochs) break;
      const told = rung.runs.includes(report.run) ? rung : arrive(rung, report, params);
      rungs[k] = told;
      if (told.passed[told.runs.indexOf(report.run)]) continue;
      // What comes after this rung it has not earned.
      const verdict: Verdict = report.isLast ? goOn : { prune: true, reason: reasonOf(told, report, params) };
      return { state: { rungs }, verdict };
    }
    return { state: { rungs }, verdict: goOn };
  },
  finish: (state) => state,
});

/** The rungs up to an epoch: r, rη, rη² …, below the last one if there is one. */
function withRungs(rungs: readonly Rung[], epoch: number, params: Numbers): Rung[] {
  const result = [...rungs];
  const end = param(params, 'maxEpochs') || Infinity;
  for (;;) {
    const last = result.at(-1);
    const epochs = last ? last.epochs * param(params, 'reductionFactor') : param(params, 'minEpochs');
    if (epochs > epoch || epochs >= end) return result;
    result.push({ epochs, runs: [], costs: [], passed: [] });
  }
}

/** The rung with a run that gets there, judged among those before it. */
function arrive(rung: Rung, { run, cost }: RunReport, params: Numbers): Rung {
  const costs = [...rung.costs, cost];
  const places = Math.max(1, Math.floor(costs.length / param(params, 'reductionFactor')));
  const better = costs.filter((other) => (other ?? Infinity) < (cost ?? Infinity)).length;
  const passes = cost !== null && (better < places || costs.length <= param(params, 'graceRuns'));
  return {
    epochs: rung.epochs,
    runs: [...rung.runs, run],
    costs,
    passed: [...rung.passed, passes],
  };
}

function reasonOf({ epochs, runs, costs }: Rung, { run, epoch }: RunReport, params: Numbers): string {
  const cost = costs[runs.indexOf(run)] ?? null;
  const at = epochs === epoch ? `epoch ${epochs}` : `epoch ${epoch} (rung at ${epochs})`;
  if (cost === null) return `Pruned at ${at}: its value is not a finite number.`;
  const rank = 1 + costs.filter((other) => (other ?? Infinity) < cost).length;
  return `Pruned at ${at}: number ${rank} of ${costs.length} there so far; one in ${param(params, 'reductionFactor')} goes on.`;
}
