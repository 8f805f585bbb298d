/** What the page for a damaged database is told, and what a repair came to; types only, any process. */

/** A copy of the database that is whole. */
export interface RecoveryBackup {
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly runs: number;
}

export interface RecoveryStatus {
  readonly file: string;
  /** What is wrong, in one sentence. */
  readonly problem: string;
  /** The newest one that is whole, or null. */
  readonly backup: RecoveryBackup | null;
}

/** The database after a repair. */
export interface Repaired {
  /** Where the damaged file is kept. */
  readonly damagedFile: string;
  /** Runs that are there now. */
  readonly runs: number;
  /** Of these: with fewer points than they had. */
  readonly shortened: number;
  /** Of these: taken from the backup, as the damaged file no longer had them. */
  readonly fromBackup: number;
  /** Runs that were there, or may have been, and are neither in the damaged file nor in the backup. */
  readonly lost: number;
}

/** How the daily backups stand. */
export interface BackupStatus {
  /** When the newest one was made, milliseconds since 1970; null: there is none yet. */
  readonly newestAt: number | null;
  /** Why today's could not be made, in one sentence; null: nothing was wrong. */
  readonly problem: string | null;
}
