/** Version 4 of the database: runs that were trained elsewhere, with every series they brought; main process and command line. */
import type { Migration } from './migration';

export const origin: Migration = {
  version: 4,
  up: (db) =>
    db.exec(`
ALTER TABLE runs ADD COLUMN origin TEXT;

-- steps, numbers, times_ms (since the run's start; none where nobody knows): float64.
CREATE TABLE run_series (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  steps BLOB NOT NULL,
  numbers BLOB NOT NULL,
  times_ms BLOB
) STRICT;
CREATE UNIQUE INDEX run_series_by_position ON run_series (run, position);
`),
};
