/** The interrupted runs and sweeps that the user has not been told of, or has not put aside (renderer). */
import type { ComputedRef } from 'vue';
import type { RunRecord } from '../../shared/runs/run';
import type { SweepRecord } from '../../shared/sweep/record';
import { endedRuns } from '../format/sweepText';
import { useRunsStore } from '../stores/runs';
import { useSweepsStore } from '../stores/sweeps';
import { useUnseen } from './useUnseen';

interface Interrupted<T> {
  readonly unseen: ComputedRef<readonly T[]>;
  readonly dismiss: () => void;
}

/** Runs by themselves. A run that is resumed and interrupted again is a new matter. */
export function useInterruptedRuns(): Interrupted<RunRecord> {
  const runs = useRunsStore();
  return useUnseen(
    'losslab.seenInterruptions',
    // Those of a sweep go on with it.
    () => runs.interrupted.filter(({ sweep }) => sweep === null),
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
