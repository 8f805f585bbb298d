/** Runs of the table in order and in groups: sorted by several columns, grouped by any fields, laid out as lines; pure, renderer. */
import { valuesOf, type QueryField } from '../../../shared/query/fields';
import type { RunRecord } from '../../../shared/runs/run';
import { summarize, type SampleSummary } from '../../../shared/sweep/summary';
import { fieldText } from './fieldText';
import type { RunColumn } from './runColumns';
import type { RunOrder } from './runTable';

/** Runs that are alike in the fields they are grouped by. */
export interface RunGroup {
  /** Begins with `group:`, which no run's id does. */
  readonly id: string;
  /** One text a field. */
  readonly values: readonly string[];
  readonly runs: readonly RunRecord[];
}

/** What stands in one line of the table. */
export type TableLine =
  | { readonly kind: 'run'; readonly id: string; readonly run: RunRecord; readonly isMember: boolean }
  | { readonly kind: 'group'; readonly id: string; readonly group: RunGroup; readonly isOpen: boolean };

export const isGroupId = (id: string): boolean => id.startsWith('group:');

/** Text in an order that people expect: small and capital letters alike, 9 before 10. */
const naturalKey = (text: string): string => {
  const small = text.toLowerCase();
  return /\d/.test(small) ? small.replace(/\d+/g, (digits) => digits.padStart(12, '0')) : small;
};

type Key = string | number | undefined;

// A record is replaced when it changes: what was worked out for one holds. One map for all columns: the collector looks
// through each of them whenever it runs.
const textKeys = new WeakMap<RunRecord, Record<string, string>>();

/** What a run is sorted by in a column. */
function keyOf(column: RunColumn, run: RunRecord): Key {
  const known = textKeys.get(run)?.[column.id];
  if (known !== undefined) return known;
  const value = column.value(run);
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value;
  if (value === undefined) return undefined;
  const key = naturalKey(value);
  const keys = textKeys.get(run);
  if (keys) keys[column.id] = key;
  else textKeys.set(run, { [column.id]: key });
  return key;
}

/** Gets ready what a run is sorted by in columns of text. */
export function keysAhead(run: RunRecord, columns: readonly RunColumn[]): void {
  for (const column of columns) if (!column.numeric) keyOf(column, run);
}

/** What has no value stands last in either direction. */
function compareKeys(a: Key, b: Key, desc: boolean): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b === desc ? 1 : -1;
}

/** Sorted by the first key, equal ones by the next; those equal in all stay as they stood. */
function sortedBy<T>(
  items: readonly T[],
  order: readonly RunOrder[],
  keyOfItem: (item: T, at: number) => Key,
): T[] {
  const keys = order.map((_, at) => items.map((item) => keyOfItem(item, at)));
  const places = items.map((_, place) => place);
  places.sort((a, b) => {
    for (let at = 0; at < keys.length; at++) {
      const of = keys[at] as Key[];
      const found = compareKeys(of[a], of[b], (order[at] as RunOrder).desc);
      if (found !== 0) return found;
    }
    return a - b;
  });
  return places.map((place) => items[place] as T);
}

type Columns = (id: string) => RunColumn | undefined;

/** The columns of an order that there are. */
function known(order: readonly RunOrder[], columns: Columns): { order: RunOrder[]; columns: RunColumn[] } {
  const found = order.flatMap((one) => {
    const column = columns(one.id);
    return column ? [{ one, column }] : [];
  });
  return { order: found.map(({ one }) => one), columns: found.map(({ column }) => column) };
}

const isNewestFirst = (runs: readonly RunRecord[]): boolean =>
  runs.every((run, at) => at === 0 || (runs[at - 1] as RunRecord).number > run.number);

/** The runs in order. */
export function sortRuns(
  runs: readonly RunRecord[],
  order: readonly RunOrder[],
  columns: Columns,
): readonly RunRecord[] {
  const by = known(order, columns);
  const [first] = by.order;
  // They come so.
  const isAsTheyStand = first === undefined || (first.id === 'number' && first.desc && isNewestFirst(runs));
  return isAsTheyStand
    ? runs
    : sortedBy(runs, by.order, (run, at) => keyOf(by.columns[at] as RunColumn, run));
}

const summaries = new WeakMap<RunGroup, Map<string, SampleSummary | null>>();

/** Mean, spread and ends of a column's numbers in a group; null where there are none. Runs without a finite number count for nothing. */
export function groupSummary(group: RunGroup, column: RunColumn): SampleSummary | null {
  let known = summaries.get(group);
  if (!known) summaries.set(group, (known = new Map()));
  const found = known.get(column.id);
  if (found !== undefined) return found;
  const values = group.runs.flatMap((run) => {
    const value = column.value(run);
    return typeof value === 'number' && Number.isFinite(value) ? [value] : [];
  });
  const summary = summarize(values);
  known.set(column.id, summary);
  return summary;
}

/** What a group is sorted by in a column: the mean of numbers, otherwise the first run's text. */
function groupKey(group: RunGroup, column: RunColumn): Key {
  return column.numeric ? groupSummary(group, column)?.mean : keyOf(column, group.runs[0] as RunRecord);
}

/** The groups of runs that are alike in all fields; the runs of each stay in their order, groups are sorted as the runs are. */
export function groupRuns(
  runs: readonly RunRecord[],
  fields: readonly QueryField[],
  order: readonly RunOrder[],
  columns: Columns,
): readonly RunGroup[] {
  const groups = new Map<string, { values: string[]; runs: RunRecord[] }>();
  for (const run of runs) {
    const parts = fields.map((field) => valuesOf(field, run).join('\u0001'));
    const id = `group:${parts.join('\u0000')}`;
    const group = groups.get(id);
    if (group) group.runs.push(run);
    else groups.set(id, { values: fields.map((field) => fieldText(field, run)), runs: [run] });
  }
  const list = [...groups].map(([id, group]): RunGroup => ({ id, ...group }));
  const by = known(order, columns);
  return sortedBy(list, by.order, (group, at) => groupKey(group, by.columns[at] as RunColumn));
}

/** Runs as lines, without groups. */
export const linesOfRuns = (runs: readonly RunRecord[]): readonly TableLine[] =>
  runs.map((run) => ({ kind: 'run', id: run.id, run, isMember: false }));

/** Groups as lines, each followed by its runs where it is open. */
export function linesOfGroups(groups: readonly RunGroup[], open: ReadonlySet<string>): readonly TableLine[] {
  return groups.flatMap((group): TableLine[] => {
    const isOpen = open.has(group.id);
    const head: TableLine = { kind: 'group', id: group.id, group, isOpen };
    if (!isOpen) return [head];
    return [head, ...group.runs.map((run): TableLine => ({ kind: 'run', id: run.id, run, isMember: true }))];
  });
}
