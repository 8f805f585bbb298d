/** The data sets of the lab, built in and imported, with their previews (renderer). */
import { defineStore } from 'pinia';
import { computed, markRaw, shallowReactive, shallowRef } from 'vue';
import type { CallInput } from '../../shared/ipc/contract';
import type { DatasetInfo, DatasetPreview } from '../../shared/data/dataset';
import type { LabError } from '../../shared/result';
import { asLabError, call, on } from '../api/lab';
import { useToastsStore } from './toasts';

/** Previews kept: a slider through a generator's noise makes many. */
const keptPreviews = 24;
/** How long a removal can be taken back; a little longer than its toast stands. */
const removalDelayMs = 10_500;

export const useDatasetsStore = defineStore('datasets', () => {
  const all = shallowRef<readonly DatasetInfo[]>([]);
  /** Those the user has removed while it can still be taken back. */
  const removals = shallowReactive(new Map<string, ReturnType<typeof setTimeout>>());
  const list = computed(() => all.value.filter(({ id }) => !removals.has(id)));
  const status = shallowRef<'idle' | 'loading' | 'ready' | 'failed'>('idle');
  const error = shallowRef<LabError | null>(null);
  const byId = computed(() => new Map(list.value.map((info) => [info.id, info])));
  const previews = new Map<string, Promise<DatasetPreview>>();

  const get = (id: string): DatasetInfo | undefined => byId.value.get(id);

  async function load(): Promise<void> {
    status.value = 'loading';
    try {
      all.value = await call('datasets:list');
      error.value = null;
      status.value = 'ready';
    } catch (thrown) {
      error.value = asLabError(thrown);
      status.value = 'failed';
    }
  }

  /** A sample of a data set; asked for once per parameters. */
  function preview(
    id: string,
    params: Readonly<Record<string, number>> = {},
    rows = 600,
  ): Promise<DatasetPreview> {
    const key = JSON.stringify([id, Object.entries(params).sort(), rows]);
    const known = previews.get(key);
    if (known) return known;
    const asked = call('datasets:preview', { dataset: { id, params }, rows }).then((answer) =>
      markRaw(answer),
    );
    previews.set(key, asked);
    asked.catch(() => previews.delete(key));
    const [oldest] = previews.keys();
    if (previews.size > keptPreviews && oldest !== undefined) previews.delete(oldest);
    return asked;
  }

  /** Imports files; throws LabError with what is wrong with them, and nothing has changed then. */
  async function importFiles(input: CallInput<'datasets:import'>): Promise<DatasetInfo> {
    const info = await call('datasets:import', input);
    // The same content again: it is wanted after all.
    keep(info.id);
    await load();
    return info;
  }

  /** Lets the user choose files; null if the dialog was closed. */
  const chooseFiles = (): Promise<readonly string[] | null> => call('datasets:chooseFiles');

  /** Takes a removal back. */
  function keep(id: string): void {
    clearTimeout(removals.get(id));
    removals.delete(id);
  }

  /**
   * Takes a data set out of the list at once and out of the lab when it can no longer be taken back, or when the page
   * goes. Whoever calls has made sure that no run uses it; the lab refuses otherwise, and it is in the list again.
   */
  function remove(id: string): void {
    keep(id);
    removals.set(
      id,
      setTimeout(() => void finish(id), removalDelayMs),
    );
  }

  async function finish(id: string): Promise<void> {
    clearTimeout(removals.get(id));
    try {
      await call('datasets:remove', { id });
      await load();
    } catch (thrown) {
      useToastsStore().showError(thrown);
    } finally {
      removals.delete(id);
    }
  }

  /** Follows the lab's events until the returned function is called. */
  function listen(): () => void {
    const stop = on('datasets:changed', () => {
      previews.clear();
      void load();
    });
    const finishAll = (): void => {
      for (const id of removals.keys()) void finish(id);
    };
    window.addEventListener('pagehide', finishAll);
    return () => {
      stop();
      window.removeEventListener('pagehide', finishAll);
    };
  }

  return { list, byId, status, error, get, load, preview, importFiles, chooseFiles, remove, keep, listen };
});
