/** How the run table is looked at: query, order, groups, columns, what is chosen, where it is scrolled to; outlives a visit to a run (renderer). */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { findQueryField, type QueryField } from '../../../shared/query/fields';
import { parseQuery } from '../../../shared/query/parse';
import type { QueryError, QueryNode } from '../../../shared/query/syntax';
import { readStored, writeStored } from '../../format/stored';
import { useRunsStore } from '../../stores/runs';
import {
  isUsual,
  placeColumns,
  readLayout,
  usualInGroups,
  usualLayout,
  type ColumnLayout,
} from './columnLayout';
import { columnOf } from './runColumns';
import { anyRun, type StateFilter } from './runFilter';
import { nothingChosen, type Selection } from './selection';

/** A column and a direction. */
export interface RunOrder {
  readonly id: string;
  readonly desc: boolean;
}

/** Newest first. */
export const usualOrder: readonly RunOrder[] = [{ id: 'number', desc: true }];

/** More columns to sort by decide nothing. */
const mostOrders = 5;
const storedAs = 'runTable';

interface Stored {
  readonly layout: ColumnLayout | null;
  readonly order: readonly RunOrder[];
  readonly groupedBy: readonly string[];
}

function readOrder(kept: unknown): readonly RunOrder[] {
  if (!Array.isArray(kept)) return usualOrder;
  const order = (kept as Partial<RunOrder>[]).flatMap((one) =>
    typeof one?.id === 'string' && columnOf(one.id) ? [{ id: one.id, desc: one.desc === true }] : [],
  );
  return order.length > 0 ? order.slice(0, mostOrders) : usualOrder;
}

/** null for the usual one, which is another where runs are grouped. */
const known = (layout: ColumnLayout): ColumnLayout | null => (isUsual(layout) ? null : layout);

function readGroups(kept: unknown): readonly string[] {
  return Array.isArray(kept)
    ? kept.filter((name): name is string => typeof name === 'string' && findQueryField(name) !== undefined)
    : [];
}

export const useRunTable = defineStore('runTable', () => {
  const runs = useRunsStore();
  const stored = readStored<Stored>(storedAs) ?? {};
  /** What is written in the search field. */
  const words = ref('');
  const state = ref<StateFilter>('all');
  const starredOnly = ref(false);
  const order = shallowRef(readOrder(stored.order));
  const groupedBy = shallowRef(readGroups(stored.groupedBy));
  /** What the user has laid out; null as long as nothing was changed. */
  const ownLayout = shallowRef(known(readLayout(stored.layout)));
  const layout = computed<ColumnLayout>({
    get: () => ownLayout.value ?? (groupedBy.value.length > 0 ? usualInGroups(groupedBy.value) : usualLayout),
    set: (wanted) => (ownLayout.value = known(wanted)),
  });
  const openGroups = shallowRef<ReadonlySet<string>>(new Set());
  const selection = shallowRef<Selection>(nothingChosen);
  const scrollTop = ref(0);

  const parsed = computed(() => parseQuery(words.value));
  const queryError = computed<QueryError | null>(() => (parsed.value.ok ? null : parsed.value.error));
  /** The last query that could be read: the table does not jump while one is being written. */
  const query = shallowRef<QueryNode>(anyRun);
  watch(
    parsed,
    (now) => {
      if (words.value.trim() === '') query.value = anyRun;
      else if (now.ok) query.value = now.node;
    },
    { flush: 'sync' },
  );
  const groupFields = computed(() =>
    groupedBy.value.flatMap((name): QueryField[] => {
      const field = findQueryField(name);
      return field ? [field] : [];
    }),
  );
  // The newest run comes first and has the largest number.
  const digits = computed(() => String(runs.list[0]?.number ?? 0).length);
  const placed = computed(() => placeColumns(layout.value, groupFields.value.length > 0, digits.value));

  watch([ownLayout, order, groupedBy], () =>
    writeStored(storedAs, { layout: ownLayout.value, order: order.value, groupedBy: groupedBy.value }),
  );

  function clearFilter(): void {
    words.value = '';
    state.value = 'all';
    starredOnly.value = false;
  }

  /** The first press sorts upwards, the next one the other way; `also`: behind the columns that it is sorted by already. */
  function sortBy(id: string, also = false): void {
    const before = order.value.find((one) => one.id === id);
    const turned = { id, desc: before ? !before.desc : id === 'starred' || id === 'created' };
    if (!also) order.value = [turned];
    else if (before) order.value = order.value.map((one) => (one === before ? turned : one));
    else order.value = [...order.value.slice(0, mostOrders - 1), turned];
  }

  function toggleGrouping(name: string): void {
    const isBy = groupedBy.value.includes(name);
    groupedBy.value = isBy ? groupedBy.value.filter((other) => other !== name) : [...groupedBy.value, name];
    openGroups.value = new Set();
  }

  function setOpen(ids: readonly string[], isOpen: boolean): void {
    const open = new Set(openGroups.value);
    for (const id of ids) {
      if (isOpen) open.add(id);
      else open.delete(id);
    }
    openGroups.value = open;
  }

  return {
    ...{ words, state, starredOnly, order, layout, groupedBy, openGroups, selection, scrollTop },
    ...{ query, queryError, groupFields, placed },
    ...{ clearFilter, sortBy, toggleGrouping, setOpen },
  };
});
