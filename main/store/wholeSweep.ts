/** A sweep with its whole ledger and what its search remembers, put in and taken out in one piece; main process and command line. */
import type { Database } from './database';
import { nextRevision } from './revisions';
import { SweepLedger } from './sweepLedger';
import {
  configOfText,
  sweepOf,
  type NewTrial,
  type StoredLine,
  type StoredSweep,
  type SweepRow,
} from './sweepRow';

/** A run that a sweep has made. */
export interface SweepRun {
  readonly id: string;
  readonly trial: number;
}

/** A sweep at rest. */
export interface WholeSweep {
  /** Its number is given anew. */
  readonly sweep: Omit<StoredSweep, 'number' | 'revision' | 'isDeleted' | 'ownerId'>;
  /** null before the pruner was told anything. */
  readonly prunerState: unknown;
  readonly trials: readonly NewTrial[];
  readonly lines: readonly StoredLine[];
  /** The runs that it has made; they travel by themselves. */
  readonly runs: readonly SweepRun[];
}

/** Adds a sweep, all or nothing, and binds its runs to it; false where there is one with its id already. Its runs come before it. */
export function putWholeSweep(db: Database, whole: WholeSweep): boolean {
  const { sweep, prunerState, trials, lines } = whole;
  return db.writeDurably(() => {
    const isNew = !db.get('SELECT 1 FROM sweeps WHERE id = ?', sweep.id);
    if (isNew) {
      insertRow(db, sweep, prunerState);
      const { number } = db.get<{ number: number }>('SELECT number FROM sweeps WHERE id = ?', sweep.id) ?? {
        number: 0,
      };
      const ledger = new SweepLedger(db);
      ledger.putTrials(number, trials);
      ledger.putLines(number, lines);
    }
    bindRuns(db, whole);
    return isNew;
  });
}

function insertRow(db: Database, sweep: WholeSweep['sweep'], prunerState: unknown): void {
  const { id, name, state, stateReason, priority, strategyState, createdAt, finishedAt, elapsedMs } = sweep;
  db.run(
    `INSERT INTO sweeps (id, name, state, state_reason, priority, file, strategy_state, pruner_state, created_at, finished_at,
       elapsed_ms, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, name, state, stateReason, priority, JSON.stringify(sweep.sweep), JSON.stringify(strategyState)],
    ...[prunerState === null ? null : JSON.stringify(prunerState), createdAt, finishedAt, elapsedMs],
    nextRevision(db, 'sweeps'),
  );
}

/** Runs that belong to another sweep, or to this one already, stay as they are. */
function bindRuns(db: Database, { sweep, runs }: WholeSweep): void {
  for (const { id, trial } of runs)
    if (db.get('SELECT 1 FROM runs WHERE id = ? AND sweep_id IS NULL', id))
      db.run(
        'UPDATE runs SET sweep_id = ?, sweep_trial = ?, revision = ? WHERE id = ?',
        ...[sweep.id, trial, nextRevision(db, 'runs'), id],
      );
}

/** All of a sweep. */
export function takeWholeSweep(db: Database, id: string): WholeSweep | null {
  const row = db.get<SweepRow & { readonly pruner_state: string | null }>(
    'SELECT * FROM sweeps WHERE id = ? AND deleted_at IS NULL',
    id,
  );
  if (!row) return null;
  const { number, revision: _revision, isDeleted: _deleted, ownerId: _owner, ...sweep } = sweepOf(row);
  const ledger = new SweepLedger(db);
  const configs = db.all<{ config: string }>(
    'SELECT config FROM sweep_trials WHERE sweep = ? ORDER BY number',
    number,
  );
  return {
    sweep,
    prunerState: row.pruner_state === null ? null : (JSON.parse(row.pruner_state) as unknown),
    trials: ledger
      .trials(number)
      .map((trial, i): NewTrial => ({ ...trial, config: configOfText(configs[i]?.config ?? 'null') })),
    lines: ledger.writtenLines(number),
    runs: runsOf(db, id),
  };
}

const runsOf = (db: Database, sweepId: string): SweepRun[] =>
  db.all<SweepRun>(
    'SELECT id, sweep_trial AS trial FROM runs WHERE sweep_id = ? AND deleted_at IS NULL ORDER BY number',
    sweepId,
  );
