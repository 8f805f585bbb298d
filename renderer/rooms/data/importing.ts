/** Importing data files: choosing, dropping, asking for the label column, telling what is wrong (renderer). */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { DatasetInfo } from '../../../shared/data/dataset';
import type { LabError } from '../../../shared/result';
import { asLabError } from '../../api/lab';
import { useDatasetsStore } from '../../stores/datasets';

/** An import that went wrong, with what it takes to try again. */
export interface FailedImport {
  readonly paths: readonly string[];
  readonly fileName: string;
  readonly error: LabError;
}

const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
const isTable = (path: string): boolean => /\.(csv|tsv|txt)$/i.test(path);

export const useImporting = defineStore('importing', () => {
  const datasets = useDatasetsStore();
  const busy = shallowRef(false);
  const failed = shallowRef<FailedImport | null>(null);
  /** The one imported last; the room shows it. */
  const imported = shallowRef<DatasetInfo | null>(null);

  /** Imports files that the user has shown. What goes wrong stays in `failed`; nothing has changed then. */
  async function importFiles(paths: readonly string[], labelColumn: string | null = null): Promise<void> {
    const [first] = paths;
    if (first === undefined || busy.value) return;
    busy.value = true;
    failed.value = null;
    try {
      imported.value = await datasets.importFiles({ paths: [...paths], name: null, labelColumn });
    } catch (thrown) {
      failed.value = { paths, fileName: nameOf(first), error: asLabError(thrown) };
    } finally {
      busy.value = false;
    }
  }

  async function chooseAndImport(): Promise<void> {
    const paths = await datasets.chooseFiles();
    if (paths) await importFiles(paths);
  }

  const dismiss = (): void => void (failed.value = null);
  /** Whether another label column may help. */
  const mayChooseLabel = (import_: FailedImport): boolean =>
    import_.paths.length === 1 && isTable(import_.paths[0] ?? '') && import_.error.code === 'bad-file';

  return { busy, failed, imported, importFiles, chooseAndImport, dismiss, mayChooseLabel };
});
