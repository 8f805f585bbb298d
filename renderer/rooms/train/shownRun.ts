/** Which run the train room shows beside the form: the one chosen or launched last, else what is under way; kept over a restart (renderer). */
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { RunRecord } from '../../../shared/runs/run';
import { readStored, writeStored } from '../../format/stored';
import { useRunsStore } from '../../stores/runs';

const storageKey = 'losslab.shownRun';

export const useShownRun = defineStore('shownRun', () => {
  const runs = useRunsStore();
  /** The start page was asked for; until a run is chosen or launched. */
  const atStart = ref(false);
  const chosenId = ref<string | null>(readStored<{ id: string }>(storageKey)?.id ?? null);

  /** Runs of sweeps come and go too fast to be followed one by one; their sweep's page shows them. */
  const alone = computed(() => runs.active.filter(({ sweep }) => sweep === null));

  const run = computed<RunRecord | null>(() => {
    if (atStart.value) return null;
    const chosen = chosenId.value === null ? undefined : runs.get(chosenId.value);
    // What waits in the queue is of less interest than what moves.
    const moving = alone.value.find(({ state }) => state !== 'queued');
    return chosen ?? moving ?? alone.value[0] ?? null;
  });

  /** What there is to choose from, oldest first: the runs under way and the one shown; none where that is no choice. */
  const choices = computed<readonly RunRecord[]>(() => {
    const shown = run.value;
    if (!shown) return [];
    const others = alone.value.filter(({ id }) => id !== shown.id);
    return others.length === 0 ? [] : [...others, shown].sort((a, b) => a.number - b.number);
  });

  function choose(id: string): void {
    atStart.value = false;
    chosenId.value = id;
    writeStored(storageKey, { id });
  }

  /** Shows the start page in the run's place. */
  const showStart = (): void => void (atStart.value = true);
  /** The run that was shown before the start page; undefined where there was none. */
  const before = computed(() => (chosenId.value === null ? undefined : runs.get(chosenId.value)));

  return { run, choices, before, choose, showStart };
});
