/** Looks at a database file without changing it, before it is opened for work; main process and command line. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { LabError } from '../../shared/result';
import { Database } from './database';
import { storeError, translated } from './errors';

/** In the header of every database of this app ("LLab"). */
export const applicationId = 0x4c4c6162;

/** Above this size only the tables that every start needs are checked, so that opening stays quick. */
const wholeCheckBytes = 128 * 1024 * 1024;
const smallTables = ['runs', 'settings', 'owners', 'datasets'] as const;

/** The file's size, 0 if there is none. */
export function fileSize(file: string): number {
  try {
    return statSync(file).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw storeError(error, file);
  }
}

/**
 * The schema's version in an existing file (0 for one without tables). Throws LabError `database` where the file is damaged
 * or something else, `newer-database` where it is of a later version than `latest`. The file stays as it is.
 */
export function inspectFile(file: string, nativeBinding: string | null, latest: number): number {
  if (!hasSqliteHeader(file))
    throw new LabError('database', `${path.basename(file)} is not a database of LossLab, or it is damaged.`);
  const db = new Database(
    translated(
      file,
      () =>
        new Sqlite(file, {
          readonly: true,
          fileMustExist: true,
          timeout: 5000,
          ...(nativeBinding === null ? {} : { nativeBinding }),
        }),
    ),
    file,
  );
  try {
    const tables = db.all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`);
    const version = Number(db.pragma('user_version'));
    if (tables.length === 0) return 0;
    if (db.pragma('application_id') !== applicationId)
      throw new LabError('database', `${path.basename(file)} is a database, but not one of LossLab.`);
    if (version > latest)
      throw new LabError(
        'newer-database',
        `${path.basename(file)} was written by a newer LossLab (its version ${version}, this one knows ${latest}); update LossLab to open it.`,
      );
    checkIntegrity(
      db,
      tables.map(({ name }) => name),
    );
    return version;
  } finally {
    db.close();
  }
}

function checkIntegrity(db: Database, tables: readonly string[]): void {
  const checks =
    fileSize(db.file) <= wholeCheckBytes
      ? ['quick_check(5)']
      : smallTables.filter((name) => tables.includes(name)).map((name) => `quick_check(${name})`);
  for (const check of checks) {
    const answer = db.pragma(check);
    if (answer === 'ok') continue;
    throw new LabError(
      'database',
      `The database ${path.basename(db.file)} is damaged. It was left untouched; a backup beside it may be whole.`,
      { cause: new Error(String(answer)) },
    );
  }
}

function hasSqliteHeader(file: string): boolean {
  return translated(file, () => {
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
