/** Which runs the table shows: by a query, by state, by star; pure, renderer. */
import { findEntry } from '../../../shared/catalog/parameter';
import { schedules } from '../../../shared/catalog/schedules';
import { asksFor, testOf, type RunTest } from '../../../shared/query/evaluate';
import type { QueryNode } from '../../../shared/query/syntax';
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
  { value: 'archived', label: 'Archived' },
] as const;
export type StateFilter = (typeof stateFilters)[number]['value'];

export interface RunFilter {
  /** Everything, where nothing is asked for. */
  readonly query: QueryNode;
  readonly state: StateFilter;
  readonly starredOnly: boolean;
}

/** A query that asks for nothing. */
export const anyRun: QueryNode = { kind: 'all', of: [] };

const inGroup: Readonly<Record<StateFilter, (state: RunState) => boolean>> = {
  all: () => true,
  archived: () => true,
  active: isActive,
  completed: (state) => state === 'completed',
  interrupted: (state) => state === 'interrupted',
  wrong: (state) => state === 'failed' || state === 'diverged',
  ended: (state) => state === 'cancelled' || state === 'pruned',
};

// Records are replaced when they change: what was written down for one holds.
const texts = new WeakMap<RunRecord, string>();

/** Everything about a run that plain words are looked for in, in small letters. */
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

/** Gets the text ready that words are looked for in. */
export const readAhead = (run: RunRecord): void => void searchText(run);

/** A test for a run; archived ones are found only where they are asked for. */
export function filterTest({ query, state, starredOnly }: RunFilter): RunTest {
  const found = testOf(query, searchText);
  const isInGroup = inGroup[state];
  const archived = asksFor(query, 'archived') ? null : state === 'archived';
  return (run) =>
    (archived === null || run.archived === archived) &&
    (!starredOnly || run.starred) &&
    isInGroup(run.state) &&
    found(run);
}

/** Whether anything is looked for. */
export const filters = ({ query, state, starredOnly }: RunFilter): boolean =>
  query !== anyRun || state !== 'all' || starredOnly;
