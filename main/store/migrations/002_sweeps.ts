/** Version 2 of the database: sweeps with their trials and ledgers, and the runs they made; main process and command line. */
import type { Migration } from './migration';

export const sweeps: Migration = {
  version: 2,
  up: (db) =>
    db.exec(`
INSERT INTO revisions (subject, latest) VALUES ('sweeps', 0);

-- file, strategy_state, pruner_state: JSON. A sweep that is still being written is hidden as a deleted one is.
CREATE TABLE sweeps (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  state_reason TEXT,
  priority TEXT NOT NULL,
  file TEXT NOT NULL,
  strategy_state TEXT NOT NULL,
  pruner_state TEXT,
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  elapsed_ms REAL NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL,
  owner_id TEXT,
  deleted_at INTEGER,
  deleted_by TEXT
) STRICT;
CREATE UNIQUE INDEX sweeps_by_revision ON sweeps (revision);

-- config: with the base's seed; cost: what its training takes (steps, work), JSON.
CREATE TABLE sweep_trials (
  sweep INTEGER NOT NULL REFERENCES sweeps (number) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  point TEXT NOT NULL,
  config TEXT NOT NULL,
  identity TEXT NOT NULL,
  dataset_hash TEXT NOT NULL,
  cost TEXT NOT NULL,
  PRIMARY KEY (sweep, number)
) STRICT, WITHOUT ROWID;

-- A line without ended_at that has a run is in the state of that run.
CREATE TABLE sweep_lines (
  sweep INTEGER NOT NULL REFERENCES sweeps (number) ON DELETE CASCADE,
  trial INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  hash TEXT NOT NULL,
  place INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  run_id TEXT,
  value REAL,
  epochs REAL NOT NULL DEFAULT 0,
  ended_at INTEGER,
  duration_ms REAL,
  done_share REAL,
  PRIMARY KEY (sweep, trial, seed)
) STRICT, WITHOUT ROWID;

ALTER TABLE runs ADD COLUMN sweep_id TEXT;
ALTER TABLE runs ADD COLUMN sweep_trial INTEGER;
CREATE INDEX runs_by_sweep ON runs (sweep_id) WHERE sweep_id IS NOT NULL;
`),
};
