/** A sweep, its trials and its lines as rows of the tables and as objects; main process and command line. */
import type { StrategyState } from '../../shared/catalog/strategies/strategy';
import type { RunConfig } from '../../shared/config/runConfig';
import type { LedgerState } from '../../shared/sweep/ledger';
import type { Point } from '../../shared/sweep/point';
import type { SweepLine, SweepPriority, SweepState } from '../../shared/sweep/record';
import type { Sweep } from '../../shared/sweep/sweepFile';
import type { RunCost } from '../../shared/sweep/timeLeft';
import type { SweepTrial } from '../../shared/sweep/trials';

/** A sweep without its trials and lines. */
export interface StoredSweep {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly state: SweepState;
  readonly stateReason: string | null;
  readonly priority: SweepPriority;
  readonly sweep: Sweep;
  readonly strategyState: StrategyState;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly elapsedMs: number;
  /** Grows with every change, also of its lines. */
  readonly revision: number;
  readonly isDeleted: boolean;
  /** The process that runs it, or null. */
  readonly ownerId: string | null;
}

/** A configuration of a sweep without the configuration itself, which is read when it is needed. */
export interface StoredTrial {
  readonly number: number;
  readonly point: Point;
  readonly identity: string;
  readonly datasetHash: string;
  readonly cost: RunCost;
}

/** A new one. */
export type NewTrial = StoredTrial & SweepTrial;

/** A line with what the time left is learnt from. */
export interface StoredLine extends SweepLine {
  /** Milliseconds its run had a place for, where it was trained in one go; else null. */
  readonly durationMs: number | null;
  /** Share of its steps that were done. */
  readonly doneShare: number | null;
}

export interface SweepRow {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly state: SweepState;
  readonly state_reason: string | null;
  readonly priority: SweepPriority;
  readonly file: string;
  readonly strategy_state: string;
  readonly created_at: number;
  readonly finished_at: number | null;
  readonly elapsed_ms: number;
  readonly revision: number;
  readonly owner_id: string | null;
  readonly deleted_at: number | null;
}

export interface TrialRow {
  readonly number: number;
  readonly point: string;
  readonly identity: string;
  readonly dataset_hash: string;
  readonly cost: string;
}

export interface LineRow {
  readonly trial: number;
  readonly seed: number;
  readonly hash: string;
  readonly place: number;
  readonly state: LedgerState;
  readonly reason: string | null;
  readonly run_id: string | null;
  readonly value: number | null;
  readonly epochs: number;
  readonly ended_at: number | null;
  readonly duration_ms: number | null;
  readonly done_share: number | null;
}

export const sweepOf = (row: SweepRow): StoredSweep => ({
  id: row.id,
  number: row.number,
  name: row.name,
  state: row.state,
  stateReason: row.state_reason,
  priority: row.priority,
  sweep: JSON.parse(row.file) as Sweep,
  strategyState: JSON.parse(row.strategy_state) as StrategyState,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
  elapsedMs: row.elapsed_ms,
  revision: row.revision,
  isDeleted: row.deleted_at !== null,
  ownerId: row.owner_id,
});

export const trialOf = (row: TrialRow): StoredTrial => ({
  number: row.number,
  point: JSON.parse(row.point) as Point,
  identity: row.identity,
  datasetHash: row.dataset_hash,
  cost: JSON.parse(row.cost) as RunCost,
});

export const lineOf = (row: LineRow): StoredLine => ({
  trial: row.trial,
  seed: row.seed,
  hash: row.hash,
  place: row.place,
  state: row.state,
  reason: row.reason,
  runId: row.run_id,
  value: row.value,
  epochs: row.epochs,
  endedAt: row.ended_at,
  durationMs: row.duration_ms,
  doneShare: row.done_share,
});

export const configOfText = (text: string): RunConfig => JSON.parse(text) as RunConfig;
