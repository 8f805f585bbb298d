/** The runs of the table, filtered and in order; a busy lab changes them a few times a second at most (renderer). */
import {
  getCoreRowModel,
  getFilteredRowModel,
  getSortedRowModel,
  useVueTable,
  type ColumnDef,
} from '@tanstack/vue-table';
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue';
import type { RunRecord } from '../../../shared/runs/run';
import { useRunsStore } from '../../stores/runs';
import { runColumns } from './runColumns';
import { matches, type RunFilter } from './runFilter';
import { useRunTable } from './runTable';

/** Least time between two passes over all runs, milliseconds. */
const pauseMs = 300;

const columns: ColumnDef<RunRecord>[] = runColumns.map(({ id, value }) => ({
  id,
  accessorFn: value,
  sortUndefined: 'last',
  sortingFn: typeof value === 'function' && (id === 'model' || id === 'name') ? 'alphanumeric' : 'basic',
}));

/** All runs as they were a moment ago: the first change at once, then not more often than the pause. */
function useCalmList(): Readonly<{ value: readonly RunRecord[] }> {
  const store = useRunsStore();
  const list = shallowRef(store.list);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = (): void => {
    list.value = store.list;
    timer = setTimeout(() => {
      timer = undefined;
      if (list.value !== store.list) take();
    }, pauseMs);
  };
  watch(
    () => store.list,
    () => {
      if (timer === undefined) take();
    },
  );
  onScopeDispose(() => clearTimeout(timer));
  return list;
}

export interface RunRows {
  /** In the order shown. */
  readonly rows: ComputedRef<readonly RunRecord[]>;
  readonly total: ComputedRef<number>;
}

export function useRunRows(): RunRows {
  const look = useRunTable();
  const list = useCalmList();
  const data = computed(() => [...list.value]);
  const filter = computed<RunFilter>(() => ({
    words: look.words,
    state: look.state,
    starredOnly: look.starredOnly,
  }));
  const table = useVueTable<RunRecord>({
    data,
    columns,
    getRowId: ({ id }) => id,
    state: {
      get sorting() {
        return [{ id: look.order.id, desc: look.order.desc }];
      },
      get globalFilter() {
        return filter.value;
      },
    },
    // A run is asked once, not once for each column.
    getColumnCanGlobalFilter: ({ id }) => id === 'number',
    globalFilterFn: (row, _column, wanted: RunFilter) => matches(row.original, wanted),
    getCoreRowModel: getCoreRowModel(),
    getFilteredRowModel: getFilteredRowModel(),
    getSortedRowModel: getSortedRowModel(),
  });
  const rows = computed(() => table.getRowModel().rows.map(({ original }) => original));
  return { rows, total: computed(() => list.value.length) };
}
