/** Importing data files: choosing, asking for the label column, telling what is wrong (renderer). */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { labelColumnPath, type DatasetInfo } from '../../../shared/data/dataset';
import type { LabError } from '../../../shared/result';
import { asLabError } from '../../api/lab';
import { useDatasetsStore } from '../../stores/datasets';
import { useToastsStore } from '../../stores/toasts';

/** A column of a table that could be the label. */
export interface LabelChoice {
  /** What the import takes for it: its name, or its index. */
  readonly value: string;
  /** With an example of what is in it. */
  readonly text: string;
}

/** An import that did not come about, with what it takes to try again. */
export interface FailedImport {
  readonly paths: readonly string[];
  readonly fileName: string;
  readonly error: LabError;
  /** Columns of which another may be the label; none where that would not help. */
  readonly choices: readonly LabelChoice[];
  /** Nothing is wrong, but which column is the label has to be said. */
  readonly isQuestion: boolean;
}

const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

function failure(paths: readonly string[], error: LabError): FailedImport {
  const choices = (error.issues ?? [])
    .filter(({ path }) => path.startsWith(labelColumnPath))
    .map(({ path, message }) => ({ value: path.slice(labelColumnPath.length), text: message }));
  return {
    paths,
    fileName: nameOf(paths[0] ?? ''),
    error,
    choices,
    isQuestion: error.code === 'invalid-input' && choices.length > 0,
  };
}

export const useImporting = defineStore('importing', () => {
  const datasets = useDatasetsStore();
  const toasts = useToastsStore();
  /** The name of the file being read, or null. */
  const reading = shallowRef<string | null>(null);
  const failed = shallowRef<FailedImport | null>(null);
  /** The one imported last; the room shows it. */
  const imported = shallowRef<DatasetInfo | null>(null);

  /** Imports files that the user has shown. What goes wrong stays in `failed`; nothing has changed then. */
  async function importFiles(paths: readonly string[], labelColumn: string | null = null): Promise<void> {
    const [first] = paths;
    if (first === undefined) return;
    if (reading.value !== null) {
      toasts.show(`“${reading.value}” is still being read; import “${nameOf(first)}” after it.`);
      return;
    }
    reading.value = nameOf(first);
    failed.value = null;
    try {
      imported.value = await datasets.importFiles({
        paths: [...paths],
        name: null,
        labelColumn,
        askLabel: true,
      });
    } catch (thrown) {
      failed.value = failure(paths, asLabError(thrown));
    } finally {
      reading.value = null;
    }
  }

  async function chooseAndImport(): Promise<void> {
    const paths = await datasets.chooseFiles();
    if (paths) await importFiles(paths);
  }

  const dismiss = (): void => void (failed.value = null);

  return { reading, failed, imported, importFiles, chooseAndImport, dismiss };
});
