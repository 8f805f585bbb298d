/** Runs in the database: made, changed along their states, listed, hidden and erased; main process and command line. */
import { randomInt } from 'node:crypto';
import type { RunConfig } from '../../shared/config/runConfig';
import { LabError } from '../../shared/result';
import {
  isActive,
  runTransitions,
  type RunMeta,
  type RunRecord,
  type RunState,
  type UserChange,
} from '../../shared/runs/run';
import type { Database } from './database';
import { latestRevision, nextRevision } from './revisions';
import { runTextOf, runTextSql, type RunText, type RunTextRow } from './runText';
import { changedColumns, recordOf, type ColumnValue, type RunChange, type RunRow } from './runRow';

const columns = `number, id, state, state_reason, name, tags, notes, starred, archived, created_at, revision, started_at, finished_at,
  config, config_hash, dataset_name, dataset_hash, parameter_count, steps_per_epoch, total_steps,
  step, epoch, elapsed_ms, latest, result, epoch_seconds, engine, environment, owner_id, deleted_at, sweep_id, sweep_trial, origin`;

const activeStates = `('queued', 'starting', 'running', 'paused')`;
/** What the index of the few others asks for word by word. */
const notCompleted = `state <> 'completed'`;

/** What a new run is made of. */
export interface NewRun extends RunMeta {
  readonly config: RunConfig;
  readonly configHash: string;
  readonly datasetName: string;
  readonly datasetHash: string;
  readonly parameterCount: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Left out of runs that no sweep has made. */
  readonly sweep?: RunRecord['sweep'];
}

/** A completed run with the same configuration and data. */
export interface IdenticalRun {
  readonly id: string;
  readonly name: string;
  readonly number: number;
}

/** Twelve random characters of base 36: 62 bits. */
export function newRunId(): string {
  return Array.from({ length: 12 }, () => randomInt(36).toString(36)).join('');
}

export class RunTable {
  constructor(private readonly db: Database) {}

  /** A queued run that belongs to `ownerId`. */
  create(run: NewRun, ownerId: string, now: number): RunRecord {
    const id = newRunId();
    return this.db.write(() => {
      this.db.run(
        `INSERT INTO runs (id, state, name, tags, notes, created_at, revision, config, config_hash, dataset_id,
           dataset_name, dataset_hash, parameter_count, steps_per_epoch, total_steps, owner_id, sweep_id, sweep_trial)
         VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[id, run.name, JSON.stringify(run.tags), run.notes, now, nextRevision(this.db, 'runs')],
        ...[JSON.stringify(run.config), run.configHash, run.config.dataset.id],
        ...[run.datasetName, run.datasetHash, run.parameterCount, run.stepsPerEpoch, run.totalSteps, ownerId],
        ...[run.sweep?.id ?? null, run.sweep?.trial ?? null],
      );
      return this.get(id);
    });
  }

  /** The run, deleted or not; throws `not-found`. */
  row(id: string): RunRow {
    const row = this.db.get<RunRow>(`SELECT ${columns} FROM runs WHERE id = ?`, id);
    if (!row) throw noSuchRun();
    return row;
  }

  /** Its number, deleted or not; null where there is none. */
  numberOf(id: string): number | null {
    return this.db.get<{ number: number }>('SELECT number FROM runs WHERE id = ?', id)?.number ?? null;
  }

  /** Whether there is one that is not deleted. */
  isShown(id: string): boolean {
    return this.db.get('SELECT 1 FROM runs WHERE id = ? AND deleted_at IS NULL', id) !== undefined;
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

  /** What the user says about runs, all or none; unknown ones are refused (`not-found`). */
  updateAll(changes: readonly UserChange[]): void {
    this.db.write(() => {
      for (const { id, ...change } of changes) this.assign(id, changedColumns(change));
    });
  }

  /** A stretch of the list as JSON: not deleted ones below a number (null: the newest), the newest first. */
  texts(below: number | null, most: number): RunText[] {
    return this.db.all<RunTextRow>(runTextSql, below ?? Number.MAX_SAFE_INTEGER, most).map(runTextOf);
  }

  /** Changes what is not the state. */
  update(id: string, change: RunChange): RunRecord {
    return this.set(id, changedColumns(change));
  }

  /**
   * Changes the state along `runTransitions`, with whatever else changes; a run at rest belongs to nobody. A deleted run
   * does not go on (`not-found`).
   */
  changeState(
    id: string,
    state: RunState,
    reason: string | null,
    change: RunChange,
    ownerId: string,
  ): RunRecord {
    return this.db.write(() => {
      const row = this.row(id);
      if (row.state !== state && !runTransitions[row.state].includes(state))
        throw new LabError('conflict', `A run that is ${row.state} cannot become ${state}.`);
      this.requireOwner(row, ownerId);
      if (isActive(state) && row.deleted_at !== null) throw noSuchRun();
      const owner = isActive(state) ? ownerId : null;
      return this.set(id, [
        ...changedColumns(change),
        ['state', state],
        ['state_reason', reason],
        ['owner_id', owner],
      ]);
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

  /** Runs that go on and belong to none of `owners` become interrupted. Returns their ids. */
  interruptOrphans(): string[] {
    return this.db.write(() => {
      const orphans = this.db.all<{ id: string; state: RunState }>(
        `SELECT id, state FROM runs WHERE ${notCompleted} AND state IN ${activeStates}
           AND (owner_id IS NULL OR owner_id NOT IN (SELECT id FROM owners))`,
      );
      for (const { id, state } of orphans) {
        const reason =
          state === 'queued'
            ? 'LossLab ended before this run was started.'
            : 'LossLab ended unexpectedly while this run was going on.';
        this.set(id, [
          ['state', 'interrupted'],
          ['state_reason', reason],
          ['owner_id', null],
        ]);
      }
      return orphans.map(({ id }) => id);
    });
  }

  /** Runs in any state with a configuration and data, the newest first. */
  alike(configHash: string, datasetHash: string): RunRecord[] {
    return this.db
      .all<RunRow>(
        `SELECT ${columns} FROM runs WHERE config_hash = ? AND dataset_hash = ? AND deleted_at IS NULL ORDER BY number DESC`,
        configHash,
        datasetHash,
      )
      .map(recordOf);
  }

  countInterrupted(): number {
    const row = this.db.get<{ count: number }>(
      `SELECT count(*) AS count FROM runs WHERE ${notCompleted} AND state = 'interrupted' AND deleted_at IS NULL`,
    );
    return row?.count ?? 0;
  }

  /** Hides runs, all or none; active ones are refused (`conflict`). */
  markDeleted(ids: readonly string[], ownerId: string, now: number): void {
    this.db.write(() => {
      for (const id of ids) {
        const row = this.row(id);
        if (isActive(row.state))
          throw new LabError('conflict', `Run ${row.number} is still going on; cancel it first.`);
        this.assign(id, [
          ['deleted_at', now],
          ['deleted_by', ownerId],
        ]);
      }
    });
  }

  restore(ids: readonly string[]): void {
    this.db.write(() => {
      for (const id of ids)
        this.assign(id, [
          ['deleted_at', null],
          ['deleted_by', null],
        ]);
    });
  }

  /** Erases hidden runs, except those that one of `owners` could still restore. Returns how many. */
  purge(): number {
    return this.db.write(() =>
      this.db.run(
        'DELETE FROM runs WHERE deleted_at IS NOT NULL AND deleted_by NOT IN (SELECT id FROM owners)',
      ),
    );
  }

  latestRevision(): number {
    return latestRevision(this.db, 'runs');
  }

  /** The next runs that have changed after a revision, in the order of their last change. */
  changedAfter(revision: number, most: number): RunRow[] {
    return this.db.all<RunRow>(
      `SELECT ${columns} FROM runs WHERE revision > ? ORDER BY revision LIMIT ?`,
      ...[revision, most],
    );
  }

  private set(id: string, changed: readonly ColumnValue[]): RunRecord {
    return this.db.write(() => {
      this.assign(id, changed);
      return this.get(id);
    });
  }

  private assign(id: string, changed: readonly ColumnValue[]): void {
    this.db.write(() => {
      const revision: ColumnValue = ['revision', nextRevision(this.db, 'runs')];
      const all = [revision, ...changed];
      const assignments = all.map(([column]) => `${column} = ?`).join(', ');
      const count = this.db.run(
        `UPDATE runs SET ${assignments} WHERE id = ?`,
        ...all.map(([, value]) => value),
        id,
      );
      if (count === 0) throw noSuchRun();
    });
  }
}

const noSuchRun = () => new LabError('not-found', 'There is no such run; it may have been deleted.');
