/** What can be done with one run or several: open, star, copy, delete with undo, training commands (renderer). */
import { useRouter } from 'vue-router';
import type { RunRecord } from '../../../shared/runs/run';
import { formatQuantity } from '../../format/numbers';
import { runTitle } from '../../format/runTitle';
import { copyText } from '../../run/copyText';
import { useRunsStore, type RunCommand } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';
import { mostCompared } from '../compare/comparison';
import { runsAsTsv } from './runColumns';

export interface RunActions {
  open(id: string): void;
  /** Shows them side by side; says so where they are too few or too many. */
  compare(runs: readonly RunRecord[]): void;
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
    compare(runs) {
      if (runs.length < 2) return void toasts.show('Choose two runs or more to compare them.');
      if (runs.length > mostCompared)
        return void toasts.show(`At most ${mostCompared} runs can be compared; ${runs.length} are chosen.`);
      const ids = runs.map(({ id }) => id).join('+');
      void router.push({ name: 'compare', params: { ids } });
    },
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
