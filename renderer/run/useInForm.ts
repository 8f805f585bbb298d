/** Fills the training form from a run and goes there (renderer). */
import { useRouter } from 'vue-router';
import type { RunRecord } from '../../shared/runs/run';
import { useToastsStore } from '../stores/toasts';

/** The returned function takes over configuration and tags; name and notes are of that run alone. */
export function useInForm(): (run: RunRecord) => void {
  const router = useRouter();
  const toasts = useToastsStore();
  const fill = async (run: RunRecord): Promise<void> => {
    // The form and all it knows comes when it is gone to.
    const { useTrainForm } = await import('../rooms/train/form/trainForm');
    useTrainForm().fill(
      run.config,
      { tags: run.tags },
      `The form holds the configuration of run ${run.number}.`,
    );
    await router.push({ name: 'train' });
  };
  return (run) => {
    if (run.origin) toasts.show(`Run ${run.number} was trained elsewhere; its settings are not known here.`);
    else fill(run).catch((error: unknown) => toasts.showError(error));
  };
}
