/** What the machine and the lab are: engine, cores, data folder (renderer). */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { LabInfo } from '../../shared/ipc/contract';
import type { LabError } from '../../shared/result';
import { asLabError, call, on } from '../api/lab';

export const useLabStore = defineStore('lab', () => {
  const info = shallowRef<LabInfo | null>(null);
  const error = shallowRef<LabError | null>(null);
  /** A slower engine than native TensorFlow, or null. */
  const slowEngine = computed(() => {
    const engine = info.value?.engine;
    return engine && engine.backend !== 'native' ? engine : null;
  });

  async function load(): Promise<void> {
    try {
      info.value = await call('lab:info');
      error.value = null;
    } catch (thrown) {
      error.value = asLabError(thrown);
    }
  }

  /** Follows the lab's events until the returned function is called. */
  const listen = (): (() => void) => on('lab:changed', (fresh) => (info.value = fresh));

  return { info, error, slowEngine, load, listen };
});
