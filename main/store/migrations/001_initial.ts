/** Version 1 of the database: runs with their metrics, data sets, settings, and who trains what; main process and command line. */
import type { Migration } from './migration';

export const initial: Migration = {
  version: 1,
  up: (db) =>
    db.exec(`
-- Processes that have the database open; a run belongs to the one that trains it.
CREATE TABLE owners (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  machine TEXT NOT NULL,
  boot TEXT NOT NULL,
  pid INTEGER NOT NULL,
  process_start TEXT NOT NULL,
  heartbeat_at INTEGER NOT NULL
) STRICT;

-- Counts changes of what other processes look for.
CREATE TABLE revisions (
  subject TEXT PRIMARY KEY,
  latest INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO revisions (subject, latest) VALUES ('runs', 0), ('datasets', 0);

-- AUTOINCREMENT: a number is never given twice, also not after its run was erased.
CREATE TABLE runs (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  state_reason TEXT,
  name TEXT NOT NULL,
  tags TEXT NOT NULL,
  notes TEXT NOT NULL,
  starred INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  config TEXT NOT NULL,
  config_hash TEXT NOT NULL,
  dataset_id TEXT NOT NULL,
  dataset_name TEXT NOT NULL,
  dataset_hash TEXT NOT NULL,
  parameter_count INTEGER NOT NULL,
  steps_per_epoch INTEGER NOT NULL,
  total_steps INTEGER NOT NULL,
  step INTEGER NOT NULL DEFAULT 0,
  epoch INTEGER NOT NULL DEFAULT 0,
  elapsed_ms REAL NOT NULL DEFAULT 0,
  latest TEXT,
  result TEXT,
  epoch_seconds BLOB,
  stopped_by_user INTEGER NOT NULL DEFAULT 0,
  engine TEXT,
  environment TEXT,
  owner_id TEXT,
  deleted_at INTEGER,
  deleted_by TEXT
) STRICT;
CREATE INDEX runs_by_config ON runs (config_hash, dataset_hash);
CREATE INDEX runs_by_dataset ON runs (dataset_id);
CREATE UNIQUE INDEX runs_by_revision ON runs (revision);
CREATE INDEX runs_by_owner ON runs (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX runs_deleted ON runs (deleted_at) WHERE deleted_at IS NOT NULL;

-- Losses of consecutive steps, float32: rows of up to 512 steps at the end, joined to rows of 8,192 as they fill up.
-- knots_ms (float64): the training time after each 512 steps of a joined row.
CREATE TABLE loss_chunks (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  first_step INTEGER NOT NULL,
  count INTEGER NOT NULL,
  start_ms REAL NOT NULL,
  end_ms REAL NOT NULL,
  min REAL,
  max REAL,
  last REAL,
  losses BLOB NOT NULL,
  knots_ms BLOB
) STRICT;
CREATE UNIQUE INDEX loss_chunks_by_step ON loss_chunks (run, first_step);

CREATE TABLE evaluations (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  epoch REAL NOT NULL,
  elapsed_ms REAL NOT NULL,
  train_loss REAL,
  train_error REAL,
  test_loss REAL,
  test_error REAL,
  PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

-- grid: the values, raw deflate.
CREATE TABLE boundaries (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  epoch REAL NOT NULL,
  size INTEGER NOT NULL,
  classes INTEGER NOT NULL,
  x_min REAL NOT NULL,
  x_max REAL NOT NULL,
  y_min REAL NOT NULL,
  y_max REAL NOT NULL,
  grid BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX boundaries_by_step ON boundaries (run, step);

CREATE TABLE checkpoints (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  epoch REAL NOT NULL,
  elapsed_ms REAL NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX checkpoints_by_step ON checkpoints (run, step);

-- Final weights; kernel row-major [inputs, units], float32.
CREATE TABLE weights (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  layer INTEGER NOT NULL,
  inputs INTEGER NOT NULL,
  units INTEGER NOT NULL,
  kernel BLOB NOT NULL,
  bias BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX weights_by_layer ON weights (run, layer);

-- Imported data sets, whole; their ids follow from the content.
CREATE TABLE datasets (
  id TEXT PRIMARY KEY,
  info TEXT NOT NULL,
  feature_type TEXT NOT NULL,
  imported_at INTEGER NOT NULL
) STRICT;

-- In pieces, as SQLite holds no value above 1 GB.
CREATE TABLE dataset_parts (
  dataset TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  position INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX dataset_parts_by_position ON dataset_parts (dataset, kind, position);

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`),
};
