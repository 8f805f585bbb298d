/** The question that comes before a study file is written: what goes into it, and whether with checkpoints (renderer). */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { StudyChoice, StudyFileOutlook } from '../../shared/files/studyChoice';
import type { LabError } from '../../shared/result';
import { asLabError, call } from '../api/lab';
import { formatQuantity } from '../format/numbers';
import { useToastsStore } from './toasts';

interface AskedExport {
  readonly choice: StudyChoice;
  /** Proposed for the file. */
  readonly name: string;
  /** null while it is worked out. */
  readonly outlook: StudyFileOutlook | null;
  /** Why it cannot be exported. */
  readonly error: LabError | null;
}

export const useStudyExport = defineStore('studyExport', () => {
  const toasts = useToastsStore();
  const asked = shallowRef<AskedExport | null>(null);
  const checkpoints = shallowRef(false);
  const isSaving = shallowRef(false);

  /** Opens the dialog. */
  async function ask(choice: StudyChoice, name: string): Promise<void> {
    const question: AskedExport = { choice, name: name.slice(0, 200), outlook: null, error: null };
    asked.value = question;
    const answer = await call('exits:studyOutlook', { choice }).then(
      (outlook): AskedExport => ({ ...question, outlook }),
      (thrown: unknown): AskedExport => ({ ...question, error: asLabError(thrown) }),
    );
    // It may have been closed meanwhile.
    if (asked.value !== question) return;
    asked.value = answer;
    checkpoints.value =
      (answer.outlook?.checkpointBytes ?? 0) > 0 &&
      (choice === 'everything' || (answer.outlook?.unfinished ?? 0) > 0);
  }

  const leave = (): void => void (asked.value = null);

  /** Asks for a file name and writes. The dialog stays where the user thinks better of the name. */
  async function save(): Promise<void> {
    const question = asked.value;
    if (!question || isSaving.value) return;
    isSaving.value = true;
    try {
      const { choice, name } = question;
      const saved = await call('exits:study', { choice, name, checkpoints: checkpoints.value });
      if (!saved) return;
      leave();
      const sweeps = saved.sweeps > 0 ? ` and ${formatQuantity(saved.sweeps, 'sweep')}` : '';
      toasts.show(`${formatQuantity(saved.runs, 'run')}${sweeps} saved as ${saved.file}`);
    } catch (thrown) {
      // Toasts lie under what is modal.
      leave();
      toasts.showError(thrown);
    } finally {
      isSaving.value = false;
    }
  }

  return { asked, checkpoints, isSaving, ask, leave, save };
});
