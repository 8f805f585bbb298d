/** The runs of the table, filtered and in order; a busy lab changes them a few times a second at most (renderer). */
import {
  createTable,
  getCoreRowModel,
  getFilteredRowModel,
  getSortedRowModel,
  type ColumnDef,
} from '@tanstack/vue-table';
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue';
import type { RunRecord } from '../../../shared/runs/run';
import { useRunsStore } from '../../stores/runs';
import { runColumns } from './runColumns';
import { matches, readAhead, type RunFilter } from './runFilter';
import { useRunTable } from './runTable';

/** Least time between two passes over all runs, milliseconds. */
const pauseMs = 300;

const columns: ColumnDef<RunRecord>[] = runColumns.map(({ id, value }) => ({
  id,
  accessorFn: value,
  sortUndefined: 'last',
  sortingFn: id === 'model' || id === 'name' ? 'alphanumeric' : 'basic',
}));

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

/** Gets the texts that are searched ready while nothing else is going on, so that the first word typed finds them there. */
function useReadAhead(list: Readonly<{ value: readonly RunRecord[] }>): void {
  let at = 0;
  let handle = 0;
  const step = (idle: IdleDeadline): void => {
    at = readAhead(list.value, at, () => idle.timeRemaining() > 2);
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
  /** In the order shown. */
  readonly rows: ComputedRef<readonly RunRecord[]>;
  readonly total: ComputedRef<number>;
}

export function useRunRows(): RunRows {
  const look = useRunTable();
  const list = useCalmList();
  useReadAhead(list);
  const data = computed(() => [...list.value]);
  const filter = computed<RunFilter>(() => ({
    words: look.words,
    state: look.state,
    starredOnly: look.starredOnly,
  }));
  // Driven by hand: the adapter for Vue lays a proxy over the last one with each change of the data.
  const table = createTable<RunRecord>({
    data: [],
    columns,
    getRowId: ({ id }) => id,
    // A run is asked once, not once for each column.
    getColumnCanGlobalFilter: ({ id }) => id === 'number',
    globalFilterFn: (row, _column, wanted: RunFilter) => matches(row.original, wanted),
    getCoreRowModel: getCoreRowModel(),
    getFilteredRowModel: getFilteredRowModel(),
    getSortedRowModel: getSortedRowModel(),
    // What the table is to show is decided here; it has no state of its own.
    state: {},
    onStateChange: () => undefined,
    autoResetAll: false,
    renderFallbackValue: null,
  });
  const rows = computed(() => {
    const { id, desc } = look.order;
    const state = { ...table.initialState, sorting: [{ id, desc }], globalFilter: filter.value };
    table.setOptions((options) => ({ ...options, data: data.value, state }));
    return table.getRowModel().rows.map(({ original }) => original);
  });
  return { rows, total: computed(() => list.value.length) };
}
