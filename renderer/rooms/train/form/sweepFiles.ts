/** Sweeps as files: opened into the form, saved from anywhere (renderer). */
import { useRouter } from 'vue-router';
import type { SweepInput } from '../../../../shared/sweep/sweepFile';
import { call } from '../../../api/lab';
import { useToastsStore } from '../../../stores/toasts';

export interface SweepFiles {
  /** Lets the user choose a file, fills the form from it and goes there. */
  open(): Promise<void>;
  save(sweep: SweepInput): Promise<void>;
}

export function useSweepFiles(): SweepFiles {
  const router = useRouter();
  const toasts = useToastsStore();

  async function attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (thrown) {
      toasts.showError(thrown);
    }
  }

  return {
    open: () =>
      attempt(async () => {
        const file = await call('sweeps:openFile');
        if (!file) return;
        // Commands anywhere open files: the form comes along only where one was chosen.
        const { useTrainForm } = await import('./trainForm');
        useTrainForm().fillSweep(file.sweep, `The form holds the sweep of ${file.fileName}.`);
        await router.push({ name: 'train' });
      }),
    save: (sweep) =>
      attempt(async () => {
        const path = await call('sweeps:saveFile', { sweep });
        if (path !== null) toasts.show(`Saved as ${path}`);
      }),
  };
}
