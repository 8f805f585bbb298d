/** Version 5 of the database: the few runs that have not been completed are found without reading all; main process and command line. */
import type { Migration } from './migration';

export const unfinished: Migration = {
  version: 5,
  up: (db) => db.exec(`CREATE INDEX runs_unfinished ON runs (state) WHERE state <> 'completed'`),
};
