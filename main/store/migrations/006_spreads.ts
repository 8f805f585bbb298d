/** Version 6 of the database: spreads of activations, gradients and weights recorded while a network is trained; main process and command line. */
import type { Migration } from './migration';

export const spreads: Migration = {
  version: 6,
  up: (db) =>
    db.exec(`
-- layers: JSON, raw deflate.
CREATE TABLE spreads (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  epoch REAL NOT NULL,
  rows INTEGER NOT NULL,
  layers BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX spreads_by_step ON spreads (run, step);
`),
};
