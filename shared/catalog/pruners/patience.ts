/** Patience: a run that has not improved on itself for some evaluations is pruned; runs anywhere. */
import { z } from '../../zod';
import { param } from '../parameter';
import { definePruner, goOn } from './pruner';

const runSchema = z.strictObject({
  epoch: z.number(),
  best: z.number().nullable(),
  /** Evaluations since the best one. */
  waited: z.number().int(),
});

export const patience = definePruner({
  id: 'patience',
  label: 'Patience',
  tex: '',
  help: 'Stops a run that has not improved for some evaluations.',
  params: [
    {
      id: 'patience',
      label: 'Patience',
      default: 5,
      min: 1,
      max: 1_000_000,
      integer: true,
      unit: 'evaluations',
      help: 'Evaluations without improvement.',
    },
    {
      id: 'minDelta',
      label: 'Smallest improvement',
      default: 0,
      min: 0,
      max: 1000,
      help: "In the objective's unit; less does not count.",
    },
    {
      id: 'warmupEpochs',
      label: 'Warm-up',
      default: 0,
      min: 0,
      max: 10_000_000,
      integer: true,
      unit: 'epochs',
      help: 'No run is stopped before this many epochs.',
    },
  ],
  stateSchema: z.strictObject({ runs: z.record(z.string(), runSchema) }),
  initial: { runs: {} },
  report: (state, { run, epoch, cost, isLast }, params) => {
    const before = state.runs[run] ?? { epoch: 0, best: null, waited: 0 };
    const isNew = epoch > before.epoch;
    const improved =
      cost !== null && (before.best === null || cost < before.best - param(params, 'minDelta'));
    const after = !isNew
      ? before
      : improved
        ? { epoch, best: cost, waited: 0 }
        : { epoch, best: before.best, waited: before.waited + 1 };
    const limit = param(params, 'patience');
    // After a resumption a run may tell of epochs again that were long judged.
    const isNewest = epoch > 0 && epoch === after.epoch;
    const prune = isNewest && after.waited >= limit && epoch >= param(params, 'warmupEpochs') && !isLast;
    const evaluations = limit === 1 ? 'evaluation' : `${limit} evaluations`;
    return {
      state: { runs: { ...state.runs, [run]: after } },
      verdict: prune
        ? { prune, reason: `Pruned after epoch ${epoch}: no improvement in the last ${evaluations}.` }
        : goOn,
    };
  },
  finish: (state, run) => {
    const { [run]: _gone, ...runs } = state.runs;
    return { runs };
  },
});
