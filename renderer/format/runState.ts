/** The word, mark and tone of each state of runs, of sweeps and of their lines (renderer). */
import type { Component } from 'vue';
import IconAnswered from '~icons/lucide/archive';
import IconCompleted from '~icons/lucide/check';
import IconCancelled from '~icons/lucide/circle-slash';
import IconQueued from '~icons/lucide/clock';
import IconPaused from '~icons/lucide/pause';
import IconRunning from '~icons/lucide/play';
import IconPruned from '~icons/lucide/scissors';
import IconStopped from '~icons/lucide/square';
import IconStarting from '~icons/lucide/loader';
import IconDiverged from '~icons/lucide/trending-up';
import IconFailed from '~icons/lucide/x';
import IconInterrupted from '~icons/lucide/zap-off';
import type { LedgerState } from '../../shared/sweep/ledger';
import type { SweepState } from '../../shared/sweep/record';

/** A state of a run, a line of a sweep, or a sweep. */
export type ShownState = LedgerState | SweepState;

/** How a state is shown. */
export interface StateLook {
  readonly label: string;
  readonly icon: Component;
  readonly tone: 'neutral' | 'active' | 'good' | 'warn' | 'bad';
}

const looks: Readonly<Record<ShownState, StateLook>> = {
  waiting: { label: 'Waiting', icon: IconQueued, tone: 'neutral' },
  answered: { label: 'Saved before', icon: IconAnswered, tone: 'good' },
  stopped: { label: 'Stopped', icon: IconStopped, tone: 'neutral' },
  queued: { label: 'Queued', icon: IconQueued, tone: 'neutral' },
  starting: { label: 'Starting', icon: IconStarting, tone: 'active' },
  running: { label: 'Running', icon: IconRunning, tone: 'active' },
  paused: { label: 'Paused', icon: IconPaused, tone: 'warn' },
  completed: { label: 'Completed', icon: IconCompleted, tone: 'good' },
  failed: { label: 'Failed', icon: IconFailed, tone: 'bad' },
  cancelled: { label: 'Cancelled', icon: IconCancelled, tone: 'neutral' },
  pruned: { label: 'Pruned', icon: IconPruned, tone: 'neutral' },
  diverged: { label: 'Diverged', icon: IconDiverged, tone: 'bad' },
  interrupted: { label: 'Interrupted', icon: IconInterrupted, tone: 'warn' },
};

/** The look of a state. */
export const stateLook = (state: ShownState): StateLook => looks[state];
