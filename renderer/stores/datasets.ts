/** The data sets of the lab, built in and imported, with their previews (renderer). */
import { defineStore } from 'pinia';
import { computed, markRaw, shallowRef } from 'vue';
import type { CallInput } from '../../shared/ipc/contract';
import type { DatasetInfo, DatasetPreview } from '../../shared/data/dataset';
import type { LabError } from '../../shared/result';
import { asLabError, call, on } from '../api/lab';

/** Previews kept: a slider through a generator's noise makes many. */
const keptPreviews = 24;

export const useDatasetsStore = defineStore('datasets', () => {
  const list = shallowRef<readonly DatasetInfo[]>([]);
  const status = shallowRef<'idle' | 'loading' | 'ready' | 'failed'>('idle');
  const error = shallowRef<LabError | null>(null);
  const byId = computed(() => new Map(list.value.map((info) => [info.id, info])));
  const previews = new Map<string, Promise<DatasetPreview>>();

  const get = (id: string): DatasetInfo | undefined => byId.value.get(id);

  async function load(): Promise<void> {
    status.value = 'loading';
    try {
      list.value = await call('datasets:list');
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
    await load();
    return info;
  }

  /** Lets the user choose files; null if the dialog was closed. */
  const chooseFiles = (): Promise<readonly string[] | null> => call('datasets:chooseFiles');

  async function remove(id: string): Promise<void> {
    await call('datasets:remove', { id });
    await load();
  }

  /** Follows the lab's events until the returned function is called. */
  const listen = (): (() => void) =>
    on('datasets:changed', () => {
      previews.clear();
      void load();
    });

  return { list, byId, status, error, get, load, preview, importFiles, chooseFiles, remove, listen };
});
