/** Daily copies of the database: made while others write, checked, and only then the oldest one goes; care thread, tests. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { LabError } from '../../shared/result';
import { connect } from './database';
import { damage, translated } from './errors';
import { fileSize } from './inspect';
import { checkCopy, putInPlace, removeDatabase, requireRoom, syncedVersion } from './soundCopy';

/** A copy of a database that may be put back. */
export interface Backup {
  readonly file: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly bytes: number;
}

export interface BackupJob {
  readonly file: string;
  readonly nativeBinding: string | null;
  /** Milliseconds since 1970: the day is the one of the user's clock. */
  readonly now: number;
  /** Free space that a backup leaves to training, bytes. */
  readonly reserveBytes?: number;
}

/** Copies that are kept: of a week, of large databases less. */
const keptBackups = { daily: 7, dailyOfLarge: 2 } as const;
const largeBytes = 1024 ** 3;
const defaultReserveBytes = 256 * 1024 ** 2;

/** The folder with the daily copies of a database. */
export const backupFolder = (file: string): string => path.join(path.dirname(file), 'backups');

const nameOf = (file: string): string => path.basename(file, path.extname(file));

function dailyFile(file: string, now: number): string {
  const date = new Date(now);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return path.join(backupFolder(file), `${nameOf(file)}-${day}${path.extname(file)}`);
}

/** Whether there is none of this day yet. */
export const isBackupDue = (file: string, now: number): boolean => fileSize(dailyFile(file, now)) === 0;

/** Daily copies and those made before a new version of the schema, the newest first; not checked. */
export function listBackups(file: string): Backup[] {
  const beforeMigrations = filesIn(path.dirname(file)).filter((other) =>
    path.basename(other).startsWith(`${path.basename(file)}.backup-v`),
  );
  return [...dailyBackups(file), ...beforeMigrations]
    .filter((backup) => !backup.endsWith('.part'))
    .flatMap((backup) => {
      const found = statSync(backup, { throwIfNoEntry: false });
      return found?.isFile() ? [{ file: backup, madeAt: found.mtimeMs, bytes: found.size }] : [];
    })
    .sort((a, b) => b.madeAt - a.madeAt);
}

/**
 * Makes the copy of this day, if there is none; returns its file, or null where there was one. Throws LabError `disk-full`
 * (nothing was written), `database` (what was copied is damaged; earlier copies stay), `read-only`.
 */
export async function backUpDaily(job: BackupJob): Promise<string | null> {
  const { file, nativeBinding, now, reserveBytes = defaultReserveBytes } = job;
  const place = dailyFile(file, now);
  if (!isBackupDue(file, now)) return null;
  const folder = backupFolder(file);
  translated(file, () => mkdirSync(folder, { recursive: true }));
  const bytes = fileSize(file) + fileSize(`${file}-wal`);
  requireRoom(folder, bytes + reserveBytes, `today’s backup of ${path.basename(file)}`);
  // What a process left behind that ended while it copied.
  for (const left of filesIn(folder)) if (left.includes('.part')) rmSync(left, { force: true });
  const aside = `${place}.${process.pid}.part`;
  try {
    await copy(file, aside, nativeBinding);
    checked(file, aside, nativeBinding);
    translated(file, () => syncedVersion(aside));
    putInPlace(aside, place);
  } finally {
    removeDatabase(aside);
  }
  dropOldest(file, place, bytes > largeBytes ? keptBackups.dailyOfLarge : keptBackups.daily);
  return place;
}

async function copy(file: string, aside: string, nativeBinding: string | null): Promise<void> {
  const db = connect(file, nativeBinding, { fileMustExist: true });
  try {
    await db.copyTo(aside);
  } finally {
    db.close();
  }
}

/** A copy that is not whole is of a database that is not. */
function checked(file: string, aside: string, nativeBinding: string | null): void {
  try {
    checkCopy(aside, nativeBinding);
  } catch (error) {
    if (error instanceof LabError && error.code === 'database') throw damage(file, error);
    throw error;
  }
}

/** The one just made stays, whatever the clock says of the others. */
function dropOldest(file: string, made: string, kept: number): void {
  const others = dailyBackups(file)
    .filter((other) => other !== made)
    .sort()
    .reverse();
  for (const other of others.slice(kept - 1)) rmSync(other, { force: true });
}

function dailyBackups(file: string): string[] {
  const pattern = /^\d{4}-\d\d-\d\d$/;
  return filesIn(backupFolder(file)).filter((other) => {
    const { name, ext } = path.parse(other);
    const start = `${nameOf(file)}-`;
    return ext === path.extname(file) && name.startsWith(start) && pattern.test(name.slice(start.length));
  });
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}
