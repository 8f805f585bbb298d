/** Brings runs in from files of the user's choice, and says what came of it (renderer). */
import { useRouter } from 'vue-router';
import { call } from '../api/lab';
import { formatQuantity } from '../format/numbers';
import { useToastsStore } from '../stores/toasts';

/** The returned function opens the system's dialog, for files or for a folder. */
export function useRunImport(): (from: 'files' | 'folder') => Promise<void> {
  const router = useRouter();
  const toasts = useToastsStore();
  return async (from) => {
    try {
      const result = await call('entrances:import', { from });
      if (result === null) return;
      const { added, present, datasets, problems } = result;
      const said = [
        `${formatQuantity(added.length, 'run')} imported`,
        ...(datasets > 0 ? [`with ${formatQuantity(datasets, 'data set')}`] : []),
        ...(present > 0 ? [`${present === 1 ? '1 was' : `${present} were`} there already`] : []),
      ];
      toasts.show(said.join(', '));
      for (const problem of problems.slice(0, 2)) toasts.show(problem, { tone: 'bad' });
      if (added.length > 0) await router.push({ name: 'runs' });
    } catch (thrown) {
      toasts.showError(thrown);
    }
  };
}
