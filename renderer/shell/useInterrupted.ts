/** The interrupted runs that the user has not been told of, or has not put aside; what was put aside stays so over a restart (renderer). */
import { computed, ref, type ComputedRef } from 'vue';
import type { RunRecord } from '../../shared/runs/run';
import { readStored, writeStored } from '../format/stored';
import { useRunsStore } from '../stores/runs';

const storageKey = 'losslab.seenInterruptions';

/** A run that is resumed and interrupted again is a new matter. */
const nameOf = ({ id, step, finishedAt }: RunRecord): string => `${id}@${step}@${finishedAt ?? ''}`;

export function useInterrupted(): {
  readonly unseen: ComputedRef<readonly RunRecord[]>;
  readonly dismiss: () => void;
} {
  const runs = useRunsStore();
  const stored = readStored<{ names: readonly string[] }>(storageKey)?.names;
  const seen = ref<ReadonlySet<string>>(new Set(Array.isArray(stored) ? stored.map(String) : []));

  const unseen = computed(() => runs.interrupted.filter((run) => !seen.value.has(nameOf(run))));

  function dismiss(): void {
    // Of those that go on meanwhile nothing needs to be kept.
    const names = runs.interrupted.map(nameOf);
    seen.value = new Set(names);
    writeStored(storageKey, { names });
  }

  return { unseen, dismiss };
}
