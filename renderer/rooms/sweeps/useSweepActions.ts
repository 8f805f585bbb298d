/** What can be done with a sweep wherever it is shown; what goes wrong is told in a toast (renderer). */
import { useRouter } from 'vue-router';
import type { SweepPriority, SweepRecord } from '../../../shared/sweep/record';
import {
  asInput,
  useSweepsStore,
  type LineRef,
  type SweepCommand,
  type SweepMove,
} from '../../stores/sweeps';
import { useToastsStore } from '../../stores/toasts';
import { useSweepFiles } from '../train/form/sweepFiles';
import { useTrainForm } from '../train/form/trainForm';

/** Each resolves to whether it was done. */
export interface SweepActions {
  control(sweep: SweepRecord, command: SweepCommand): Promise<boolean>;
  rerunFailed(sweep: SweepRecord): Promise<boolean>;
  rename(sweep: SweepRecord, name: string): Promise<boolean>;
  prioritise(sweep: SweepRecord, priority: SweepPriority): Promise<boolean>;
  move(sweep: SweepRecord, line: LineRef, to: SweepMove): Promise<boolean>;
  cancelLine(sweep: SweepRecord, line: LineRef): Promise<boolean>;
  /** A toast brings it back. */
  remove(sweep: SweepRecord, withRuns: boolean): Promise<boolean>;
  /** Fills the form from the sweep: for a new one, or for this one to go on. */
  inForm(sweep: SweepRecord, extending: boolean): Promise<boolean>;
  saveFile(sweep: SweepRecord): Promise<void>;
}

export function useSweepActions(): SweepActions {
  const store = useSweepsStore();
  const toasts = useToastsStore();
  const form = useTrainForm();
  const router = useRouter();
  const files = useSweepFiles();

  async function attempt(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (thrown) {
      toasts.showError(thrown);
      return false;
    }
  }

  return {
    control: ({ id }, command) => attempt(() => store.control(id, command)),
    rerunFailed: ({ id }) => attempt(() => store.rerunFailed(id)),
    rename: ({ id }, name) => attempt(() => store.update({ id, name })),
    prioritise: ({ id }, priority) => attempt(() => store.update({ id, priority })),
    move: ({ id }, line, to) => attempt(() => store.move(id, line, to)),
    cancelLine: ({ id }, line) => attempt(() => store.cancelLine(id, line)),
    remove: ({ id, name }, withRuns) =>
      attempt(async () => {
        await store.remove([id], withRuns);
        const what = withRuns
          ? `“${name}” and its runs were deleted.`
          : `“${name}” was deleted; its runs stay.`;
        toasts.showUndo(what, () => store.restore([id]));
      }),
    inForm: ({ id, number, name, sweep }, extending) =>
      attempt(async () => {
        const message = extending
          ? `Add values, trials or seeds; sweep ${number} goes on with them.`
          : `The form holds sweep ${number}.`;
        form.fillSweep(sweep, message, extending ? { id, number, name } : null);
        await router.push({ name: 'train' });
      }),
    saveFile: ({ name, sweep }) => files.save(asInput({ ...sweep, name: sweep.name || name })),
  };
}
