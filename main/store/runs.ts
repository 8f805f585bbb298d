/** Runs in the database: made, changed along their states, listed, hidden and erased; main process and command line. */
import { randomInt } from 'node:crypto';
import type { RunConfig } from '../../shared/config/runConfig';
import { LabError } from '../../shared/result';
import { isActive, runTransitions, type RunMeta, type RunRecord, type RunState } from '../../shared/runs/run';
import type { Database } from './database';
import { changedColumns, recordOf, type RunRow } from './runRow';

const columns = `number, id, state, state_reason, name, tags, notes, starred, created_at, updated_at, started_at, finished_at,
  config, config_hash, dataset_name, dataset_hash, parameter_count, steps_per_epoch, total_steps,
  step, epoch, elapsed_ms, latest, result, epoch_seconds, engine, environment, owner_id, deleted_at`;

const activeStates = `('queued', 'starting', 'running', 'paused')`;

/** What a new run is made of. */
export interface NewRun extends RunMeta {
  readonly config: RunConfig;
  readonly configHash: string;
  readonly datasetName: string;
  readonly datasetHash: string;
  readonly parameterCount: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

/** A completed run with the same configuration and data. */
export interface IdenticalRun {
  readonly id: string;
  readonly name: string;
  readonly number: number;
}

/** What about a run may be changed from outside its states. */
export type RunChange = Partial<
  Omit<RunRecord, 'id' | 'number' | 'config' | 'configHash' | 'createdAt' | 'state' | 'stateReason'>
>;

/** Twelve random characters of base 36: 62 bits. */
export function newRunId(): string {
  return Array.from({ length: 12 }, () => randomInt(36).toString(36)).join('');
}

export class RunTable {
  constructor(private readonly db: Database) {}

  /** A queued run that belongs to `ownerId`. */
  create(run: NewRun, ownerId: string, now: number): RunRecord {
    const id = newRunId();
    this.db.write(() =>
      this.db.run(
        `INSERT INTO runs (id, state, name, tags, notes, created_at, updated_at, config, config_hash, dataset_id,
           dataset_name, dataset_hash, parameter_count, steps_per_epoch, total_steps, owner_id)
         VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[id, run.name, JSON.stringify(run.tags), run.notes, now, now],
        ...[JSON.stringify(run.config), run.configHash, run.config.dataset.id],
        ...[run.datasetName, run.datasetHash, run.parameterCount, run.stepsPerEpoch, run.totalSteps, ownerId],
      ),
    );
    return this.get(id);
  }

  /** The run, deleted or not; throws `not-found`. */
  row(id: string): RunRow {
    const row = this.db.get<RunRow>(`SELECT ${columns} FROM runs WHERE id = ?`, id);
    if (!row) throw new LabError('not-found', 'There is no such run; it may have been deleted.');
    return row;
  }

  get(id: string): RunRecord {
    return recordOf(this.row(id));
  }

  /** All runs that are not deleted, the newest first. */
  list(): RunRecord[] {
    return this.db
      .all<RunRow>(`SELECT ${columns} FROM runs WHERE deleted_at IS NULL ORDER BY number DESC`)
      .map(recordOf);
  }

  /** Changes what is not the state. */
  update(id: string, change: RunChange, now: number): RunRecord {
    this.set(id, change, now);
    return this.get(id);
  }

  /** Changes the state along `runTransitions`, with whatever else changes; a run at rest belongs to nobody. */
  changeState(
    id: string,
    state: RunState,
    reason: string | null,
    change: RunChange,
    ownerId: string,
    now: number,
  ): RunRecord {
    return this.db.write(() => {
      const row = this.row(id);
      if (row.state !== state && !runTransitions[row.state].includes(state))
        throw new LabError('conflict', `A run that is ${row.state} cannot become ${state}.`);
      this.requireOwner(row, ownerId);
      const owner = isActive(state) ? ownerId : null;
      this.db.run('UPDATE runs SET owner_id = ? WHERE id = ?', owner, id);
      this.set(id, { ...change, state, stateReason: reason }, now);
      return this.get(id);
    });
  }

  /** Throws `conflict` where an active run belongs to another process: that one writes it. */
  requireOwner(row: RunRow, ownerId: string): void {
    if (row.owner_id === null || row.owner_id === ownerId) return;
    const other = this.db.get<{ name: string; pid: number }>(
      'SELECT name, pid FROM owners WHERE id = ?',
      row.owner_id,
    );
    const who = other ? `${other.name} (process ${other.pid})` : 'another LossLab';
    throw new LabError('conflict', `Run ${row.number} belongs to ${who}; it can be changed there only.`);
  }

  markStoppedByUser(number: number): void {
    this.db.run('UPDATE runs SET stopped_by_user = 1 WHERE number = ?', number);
  }

  /** Completed runs that answer the same question; those a user stopped early do not. */
  findIdentical(configHash: string, datasetHash: string): IdenticalRun[] {
    return this.db.all<IdenticalRun>(
      `SELECT id, name, number FROM runs WHERE config_hash = ? AND dataset_hash = ? AND state = 'completed'
         AND stopped_by_user = 0 AND deleted_at IS NULL ORDER BY number DESC LIMIT 100`,
      configHash,
      datasetHash,
    );
  }

  /** Runs that belong to a process that is not among the live ones become interrupted. Returns their ids. */
  interruptOrphans(liveOwnerIds: readonly string[], now: number): string[] {
    return this.db.write(() => {
      const orphans = this.db.all<{ id: string; state: RunState }>(
        `SELECT id, state FROM runs WHERE state IN ${activeStates}
           AND (owner_id IS NULL OR owner_id NOT IN (SELECT value FROM json_each(?)))`,
        JSON.stringify(liveOwnerIds),
      );
      for (const { id, state } of orphans) {
        const reason =
          state === 'queued'
            ? 'LossLab ended before this run was started.'
            : 'LossLab ended unexpectedly while this run was going on.';
        this.db.run('UPDATE runs SET owner_id = NULL WHERE id = ?', id);
        this.set(id, { state: 'interrupted', stateReason: reason, finishedAt: null }, now);
      }
      return orphans.map(({ id }) => id);
    });
  }

  countInterrupted(): number {
    const row = this.db.get<{ count: number }>(
      `SELECT count(*) AS count FROM runs WHERE state = 'interrupted' AND deleted_at IS NULL`,
    );
    return row?.count ?? 0;
  }

  /** Hides runs; active ones are refused (`conflict`). */
  markDeleted(ids: readonly string[], ownerId: string, now: number): void {
    this.db.write(() => {
      for (const id of ids) {
        const row = this.row(id);
        if (isActive(row.state))
          throw new LabError('conflict', `Run ${row.number} is still going on; cancel it first.`);
        this.db.run(
          'UPDATE runs SET deleted_at = ?, deleted_by = ?, updated_at = ? WHERE id = ?',
          ...[now, ownerId, now, id],
        );
      }
    });
  }

  restore(ids: readonly string[], now: number): void {
    this.db.write(() => {
      for (const id of ids) {
        this.row(id);
        this.db.run(
          'UPDATE runs SET deleted_at = NULL, deleted_by = NULL, updated_at = ? WHERE id = ?',
          now,
          id,
        );
      }
    });
  }

  /** Erases hidden runs, except those that another live process could still restore. */
  purge(otherOwnerIds: readonly string[]): number {
    const count = this.db.write(() =>
      this.db.run(
        `DELETE FROM runs WHERE deleted_at IS NOT NULL AND deleted_by NOT IN (SELECT value FROM json_each(?))`,
        JSON.stringify(otherOwnerIds),
      ),
    );
    // Gives the space back to the file system, at most 64 MB at a time: this blocks.
    if (count > 0) this.db.pragma('incremental_vacuum(16384)');
    return count;
  }

  /** Runs changed at or after `since`, with who owns them; for what another process does. */
  changedSince(
    since: number,
  ): { record: RunRecord; ownerId: string | null; isDeleted: boolean; at: number }[] {
    return this.db
      .all<RunRow>(`SELECT ${columns} FROM runs WHERE updated_at >= ? ORDER BY updated_at LIMIT 1000`, since)
      .map((row) => ({
        record: recordOf(row),
        ownerId: row.owner_id,
        isDeleted: row.deleted_at !== null,
        at: row.updated_at,
      }));
  }

  private set(id: string, change: Partial<RunRecord>, now: number): void {
    const changed = changedColumns(change);
    const assignments = ['updated_at = ?', ...changed.map(([column]) => `${column} = ?`)].join(', ');
    const count = this.db.run(
      `UPDATE runs SET ${assignments} WHERE id = ?`,
      now,
      ...changed.map(([, value]) => value),
      id,
    );
    if (count === 0) throw new LabError('not-found', 'There is no such run; it may have been deleted.');
  }
}
