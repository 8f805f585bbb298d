/** Sweeps in the database: made, moved along their states, listed, hidden and erased; main process and command line. */
import { initialStrategyState, type StrategyState } from '../../shared/catalog/strategies/strategy';
import type { RunConfig } from '../../shared/config/runConfig';
import { LabError } from '../../shared/result';
import type { SweepPriority, SweepState } from '../../shared/sweep/record';
import type { Sweep } from '../../shared/sweep/sweepFile';
import type { Database, SqlValue } from './database';
import { latestRevision, nextRevision } from './revisions';
import { newRunId } from './runs';
import { SweepLedger } from './sweepLedger';
import {
  sweepOf,
  type NewTrial,
  type StoredLine,
  type StoredSweep,
  type StoredTrial,
  type SweepRow,
} from './sweepRow';

const columns = `number, id, name, state, state_reason, priority, file, strategy_state, created_at, finished_at,
  elapsed_ms, revision, owner_id, deleted_at`;

/** States in which a sweep belongs to the process that runs it. */
const isOwned = (state: SweepState): boolean => state === 'running' || state === 'paused';

/** What of a sweep changes with its state. */
export interface SweepStateChange {
  readonly state: SweepState;
  readonly reason: string | null;
  readonly elapsedMs: number;
  readonly finishedAt?: number | null;
}

/** All calls block and throw LabError; each is one transaction. */
export class SweepTable {
  private readonly ledger: SweepLedger;

  constructor(
    private readonly db: Database,
    private readonly ownerId: string,
    private readonly now: () => number,
  ) {
    this.ledger = new SweepLedger(db);
  }

  /** A sweep that nobody sees before `reveal`: its trials are still to be written. */
  create(name: string, sweep: Sweep): StoredSweep {
    const id = newRunId();
    const now = this.now();
    this.db.write(() =>
      this.db.run(
        `INSERT INTO sweeps (id, name, state, priority, file, strategy_state, created_at, revision, owner_id, deleted_at,
           deleted_by) VALUES (?, ?, 'running', 'normal', ?, ?, ?, ?, ?, ?, ?)`,
        ...[id, name, JSON.stringify(sweep), JSON.stringify(initialStrategyState), now],
        ...[nextRevision(this.db, 'sweeps'), this.ownerId, now, this.ownerId],
      ),
    );
    return this.get(id);
  }

  /** Erases a sweep that was never revealed. */
  discard(id: string): void {
    this.db.run('DELETE FROM sweeps WHERE id = ? AND deleted_at IS NOT NULL', id);
  }

  /** Everything is written: from here the sweep outlives whatever happens. */
  reveal(id: string): StoredSweep {
    this.db.writeDurably(() => this.set(id, { deleted_at: null, deleted_by: null }));
    return this.get(id);
  }

  /** The sweep, deleted or not; throws `not-found`. */
  get(id: string): StoredSweep {
    return sweepOf(this.row(id));
  }

  /** All that are not deleted, the newest first. */
  list(): StoredSweep[] {
    return this.db
      .all<SweepRow>(`SELECT ${columns} FROM sweeps WHERE deleted_at IS NULL ORDER BY number DESC`)
      .map(sweepOf);
  }

  trials(id: string): StoredTrial[] {
    return this.ledger.trials(this.row(id).number);
  }

  trialConfig(id: string, trial: number): RunConfig {
    return this.ledger.config(this.row(id).number, trial);
  }

  /** Lines in the order of trials and of the sweep's seeds; those under way are in the state of their runs. */
  lines(id: string): StoredLine[] {
    return this.ledger.lines(this.row(id).number);
  }

  /** New configurations with their lines, and how far the strategy has come with them. */
  addTrials(
    id: string,
    trials: readonly NewTrial[],
    lines: readonly StoredLine[],
    strategyState: StrategyState,
  ): void {
    this.db.write(() => {
      const { number } = this.own(id);
      this.ledger.putTrials(number, trials);
      this.ledger.putLines(number, lines);
      this.set(id, { strategy_state: JSON.stringify(strategyState) });
    });
  }

  /** Lines as they are now. */
  putLines(id: string, lines: readonly StoredLine[], elapsedMs: number): void {
    this.db.write(() => {
      this.ledger.putLines(this.own(id).number, lines);
      this.set(id, { elapsed_ms: elapsedMs });
    });
  }

  /** Gives a line its run; in the transaction in which the run is made. */
  attachRun(id: string, trial: number, seed: number, runId: string): void {
    this.ledger.attachRun(this.own(id).number, trial, seed, runId);
  }

  /** One that goes on belongs to this process, one at rest to nobody. Throws `conflict` where another process runs it. */
  changeState(id: string, { state, reason, elapsedMs, finishedAt }: SweepStateChange): StoredSweep {
    this.db.writeDurably(() => {
      this.own(id);
      this.set(id, {
        state,
        state_reason: reason,
        elapsed_ms: elapsedMs,
        owner_id: isOwned(state) ? this.ownerId : null,
        ...(finishedAt === undefined ? {} : { finished_at: finishedAt }),
      });
    });
    return this.get(id);
  }

  update(
    id: string,
    { name, priority }: { readonly name?: string; readonly priority?: SweepPriority },
  ): StoredSweep {
    this.db.write(() =>
      this.set(id, {
        ...(name === undefined ? {} : { name }),
        ...(priority === undefined ? {} : { priority }),
      }),
    );
    return this.get(id);
  }

  /** Another file, from which the strategy goes on at `strategyState`. */
  replaceFile(id: string, sweep: Sweep, strategyState: StrategyState): void {
    this.db.writeDurably(() => {
      this.own(id);
      this.set(id, { file: JSON.stringify(sweep), strategy_state: JSON.stringify(strategyState) });
    });
  }

  /** What the pruner remembers; null before it was told anything. */
  prunerState(id: string): unknown {
    const row = this.db.get<{ state: string | null }>(
      'SELECT pruner_state AS state FROM sweeps WHERE id = ?',
      id,
    );
    return row?.state ? (JSON.parse(row.state) as unknown) : null;
  }

  /** No change that anyone sees. A sweep that is gone needs no state. */
  savePrunerState(id: string, state: unknown): void {
    this.db.run('UPDATE sweeps SET pruner_state = ? WHERE id = ?', JSON.stringify(state), id);
  }

  /** Throws `conflict` where another process runs the sweep. */
  requireOwn(id: string): void {
    this.own(id);
  }

  /** Hides sweeps, with the runs they made if asked; those that go on are refused (`conflict`). */
  markDeleted(ids: readonly string[], withRuns: boolean): void {
    const now = this.now();
    this.db.write(() => {
      for (const id of ids) {
        const row = this.row(id);
        if (isOwned(row.state))
          throw new LabError('conflict', `"${row.name}" is still going on; stop it first.`);
        this.set(id, { deleted_at: now, deleted_by: this.ownerId });
        if (withRuns) this.moveRuns(id, [null, null], [now, this.ownerId]);
      }
    });
  }

  /** Shows them again, and the runs that were hidden with them. */
  restore(ids: readonly string[]): void {
    this.db.write(() => {
      for (const id of ids) {
        const { deleted_at } = this.row(id);
        this.moveRuns(id, [deleted_at, this.ownerId], [null, null]);
        this.set(id, { deleted_at: null, deleted_by: null });
      }
    });
  }

  /** Runs of a sweep that are not deleted. */
  runsOf(id: string): string[] {
    return this.db
      .all<{ id: string }>('SELECT id FROM runs WHERE sweep_id = ? AND deleted_at IS NULL', id)
      .map((row) => row.id);
  }

  /** Sweeps that go on and belong to none of the processes there are become interrupted. Returns their ids. */
  interruptOrphans(): string[] {
    return this.db.write(() => {
      const orphans = this.db.all<{ id: string }>(
        `SELECT id FROM sweeps WHERE state IN ('running', 'paused') AND deleted_at IS NULL
           AND (owner_id IS NULL OR owner_id NOT IN (SELECT id FROM owners))`,
      );
      for (const { id } of orphans)
        this.set(id, {
          state: 'interrupted',
          state_reason: 'LossLab ended unexpectedly in the middle of this sweep.',
          owner_id: null,
        });
      return orphans.map(({ id }) => id);
    });
  }

  /** Erases hidden sweeps, except those that a process could still restore or is still writing. */
  purge(): void {
    this.db.write(() => {
      const gone = this.db.run(
        'DELETE FROM sweeps WHERE deleted_at IS NOT NULL AND deleted_by NOT IN (SELECT id FROM owners)',
      );
      if (gone > 0)
        this.db.run(
          'UPDATE runs SET sweep_id = NULL, sweep_trial = NULL WHERE sweep_id NOT IN (SELECT id FROM sweeps)',
        );
    });
  }

  latestRevision(): number {
    return latestRevision(this.db, 'sweeps');
  }

  /** Sweeps that have changed after a revision, in the order of their last change. */
  changedAfter(revision: number): StoredSweep[] {
    return this.db
      .all<SweepRow>(`SELECT ${columns} FROM sweeps WHERE revision > ? ORDER BY revision`, revision)
      .map(sweepOf);
  }

  /** Whether this process runs it. */
  isOwn(sweep: StoredSweep): boolean {
    return sweep.ownerId === this.ownerId;
  }

  private row(id: string): SweepRow {
    const row = this.db.get<SweepRow>(`SELECT ${columns} FROM sweeps WHERE id = ?`, id);
    if (!row) throw new LabError('not-found', 'There is no such sweep; it may have been deleted.');
    return row;
  }

  private own(id: string): SweepRow {
    const row = this.row(id);
    if (row.owner_id === null || row.owner_id === this.ownerId) return row;
    const other = this.db.get<{ name: string; pid: number }>(
      'SELECT name, pid FROM owners WHERE id = ?',
      row.owner_id,
    );
    const who = other ? `${other.name} (process ${other.pid})` : 'another LossLab';
    throw new LabError('conflict', `"${row.name}" is being run by ${who}; it can be changed there only.`);
  }

  private set(id: string, changed: Readonly<Record<string, SqlValue>>): void {
    const all = { ...changed, revision: nextRevision(this.db, 'sweeps') };
    const assignments = Object.keys(all).map((column) => `${column} = ?`);
    this.db.run(`UPDATE sweeps SET ${assignments.join(', ')} WHERE id = ?`, ...Object.values(all), id);
  }

  /** Hides or shows runs of a sweep that are hidden by (when, whom); every run has a revision of its own. */
  private moveRuns(
    sweepId: string,
    [at, by]: readonly [number | null, string | null],
    to: readonly [number | null, string | null],
  ): void {
    const runs = this.db.all<{ id: string }>(
      'SELECT id FROM runs WHERE sweep_id = ? AND deleted_at IS ? AND deleted_by IS ?',
      ...[sweepId, at, by],
    );
    for (const { id } of runs)
      this.db.run(
        'UPDATE runs SET deleted_at = ?, deleted_by = ?, revision = ? WHERE id = ?',
        ...[...to, nextRevision(this.db, 'runs'), id],
      );
  }
}
