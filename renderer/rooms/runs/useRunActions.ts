/** What can be done with one run or several: open, star, copy, delete with undo, training commands (renderer). */
import { useRouter } from 'vue-router';
import type { RunRecord } from '../../../shared/runs/run';
import { formatQuantity } from '../../format/numbers';
import { runTitle } from '../../format/runTitle';
import { copyText } from '../../run/copyText';
import { useRunsStore, type RunCommand } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';
import { runsAsTsv } from './runColumns';

export interface RunActions {
  open(id: string): void;
  /** Stars all of them, or takes the star off where all have one. */
  star(runs: readonly RunRecord[]): Promise<void>;
  copy(runs: readonly RunRecord[]): Promise<void>;
  /** Resolves to whether they were deleted; a toast brings them back. */
  remove(runs: readonly RunRecord[]): Promise<boolean>;
  control(id: string, command: RunCommand): Promise<void>;
}

export function useRunActions(): RunActions {
  const store = useRunsStore();
  const toasts = useToastsStore();
  const router = useRouter();

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
    open: (id) => void router.push({ name: 'run', params: { id } }),
    async star(runs) {
      const starred = !runs.every((run) => run.starred);
      await attempt(async () => {
        for (const { id } of runs) await store.update({ id, meta: {}, starred });
      });
    },
    copy: (runs) => copyText(runsAsTsv(runs), formatQuantity(runs.length, 'run')),
    remove(runs) {
      const ids = runs.map(({ id }) => id);
      const [first] = runs;
      if (!first) return Promise.resolve(false);
      return attempt(async () => {
        await store.remove(ids);
        const what =
          ids.length === 1
            ? `"${runTitle(first)}" was deleted.`
            : `${formatQuantity(ids.length, 'run')} were deleted.`;
        toasts.showUndo(what, () => store.restore(ids));
      });
    },
    async control(id, command) {
      await attempt(() => store.control(id, command));
    },
  };
}
