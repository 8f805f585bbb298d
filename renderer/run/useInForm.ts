/** Fills the training form from a run and goes there (renderer). */
import { useRouter } from 'vue-router';
import type { RunRecord } from '../../shared/runs/run';
import { useTrainForm } from '../rooms/train/form/trainForm';

/** The returned function takes over configuration and tags; name and notes are of that run alone. */
export function useInForm(): (run: RunRecord) => void {
  const form = useTrainForm();
  const router = useRouter();
  return (run) => {
    form.fill(run.config, { tags: run.tags });
    void router.push({ name: 'train' });
  };
}
