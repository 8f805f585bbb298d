/** What a change of the schema is; main process and command line, types only. */
import type { Database } from '../database';

/** One step forward. It runs in one transaction with the new version number; there is no way back but the backup. */
export interface Migration {
  /** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly up: (db: Database) => void;
}
