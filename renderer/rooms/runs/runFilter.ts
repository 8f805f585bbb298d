/** Which runs the table shows: by words, by state, by star; pure, renderer. */
import { findEntry } from '../../../shared/catalog/parameter';
import { schedules } from '../../../shared/catalog/schedules';
import { isActive, type RunRecord, type RunState } from '../../../shared/runs/run';
import { stateLook } from '../../format/runState';
import { runTitle } from '../../format/runTitle';
import { lossText, modelText, optimizerText } from './describeRun';

/** Groups of states that one looks for. */
export const stateFilters = [
  { value: 'all', label: 'All states' },
  { value: 'active', label: 'Under way' },
  { value: 'completed', label: 'Completed' },
  { value: 'interrupted', label: 'Interrupted' },
  { value: 'wrong', label: 'Failed or diverged' },
  { value: 'ended', label: 'Cancelled or pruned' },
] as const;
export type StateFilter = (typeof stateFilters)[number]['value'];

export interface RunFilter {
  readonly words: string;
  readonly state: StateFilter;
  readonly starredOnly: boolean;
}

const inGroup: Readonly<Record<StateFilter, (state: RunState) => boolean>> = {
  all: () => true,
  active: isActive,
  completed: (state) => state === 'completed',
  interrupted: (state) => state === 'interrupted',
  wrong: (state) => state === 'failed' || state === 'diverged',
  ended: (state) => state === 'cancelled' || state === 'pruned',
};

// Records are replaced when they change: what was written down for one holds.
const texts = new WeakMap<RunRecord, string>();

/** Everything about a run that can be searched for, in small letters. */
function searchText(run: RunRecord): string {
  const known = texts.get(run);
  if (known !== undefined) return known;
  const { config } = run;
  const text = [
    `#${run.number}`,
    runTitle(run),
    ...run.tags,
    run.notes,
    run.datasetName,
    modelText(run),
    lossText(config),
    optimizerText(config),
    String(config.optimizer.learningRate),
    findEntry(schedules, config.schedule.id)?.label ?? '',
    `batch ${config.training.batchSize}`,
    `seed ${config.seed}`,
    stateLook(run.state).label,
  ]
    .join(' \n')
    .toLowerCase();
  texts.set(run, text);
  return text;
}

/** Whether a run has every one of the words and is in the states asked for. */
export function matches(run: RunRecord, { words, state, starredOnly }: RunFilter): boolean {
  if (starredOnly && !run.starred) return false;
  if (!inGroup[state](run.state)) return false;
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return wanted.length === 0 || wanted.every((word) => searchText(run).includes(word));
}

export const filters = ({ words, state, starredOnly }: RunFilter): boolean =>
  words.trim() !== '' || state !== 'all' || starredOnly;
