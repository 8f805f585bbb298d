/** A saved sweep as every process sees it: its states, its record, its lines; types only. */
import type { LedgerRun } from './ledger';
import type { Point } from './point';
import type { TrialSummary } from './summary';
import type { Sweep } from './sweepFile';

/**
 * running: its runs are started as places become free; paused: by the user, nothing is started and what trained is paused;
 * stopped: by the user, what trained was cancelled; interrupted: the lab was closed or died in the middle; completed: every
 * line has come to an end. All but completed can go on; a completed one can be extended.
 */
export const sweepStates = ['running', 'paused', 'stopped', 'interrupted', 'completed'] as const;
export type SweepState = (typeof sweepStates)[number];

/** How many lines (configuration × seed) are in which state. */
export interface SweepCounts {
  readonly waiting: number;
  /** Starting, training or paused; interrupted ones that go on with the sweep count as waiting. */
  readonly running: number;
  readonly completed: number;
  /** An identical saved run had the result. */
  readonly answered: number;
  readonly pruned: number;
  readonly diverged: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** The best configuration so far: best mean of the objective over its seeds. */
export interface BestTrial extends TrialSummary {
  readonly point: Point;
}

/** A saved sweep without its lines. */
export interface SweepRecord {
  readonly id: string;
  /** 1, 2, 3 … in order of creation. */
  readonly number: number;
  /** Never empty: the user's, else made from what is varied. */
  readonly name: string;
  readonly state: SweepState;
  /** Why it is in this state, for the user, or null. */
  readonly stateReason: string | null;
  readonly priority: SweepPriority;
  readonly sweep: Sweep;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly counts: SweepCounts;
  /** Lines that it comes to at most, those not yet proposed among them. */
  readonly plannedRuns: number;
  /** Share of its training that is done, 0 to 1. */
  readonly progress: number;
  /** Milliseconds until it is done at the present number of runs side by side; null where nothing is known or it rests. */
  readonly timeLeftMs: number | null;
  /** Time it was running, milliseconds. */
  readonly elapsedMs: number;
  readonly best: BestTrial | null;
}

export const sweepPriorities = ['high', 'normal', 'low'] as const;
export type SweepPriority = (typeof sweepPriorities)[number];

/** A configuration of the sweep, as the page needs it. */
export interface SweepTrialRow {
  readonly number: number;
  readonly point: Point;
}

/** A line of the ledger as the page needs it. */
export interface SweepLine extends LedgerRun {
  /** Place in the queue: the smallest waiting one is next. */
  readonly place: number;
  /** Why it is in its state (what pruned or failed it), or null. */
  readonly reason: string | null;
  /** When it came to its end, or null. Lines in this order are the sweep's history. */
  readonly endedAt: number | null;
}

/** A whole sweep. */
export interface SweepDetail {
  readonly record: SweepRecord;
  readonly trials: readonly SweepTrialRow[];
  readonly lines: readonly SweepLine[];
}

/** What launching a sweep comes to. */
export interface SweepPlan {
  readonly trials: number;
  readonly runs: number;
  /** Lines that identical saved runs answer already (counted among the first 10,000 lines; adaptive strategies: 0). */
  readonly answered: number;
  /** null where runs of this kind were never measured here. */
  readonly estimatedMs: number | null;
  /** Stored on disk, all lines together. */
  readonly estimatedBytes: number;
}

/** How many runs train side by side, and why. */
export interface Concurrency {
  readonly cores: number;
  /** What the lab would choose. */
  readonly suggested: number;
  /** What counts now: the user's choice or the suggestion. */
  readonly current: number;
  /** One or two sentences for the user: what limits it (cores, memory), with the numbers. */
  readonly reason: string;
}
