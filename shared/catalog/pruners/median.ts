/** Median rule (Golovin et al., 2017, as Optuna has it): a run whose best is worse than the others' median is pruned; runs anywhere. */
import { z } from '../../zod';
import { param } from '../parameter';
import { definePruner, goOn, type RunReport, type Verdict } from './pruner';

const costSchema = z.number().nullable();

const stateSchema = z.strictObject({
  /** Runs trained to their end. */
  completed: z.number().int(),
  /** Costs of completed runs at each epoch, ascending; those that were not finite are left out. */
  costsAt: z.record(z.string(), z.array(z.number())),
  /** Evaluations of runs under way, oldest first. */
  open: z.record(z.string(), z.array(z.tuple([z.number(), costSchema]))),
});
type MedianState = z.output<typeof stateSchema>;

export const median = definePruner({
  id: 'median',
  label: 'Median',
  tex: '',
  help: 'Stops a run whose best value so far is worse than the median of completed runs at the same epoch.',
  params: [
    {
      id: 'startupRuns',
      label: 'Free start',
      default: 5,
      min: 1,
      max: 100_000,
      integer: true,
      unit: 'runs',
      help: 'Runs trained to their end before any is stopped.',
    },
    {
      id: 'warmupEpochs',
      label: 'Warm-up',
      default: 1,
      min: 1,
      max: 10_000_000,
      integer: true,
      unit: 'epochs',
      help: 'No run is stopped before this many epochs.',
    },
    {
      id: 'minRuns',
      label: 'Least to compare',
      default: 1,
      min: 1,
      max: 100_000,
      integer: true,
      unit: 'runs',
      help: 'Completed runs that must have a value at the same epoch.',
    },
  ],
  stateSchema,
  initial: { completed: 0, costsAt: {}, open: {} } as MedianState,
  report: (state, report, params) => {
    // Before training all runs are alike.
    if (report.epoch === 0) return { state, verdict: goOn };
    const told = state.open[report.run] ?? [];
    const known = told.some(([epoch]) => epoch === report.epoch);
    const evaluations = known ? told : [...told, [report.epoch, report.cost] as [number, number | null]];
    return {
      state: { ...state, open: { ...state.open, [report.run]: evaluations } },
      verdict: judge(state, report, evaluations, params),
    };
  },
  finish: (state, run, completed) => {
    const { [run]: evaluations = [], ...open } = state.open;
    if (!completed) return { ...state, open };
    const costsAt = { ...state.costsAt };
    for (const [epoch, cost] of evaluations) {
      if (cost !== null) costsAt[epoch] = withCost(costsAt[epoch] ?? [], cost);
    }
    return { completed: state.completed + 1, costsAt, open };
  },
});

function judge(
  state: MedianState,
  { epoch, isLast }: RunReport,
  evaluations: MedianState['open'][string],
  params: Readonly<Record<string, number>>,
): Verdict {
  const others = state.costsAt[epoch] ?? [];
  const early = state.completed < param(params, 'startupRuns') || epoch < param(params, 'warmupEpochs');
  if (isLast || early || others.length === 0 || others.length < param(params, 'minRuns')) return goOn;
  const known = evaluations.flatMap(([at, cost]) => (at <= epoch && cost !== null ? [cost] : []));
  if (known.length > 0 && Math.min(...known) <= medianOf(others)) return goOn;
  return {
    prune: true,
    reason: `Pruned after epoch ${epoch}: its best value is worse than the median of ${others.length} completed runs at this epoch.`,
  };
}

/** The middle of ascending numbers. */
function medianOf(ascending: readonly number[]): number {
  const half = ascending.length >> 1;
  const upper = ascending[half] as number;
  return ascending.length % 2 === 1 ? upper : ((ascending[half - 1] as number) + upper) / 2;
}

/** Ascending numbers with one more among them. */
function withCost(ascending: readonly number[], cost: number): number[] {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < cost) low = middle + 1;
    else high = middle;
  }
  return [...ascending.slice(0, low), cost, ...ascending.slice(low)];
}
