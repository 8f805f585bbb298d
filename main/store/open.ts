/** Opens the lab's database, or makes it; main process and command line. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { LabError } from '../../shared/result';
import { connect, type Database } from './database';
import { translated } from './errors';
import { fileSize, inspectFile } from './inspect';
import { forgetLeft, knownWholeSince, noteLeft } from './leftFile';
import { migrate } from './migrate';
import { migrations as allMigrations, type Migration } from './migrations';

export interface OpenOptions {
  readonly file: string;
  /** better-sqlite3's binding, null for its own. */
  readonly nativeBinding: string | null;
  /** Whether a note beside the file tells how it was left, so that the next start need not read it through; left out: no. */
  readonly notesLeft?: boolean;
  /** Other than the app's own, for tests. */
  readonly migrations?: readonly Migration[];
}

/**
 * The database in `file`, at the version this app knows. Throws LabError `newer-database`, `database` (damaged or foreign; the
 * file is left untouched), `read-only`, `disk-full`, `conflict` (must be migrated while another process has it open).
 */
export function openDatabase({
  file,
  nativeBinding,
  notesLeft = false,
  migrations = allMigrations,
}: OpenOptions): Database {
  translated(file, () => mkdirSync(path.dirname(file), { recursive: true }));
  const latest = migrations.at(-1)?.version ?? 0;
  const now = Date.now();
  const wholeSince = notesLeft ? knownWholeSince(file, now) : null;
  const found = fileSize(file) === 0 ? 0 : inspectFile(file, nativeBinding, latest, wholeSince !== null);
  const db = connect(file, nativeBinding);
  if (notesLeft) db.onClosed = (isSound) => (isSound ? noteLeft(file, wholeSince ?? now) : forgetLeft(file));
  try {
    // Space of erased runs can be given back; only effective while nothing is in the file.
    if (found === 0) db.pragma('auto_vacuum = INCREMENTAL');
    setUpConnection(db);
    migrate(db, migrations, nativeBinding);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * NORMAL: a killed process loses nothing that was committed, since the system has it by then; only a power cut can take
 * the last seconds, and cannot damage the file. A FULL commit waits for the disk (up to 30 ms), four times a second for
 * each run, in the process that draws the windows. What must outlive a power cut too is written by `writeDurably`.
 */
function setUpConnection(db: Database): void {
  db.pragma('foreign_keys = ON');
  // Some network drives cannot have a write-ahead log; without one NORMAL would not be safe.
  const mode = db.pragma('journal_mode = WAL');
  if (mode !== 'wal')
    throw new LabError(
      'unsupported',
      `The database cannot be kept in ${path.dirname(db.file)}: the drive has no shared memory (network drives often lack it). Choose a folder on a local disk.`,
    );
  db.pragma('synchronous = NORMAL');
  // After a burst (an import) the log is cut back to this.
  db.pragma(`journal_size_limit = ${32 * 1024 * 1024}`);
  // Fails here, and not in the middle of a run, where the file cannot be written.
  db.write(() => undefined);
}
