/** The word, mark and tone of each run state (renderer). */
import type { Component } from 'vue';
import IconCompleted from '~icons/lucide/check';
import IconCancelled from '~icons/lucide/circle-slash';
import IconQueued from '~icons/lucide/clock';
import IconPaused from '~icons/lucide/pause';
import IconRunning from '~icons/lucide/play';
import IconPruned from '~icons/lucide/scissors';
import IconStarting from '~icons/lucide/loader';
import IconDiverged from '~icons/lucide/trending-up';
import IconFailed from '~icons/lucide/x';
import IconInterrupted from '~icons/lucide/zap-off';
import type { RunState } from '../../shared/runs/run';

/** How a state is shown. */
export interface StateLook {
  readonly label: string;
  readonly icon: Component;
  readonly tone: 'neutral' | 'active' | 'good' | 'warn' | 'bad';
}

const looks: Readonly<Record<RunState, StateLook>> = {
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
export const stateLook = (state: RunState): StateLook => looks[state];
