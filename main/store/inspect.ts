/** Looks at a database file without changing it, before it is opened for work; main process and command line. */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { LabError } from '../../shared/result';
import { connect, type Database } from './database';
import { damage, translated } from './errors';

/** In the header of every database of this app ("LLab"). */
export const applicationId = 0x4c4c6162;

/** Above this size only the tables that every start needs are checked, so that opening stays quick. */
const wholeCheckBytes = 128 * 1024 * 1024;
const smallTables = ['runs', 'settings', 'owners', 'datasets'] as const;

/** The file's size, 0 if there is none. */
export function fileSize(file: string): number {
  return translated(file, () => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
}

/**
 * The schema's version in an existing file (0 for one without tables). Throws LabError `database` where the file is damaged
 * or something else, `newer-database` where it is of a later version than `latest`. The file stays as it is.
 * @param isKnownWhole its content is not read through
 */
export function inspectFile(
  file: string,
  nativeBinding: string | null,
  latest: number,
  isKnownWhole = false,
): number {
  const name = path.basename(file);
  if (!hasSqliteHeader(file))
    throw new LabError('database', `${name} is not a database of LossLab, or it is damaged.`);
  // A journal beside it is of a process that was killed in mid-change, which only a writer can take back.
  const readonly = !existsSync(`${file}-journal`);
  const db = connect(file, nativeBinding, { readonly, fileMustExist: true });
  try {
    const tables = db.all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`);
    if (tables.length === 0) return 0;
    if (db.pragma('application_id') !== applicationId)
      throw new LabError('database', `${name} is a database, but not one of LossLab.`);
    const version = Number(db.pragma('user_version'));
    if (version > latest)
      throw new LabError(
        'newer-database',
        `${name} was written by a newer LossLab (its version ${version}, this one knows ${latest}); update LossLab to open it.`,
      );
    if (!isKnownWhole) checkIntegrity(db, new Set(tables.map((table) => table.name)));
    return version;
  } catch (error) {
    // Plain questions that SQLite does not understand: the header says what no header says.
    if (error instanceof LabError && error.code === 'internal') throw damage(file, error);
    throw error;
  } finally {
    db.close();
  }
}

function checkIntegrity(db: Database, tables: ReadonlySet<string>): void {
  const checks =
    fileSize(db.file) <= wholeCheckBytes
      ? ['quick_check(5)']
      : smallTables.filter((table) => tables.has(table)).map((table) => `quick_check(${table})`);
  for (const check of checks) {
    const answer = db.pragma(check);
    if (answer !== 'ok') throw damage(db.file, new Error(String(answer)));
  }
}

function hasSqliteHeader(file: string): boolean {
  return translated(file, () => {
    if (!statSync(file).isFile()) return false;
    const descriptor = openSync(file, 'r');
    try {
      const start = Buffer.alloc(16);
      readSync(descriptor, start, 0, 16, 0);
      return start.toString('latin1') === 'SQLite format 3\0';
    } finally {
      closeSync(descriptor);
    }
  });
}
