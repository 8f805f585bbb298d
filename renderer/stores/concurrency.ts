/** How many runs train side by side, and why; follows the settings (renderer). */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { Concurrency } from '../../shared/sweep/record';
import { call, on } from '../api/lab';
import { useSettingsStore } from './settings';

export const useConcurrencyStore = defineStore('concurrency', () => {
  const settings = useSettingsStore();
  const known = shallowRef<Concurrency | null>(null);
  /** Places to train in, as far as is known. */
  const places = computed(() => settings.values.concurrentRuns ?? known.value?.suggested ?? 1);

  /** Until the lab has answered, the settings are all that is known. */
  async function load(): Promise<void> {
    known.value = await call('lab:concurrency');
  }

  const set = (concurrentRuns: number | null): Promise<void> => settings.set({ concurrentRuns });

  /** Follows the lab's events until the returned function is called. */
  function listen(): () => void {
    const again = (): void => void load().catch(() => undefined);
    const stopLab = on('lab:changed', again);
    const stopSettings = watch(() => settings.values.concurrentRuns, again);
    return () => {
      stopLab();
      stopSettings();
    };
  }

  return { known, places, load, set, listen };
});
