/** Counts changes, so that another process finds what is new whatever the clock says; main process and command line. */
import type { Database } from './database';

type Subject = 'runs' | 'datasets' | 'sweeps';

/** The number of the latest change. */
export function latestRevision(db: Database, subject: Subject): number {
  return db.get<{ latest: number }>('SELECT latest FROM revisions WHERE subject = ?', subject)?.latest ?? 0;
}

/** A number for a change that is made in the same transaction. */
export function nextRevision(db: Database, subject: Subject): number {
  db.run('UPDATE revisions SET latest = latest + 1 WHERE subject = ?', subject);
  return latestRevision(db, subject);
}
