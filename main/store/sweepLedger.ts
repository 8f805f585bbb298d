/** Trials and lines of sweeps in the database; main process and command line. */
import type { RunConfig } from '../../shared/config/runConfig';
import { LabError } from '../../shared/result';
import type { Database } from './database';
import {
  configOfText,
  lineOf,
  trialOf,
  type LineRow,
  type NewTrial,
  type StoredLine,
  type StoredTrial,
  type TrialRow,
} from './sweepRow';

/** Within the transactions of `SweepTable`. */
export class SweepLedger {
  constructor(private readonly db: Database) {}

  trials(sweep: number): StoredTrial[] {
    return this.db
      .all<TrialRow>(
        'SELECT number, point, identity, dataset_hash, cost FROM sweep_trials WHERE sweep = ? ORDER BY number',
        sweep,
      )
      .map(trialOf);
  }

  config(sweep: number, trial: number): RunConfig {
    const row = this.db.get<{ config: string }>(
      'SELECT config FROM sweep_trials WHERE sweep = ? AND number = ?',
      ...[sweep, trial],
    );
    if (!row) throw new LabError('not-found', 'There is no such configuration in the sweep.');
    return configOfText(row.config);
  }

  /** A run that goes on may be ahead of its line, which is only written at its end. One that was erased is no run. */
  lines(sweep: number): StoredLine[] {
    return this.db
      .all<LineRow>(
        `SELECT l.trial, l.seed, l.hash, l.place, l.value, l.ended_at, l.duration_ms, l.done_share,
           CASE WHEN l.ended_at IS NOT NULL THEN l.state WHEN r.id IS NOT NULL THEN r.state ELSE 'waiting' END AS state,
           CASE WHEN l.ended_at IS NOT NULL THEN l.reason ELSE r.state_reason END AS reason,
           CASE WHEN l.ended_at IS NOT NULL THEN l.run_id ELSE r.id END AS run_id,
           CASE WHEN l.ended_at IS NOT NULL THEN l.epochs ELSE coalesce(r.epoch, 0) END AS epochs
         FROM sweep_lines l LEFT JOIN runs r ON r.id = l.run_id AND r.deleted_at IS NULL
         WHERE l.sweep = ? ORDER BY l.trial, l.place`,
        sweep,
      )
      .map(lineOf);
  }

  /** The same as they were written, whatever has become of their runs since. */
  writtenLines(sweep: number): StoredLine[] {
    return this.db
      .all<LineRow>(
        `SELECT trial, seed, hash, place, state, reason, run_id, value, epochs, ended_at, duration_ms, done_share
         FROM sweep_lines WHERE sweep = ? ORDER BY trial, place`,
        sweep,
      )
      .map(lineOf);
  }

  putTrials(sweep: number, trials: readonly NewTrial[]): void {
    for (const { number, point, config, identity, datasetHash, cost } of trials)
      this.db.run(
        `INSERT INTO sweep_trials (sweep, number, point, config, identity, dataset_hash, cost) VALUES (?, ?, ?, ?, ?, ?, ?)`,
        ...[sweep, number, JSON.stringify(point), JSON.stringify(config), identity, datasetHash],
        JSON.stringify(cost),
      );
  }

  putLines(sweep: number, lines: readonly StoredLine[]): void {
    for (const line of lines)
      this.db.run(
        `INSERT OR REPLACE INTO sweep_lines (sweep, trial, seed, hash, place, state, reason, run_id, value, epochs, ended_at,
           duration_ms, done_share) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[sweep, line.trial, line.seed, line.hash, line.place, line.state, line.reason, line.runId],
        ...[line.value, line.epochs, line.endedAt, line.durationMs, line.doneShare],
      );
  }

  attachRun(sweep: number, trial: number, seed: number, runId: string): void {
    const count = this.db.run(
      `UPDATE sweep_lines SET run_id = ?, state = 'queued' WHERE sweep = ? AND trial = ? AND seed = ? AND ended_at IS NULL`,
      ...[runId, sweep, trial, seed],
    );
    if (count === 0) throw new LabError('conflict', 'The sweep has no such line that waits for a run.');
  }
}
