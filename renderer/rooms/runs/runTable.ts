/** How the run table is looked at: filter, order, what is chosen, where it is scrolled to; outlives a visit to a run (renderer). */
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { StateFilter } from './runFilter';
import { nothingChosen, type Selection } from './selection';

/** A column and a direction. */
export interface RunOrder {
  readonly id: string;
  readonly desc: boolean;
}

/** Newest first. */
export const usualOrder: RunOrder = { id: 'number', desc: true };

export const useRunTable = defineStore('runTable', () => {
  const words = ref('');
  const state = ref<StateFilter>('all');
  const starredOnly = ref(false);
  const order = shallowRef<RunOrder>(usualOrder);
  const selection = shallowRef<Selection>(nothingChosen);
  const scrollTop = ref(0);

  function clearFilter(): void {
    words.value = '';
    state.value = 'all';
    starredOnly.value = false;
  }

  /** The first press sorts upwards, the next one the other way. */
  function sortBy(id: string): void {
    const { value } = order;
    order.value =
      value.id === id ? { id, desc: !value.desc } : { id, desc: id === 'starred' || id === 'created' };
  }

  return { words, state, starredOnly, order, selection, scrollTop, clearFilter, sortBy };
});
