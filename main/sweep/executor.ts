/** Where runs of sweeps are trained, apart from which comes next; main process and command line, types only. */
import type { RunConfig } from '../../shared/config/runConfig';
import type { RunRecord } from '../../shared/runs/run';

/** A line of a sweep that is to be trained. */
export interface LineTask {
  readonly sweepId: string;
  readonly trial: number;
  /** With the line's seed. */
  readonly config: RunConfig;
  /** A run that was interrupted and goes on; null for a new one. */
  readonly runId: string | null;
}

/** What trains lines: this machine's training host, or others. */
export interface Executor {
  /** How many lines it trains side by side. */
  places(): number;
  /** How many more it would take now. */
  room(): number;
  /** Resolves with the run once it is saved and entered in its line. Rejects with LabError. */
  start(task: LineTask): Promise<RunRecord>;
  /** On its way when this returns; what becomes of it is heard. */
  control(runId: string, command: 'pause' | 'resume' | 'cancel'): void;
  /** Hears runs of sweeps: each change of their state; the returned function stops it. */
  onRun(listener: (run: RunRecord) => void): () => void;
  /** Hears that a run begins, and how long it has waited for what the next one finds ready, milliseconds. */
  onBegun(listener: (runId: string, waitedMs: number) => void): () => void;
  /** Hears how far runs have come. */
  onProgress(listener: (runId: string, step: number, epoch: number) => void): () => void;
  /** Hears when there may be room. */
  onRoom(listener: () => void): () => void;
}
