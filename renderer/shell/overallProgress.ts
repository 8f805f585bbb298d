/** All runs under way as one: how many, how far, how long still; pure, renderer. */
import type { RunRecord } from '../../shared/runs/run';
import { formatEstimate, formatQuantity } from '../format/numbers';
import type { RunProgress } from '../stores/progress';

export interface OverallProgress {
  /** Steps done of steps planned, 0 to 1. */
  readonly share: number;
  /** "2 runs, 3 waiting, 40 s left". */
  readonly text: string;
  /** The run it is about, null where there are several. */
  readonly onlyId: string | null;
}

type ActiveRun = Pick<RunRecord, 'id' | 'state' | 'totalSteps'>;

/** null where nothing is under way. */
export function overallProgress(
  active: readonly ActiveRun[],
  progressOf: (id: string) => Pick<RunProgress, 'step' | 'remainingMs'> | null,
): OverallProgress | null {
  const [first] = active;
  if (!first) return null;
  let [done, planned] = [0, 0];
  for (const { id, totalSteps } of active) {
    // The untrained network has no steps; it still has to be evaluated.
    done += totalSteps === 0 ? 0 : (progressOf(id)?.step ?? 0);
    planned += Math.max(1, totalSteps);
  }
  const count = (state: RunRecord['state']): number => active.filter((run) => run.state === state).length;
  const [waiting, paused] = [count('queued'), count('paused')];
  const moving = active.length - waiting - paused;
  const words = [
    moving > 0 ? formatQuantity(moving, 'run') : '',
    paused > 0 ? `${paused} paused` : '',
    waiting > 0 ? `${waiting} waiting` : '',
    remainingText(active, progressOf, waiting + paused > 0),
  ];
  return {
    share: Math.min(1, done / planned),
    text: words.filter(Boolean).join(', '),
    onlyId: active.length === 1 ? first.id : null,
  };
}

/** The last of those that run side by side decides; how long a run takes that has not begun is not known. */
function remainingText(
  active: readonly ActiveRun[],
  progressOf: (id: string) => Pick<RunProgress, 'remainingMs'> | null,
  othersToCome: boolean,
): string {
  if (othersToCome) return '';
  const times = active.map(({ id }) => progressOf(id)?.remainingMs ?? null);
  if (times.includes(null)) return '';
  return `${formatEstimate(Math.max(...times.map(Number)))} left`;
}
