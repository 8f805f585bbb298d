/** Version 3 of the database: runs can be put into the archive; main process and command line. */
import type { Migration } from './migration';

export const archive: Migration = {
  version: 3,
  up: (db) => db.exec('ALTER TABLE runs ADD COLUMN archived INTEGER NOT NULL DEFAULT 0'),
};
