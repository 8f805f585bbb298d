/** The interrupted runs and sweeps that the user has not been told of, or has not put aside (renderer). */
import { shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { RunRecord } from '../../shared/runs/run';
import type { SweepRecord } from '../../shared/sweep/record';
import { call } from '../api/lab';
import { endedRuns } from '../format/sweepText';
import { useRunsStore } from '../stores/runs';
import { useSweepsStore } from '../stores/sweeps';
import { useUnseen } from './useUnseen';

interface Interrupted<T> {
  readonly unseen: ComputedRef<readonly T[]>;
  readonly dismiss: () => void;
}

/** Ids of the runs that belong to interrupted sweeps: they go on with these, and are not told of by themselves. */
function useSweepRunIds(): Readonly<ShallowRef<ReadonlySet<string>>> {
  const sweeps = useSweepsStore();
  const ids = shallowRef<ReadonlySet<string>>(new Set());
  watch(
    () => sweeps.interrupted.map(({ id }) => id).join(),
    async () => {
      const details = await Promise.allSettled(
        sweeps.interrupted.map(({ id }) => call('sweeps:get', { id })),
      );
      const lines = details.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.lines : []));
      ids.value = new Set(lines.flatMap(({ runId }) => (runId === null ? [] : [runId])));
    },
    { immediate: true },
  );
  return ids;
}

/** Runs by themselves. A run that is resumed and interrupted again is a new matter. */
export function useInterruptedRuns(): Interrupted<RunRecord> {
  const runs = useRunsStore();
  const ofSweeps = useSweepRunIds();
  return useUnseen(
    'losslab.seenInterruptions',
    () => runs.interrupted.filter(({ id }) => !ofSweeps.value.has(id)),
    ({ id, step, finishedAt }) => `${id}@${step}@${finishedAt ?? ''}`,
  );
}

/** Sweeps; one that went on meanwhile is a new matter. */
export function useInterruptedSweeps(): Interrupted<SweepRecord> {
  const sweeps = useSweepsStore();
  return useUnseen(
    'losslab.seenSweepInterruptions',
    () => sweeps.interrupted,
    ({ id, counts, elapsedMs }) => `${id}@${endedRuns(counts)}@${elapsedMs}`,
  );
}
