/** What the data room shows: the data set chosen last, and each generator's numbers; outlives a visit to another room (renderer). */
import { defineStore } from 'pinia';
import { reactive, ref } from 'vue';

export const useDataRoom = defineStore('dataRoom', () => {
  const chosenId = ref('');
  /** By the generator's id. */
  const numbers = reactive(new Map<string, Readonly<Record<string, number>>>());
  return { chosenId, numbers };
});
