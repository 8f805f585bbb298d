/** The runs of the table, filtered and in order; a busy lab changes them a few times a second at most (renderer). */
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue';
import type { RunRecord } from '../../../shared/runs/run';
import { useRunsStore } from '../../stores/runs';
import { columnOf } from './runColumns';
import { filterTest, readAhead } from './runFilter';
import { useRunTable } from './runTable';
import {
  groupRuns,
  keysAhead,
  linesOfGroups,
  linesOfRuns,
  sortRuns,
  type RunGroup,
  type TableLine,
} from './tableModel';

/** Least time between two passes over all runs, milliseconds. */
const pauseMs = 300;

/** All runs as they were a moment ago: the first change at once, then not more often than the pause. */
function useCalmList(): Readonly<{ value: readonly RunRecord[] }> {
  const store = useRunsStore();
  const list = shallowRef(store.list);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = (): void => {
    clearTimeout(timer);
    list.value = store.list;
    timer = setTimeout(() => {
      timer = undefined;
      if (list.value !== store.list) take();
    }, pauseMs);
  };
  watch(
    () => store.list,
    ({ length }) => {
      // A run that is new or gone is seen at once.
      if (timer === undefined || length !== list.value.length) take();
    },
  );
  onScopeDispose(() => clearTimeout(timer));
  return list;
}

/** Gets texts that are searched and sorted by ready while nothing else is going on, so that the first word typed and the first column pressed find them there. */
function useReadAhead(list: Readonly<{ value: readonly RunRecord[] }>): void {
  const look = useRunTable();
  let at = 0;
  let handle = 0;
  const step = (idle: IdleDeadline): void => {
    const columns = look.placed.columns.map(({ column }) => column);
    for (; at < list.value.length && idle.timeRemaining() > 2; at++) {
      const run = list.value[at] as RunRecord;
      readAhead(run);
      keysAhead(run, columns);
    }
    if (at < list.value.length) handle = requestIdleCallback(step);
  };
  watch(
    () => list.value,
    () => {
      cancelIdleCallback(handle);
      at = 0;
      handle = requestIdleCallback(step);
    },
    { immediate: true },
  );
  onScopeDispose(() => cancelIdleCallback(handle));
}

export interface RunRows {
  /** Those that are found, in order. */
  readonly runs: ComputedRef<readonly RunRecord[]>;
  /** Empty where runs are not grouped. */
  readonly groups: ComputedRef<readonly RunGroup[]>;
  /** What stands in the table. */
  readonly lines: ComputedRef<readonly TableLine[]>;
  /** Runs that there are, found or not; those in the archive only where they are looked at. */
  readonly total: ComputedRef<number>;
}

export function useRunRows(): RunRows {
  const look = useRunTable();
  const list = useCalmList();
  useReadAhead(list);
  // In this order a word that is typed sorts nothing.
  const sorted = computed(() => sortRuns(list.value, look.order, columnOf));
  const runs = computed(() => {
    const { query, state, starredOnly } = look;
    return sorted.value.filter(filterTest({ query, state, starredOnly }));
  });
  const groups = computed(() =>
    look.groupFields.length === 0 ? [] : groupRuns(runs.value, look.groupFields, look.order, columnOf),
  );
  const lines = computed(() =>
    look.groupFields.length === 0 ? linesOfRuns(runs.value) : linesOfGroups(groups.value, look.openGroups),
  );
  const total = computed(() => {
    const archived = look.state === 'archived';
    return list.value.reduce((count, run) => count + (run.archived === archived ? 1 : 0), 0);
  });
  return { runs, groups, lines, total };
}
