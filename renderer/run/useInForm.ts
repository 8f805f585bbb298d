/** Fills the training form from a run and goes there (renderer). */
import { useRouter } from 'vue-router';
import type { RunRecord } from '../../shared/runs/run';
import { useToastsStore } from '../stores/toasts';
import { useTrainForm } from '../rooms/train/form/trainForm';

/** The returned function takes over configuration and tags; name and notes are of that run alone. */
export function useInForm(): (run: RunRecord) => void {
  const form = useTrainForm();
  const router = useRouter();
  const toasts = useToastsStore();
  return (run) => {
    if (run.origin) {
      toasts.show(`Run ${run.number} was trained elsewhere; its settings are not known here.`);
      return;
    }
    form.fill(run.config, { tags: run.tags }, `The form holds the configuration of run ${run.number}.`);
    void router.push({ name: 'train' });
  };
}
