/** What can be done with one run or several: open, star, tag, note, rename, archive, copy, delete with undo, training commands (renderer). */
import { useRouter } from 'vue-router';
import type { RunRecord, UserChange } from '../../../shared/runs/run';
import { formatQuantity } from '../../format/numbers';
import { runTitle } from '../../format/runTitle';
import { copyText } from '../../run/copyText';
import { useRunsStore, type RunCommand } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';
import { mostCompared } from '../compare/comparison';
import { runsAsTsv } from './runColumns';
import { useRunTable } from './runTable';

/** Tags that come and go. */
export interface TagChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface RunActions {
  open(id: string): void;
  /** Shows them side by side; says so where they are too few or too many. */
  compare(runs: readonly RunRecord[]): void;
  /** Stars all of them, or takes the star off where all have one. */
  star(runs: readonly RunRecord[]): Promise<void>;
  /** Puts all of them into the archive, or takes them out where all are there. */
  archive(runs: readonly RunRecord[]): Promise<void>;
  tag(runs: readonly RunRecord[], change: TagChange): Promise<void>;
  rename(run: RunRecord, name: string): Promise<void>;
  /** Replaces the notes of one run; of several, adds to each. */
  note(runs: readonly RunRecord[], text: string): Promise<void>;
  copy(runs: readonly RunRecord[]): Promise<void>;
  /** Resolves to whether they were deleted; a toast brings them back. */
  remove(runs: readonly RunRecord[]): Promise<boolean>;
  control(id: string, command: RunCommand): Promise<void>;
}

const whatOf = (runs: readonly RunRecord[]): string =>
  runs.length === 1 ? `"${runTitle(runs[0] as RunRecord)}"` : formatQuantity(runs.length, 'run');
const was = (runs: readonly RunRecord[]): string => (runs.length === 1 ? 'was' : 'were');

/** What brings a run back to how it was before a change. */
function inverse(run: RunRecord, change: UserChange): UserChange {
  const fields = Object.keys(change) as (keyof UserChange)[];
  return Object.fromEntries(fields.map((field) => [field, run[field]])) as unknown as UserChange;
}

/** Tags with some added and some taken away; at most 30, as the lab keeps no more. */
export function withTags(tags: readonly string[], { added, removed }: TagChange): string[] {
  return [...new Set([...tags.filter((tag) => !removed.includes(tag)), ...added])].slice(0, 30);
}

export function useRunActions(): RunActions {
  const store = useRunsStore();
  const table = useRunTable();
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

  /** Changes runs and offers to take it back; `silent` where one sees at the row what happened, and how to undo it. */
  async function change(
    runs: readonly RunRecord[],
    make: (run: RunRecord) => Omit<UserChange, 'id'>,
    message: string,
    silent = false,
  ): Promise<void> {
    if (runs.length === 0) return;
    const changes = runs.map((run): UserChange => ({ id: run.id, ...make(run) }));
    const undo = runs.map((run, i) => inverse(run, changes[i] as UserChange));
    await attempt(async () => {
      await store.updateAll(changes);
      if (!silent) toasts.showUndo(message, () => store.updateAll(undo));
    });
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
    star(runs) {
      const starred = !runs.every((run) => run.starred);
      const message = `${whatOf(runs)} ${was(runs)} ${starred ? 'starred' : 'unstarred'}.`;
      return change(runs, () => ({ starred }), message, runs.length === 1);
    },
    archive(runs) {
      const archived = !runs.every((run) => run.archived);
      const where = archived ? 'put into the archive' : 'taken out of the archive';
      return change(runs, () => ({ archived }), `${whatOf(runs)} ${was(runs)} ${where}.`);
    },
    tag: (runs, tags) =>
      change(runs, (run) => ({ tags: withTags(run.tags, tags) }), `Tags of ${whatOf(runs)} were changed.`),
    rename: (run, name) => change([run], () => ({ name: name.trim() }), `${whatOf([run])} was renamed.`),
    note: (runs, text) =>
      change(
        runs,
        ({ notes }) => ({ notes: runs.length === 1 ? text : [notes, text].filter(Boolean).join('\n') }),
        `Notes of ${whatOf(runs)} were changed.`,
      ),
    copy: (runs) =>
      copyText(
        runsAsTsv(
          runs,
          table.placed.columns.map(({ column }) => column),
        ),
        formatQuantity(runs.length, 'run'),
      ),
    remove(runs) {
      const ids = runs.map(({ id }) => id);
      if (ids.length === 0) return Promise.resolve(false);
      return attempt(async () => {
        await store.remove(ids);
        toasts.showUndo(`${whatOf(runs)} ${was(runs)} deleted.`, () => store.restore(ids));
      });
    },
    async control(id, command) {
      await attempt(() => store.control(id, command));
    },
  };
}
