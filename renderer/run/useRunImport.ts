/** Brings runs in from files of the user's choice, and says what came of it (renderer). */
import { call } from '../api/lab';
import { useOpenFiles } from '../stores/openFiles';
import { useToastsStore } from '../stores/toasts';

/** The returned function opens the system's dialog, for files or for a folder. */
export function useRunImport(): (from: 'files' | 'folder') => Promise<void> {
  const files = useOpenFiles();
  const toasts = useToastsStore();
  return async (from) => {
    try {
      const result = await call('entrances:import', { from });
      if (result !== null) await files.tellImport(result);
    } catch (thrown) {
      toasts.showError(thrown);
    }
  };
}
