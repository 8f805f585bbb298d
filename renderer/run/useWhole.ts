/** Brings what the list of runs leaves out (confusion matrices, seconds of epochs) of runs that are looked at closely (renderer). */
import { watch } from 'vue';
import type { RunRecord } from '../../shared/runs/run';
import { useRunsStore } from '../stores/runs';

/** Whether a record is as the list has it: of its result only classes are known, not which were taken for which. */
export const isAsListed = ({ result }: Pick<RunRecord, 'result'>): boolean =>
  result !== null && result.confusion.length === 0 && result.perClassError.length > 0;

export function useWhole(runs: () => readonly RunRecord[]): void {
  const store = useRunsStore();
  /** Once each, so that a record which never becomes whole is not asked for without end. */
  const asked = new Set<string>();
  watch(
    () =>
      runs()
        .filter(isAsListed)
        .map(({ id }) => id),
    (ids) => {
      for (const id of ids) {
        if (asked.has(id)) continue;
        asked.add(id);
        // What cannot be read now is asked for the next time it is looked at.
        store.loadWhole(id).catch(() => asked.delete(id));
      }
    },
    { immediate: true },
  );
}
