/**
 * What can be done about a damaged database: a backup put in its place, or what can be read of it. The damaged file is kept
 * beside it in any case; care thread, tests.
 */
import { constants, copyFileSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LabError } from '../../shared/result';
import { listBackups, type Backup } from './backups';
import { connect } from './database';
import { translated } from './errors';
import { fileSize, inspectFile } from './inspect';
import { migrations } from './migrations';
import { salvage, type Salvage } from './salvage';
import { checkCopy, putInPlace, removeDatabase, requireRoom, syncedVersion } from './soundCopy';

/** A backup that was found sound. */
export interface SoundBackup extends Backup {
  readonly runs: number;
}

export interface Place {
  readonly file: string;
  readonly nativeBinding: string | null;
  /** Milliseconds since 1970, for the name of the damaged file. */
  readonly now: number;
}

export interface Restored {
  /** Where the damaged file is now. */
  readonly damagedFile: string;
  readonly runs: number;
}

export type Recovered = Salvage & Pick<Restored, 'damagedFile'>;

/** The newest backup that is whole, or null. */
export function newestSoundBackup(file: string, nativeBinding: string | null): SoundBackup | null {
  for (const backup of listBackups(file)) {
    const runs = soundRuns(backup.file, nativeBinding);
    if (runs !== null) return { ...backup, runs };
  }
  return null;
}

/** How many runs are in a sound database; null where it is not sound, or of a later version. */
function soundRuns(file: string, nativeBinding: string | null): number | null {
  try {
    const version = inspectFile(file, nativeBinding, migrations.at(-1)?.version ?? 0);
    if (version === 0) return null;
    const db = connect(file, nativeBinding, { readonly: true, fileMustExist: true });
    try {
      if (db.pragma('quick_check(1)') !== 'ok') return null;
      return db.get<{ count: number }>('SELECT count(*) AS count FROM runs')?.count ?? 0;
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof LabError) return null;
    throw error;
  }
}

/** Puts a backup in the database's place. Throws LabError `disk-full`, `read-only`, `conflict`; nothing has changed then. */
export function restoreBackup(place: Place, backup: Backup): Restored {
  const { file, nativeBinding } = place;
  requireRoom(path.dirname(file), backup.bytes + allBytes(file), 'the backup and the damaged database');
  return replaced(place, (aside) => {
    translated(aside, () => copyFileSync(backup.file, aside));
    const db = connect(aside, nativeBinding, { fileMustExist: true });
    try {
      // The process that is entered as training may be this one; it does so no more.
      db.run('DELETE FROM owners');
      return { runs: db.get<{ count: number }>('SELECT count(*) AS count FROM runs')?.count ?? 0 };
    } finally {
      db.close();
    }
  });
}

/** Puts what can be read in the database's place, and what cannot from a backup. Throws as `restoreBackup` does. */
export function recoverReadable(place: Place, backup: Backup | null): Recovered {
  const { file, nativeBinding } = place;
  requireRoom(path.dirname(file), 3 * allBytes(file), 'the recovered database and the damaged one');
  return replaced(place, (aside, damagedFile) => {
    const worked = `${aside}.source`;
    try {
      translated(file, () => copyWithLog(damagedFile, worked));
      return salvage(worked, aside, backup?.file ?? null, nativeBinding);
    } finally {
      removeDatabase(worked);
    }
  });
}

/** Keeps the damaged database, makes the new one, and only when that is whole changes the one for the other. */
function replaced<T extends object>(
  place: Place,
  make: (aside: string, damagedFile: string) => T,
): T & { readonly damagedFile: string } {
  const { file, nativeBinding, now } = place;
  const aside = `${file}.new.part`;
  const damagedFile = damagedName(file, now);
  let isDone = false;
  try {
    translated(file, () => copyWithLog(file, damagedFile));
    requireUnused(place);
    removeDatabase(aside);
    const made = make(aside, damagedFile);
    checkCopy(aside, nativeBinding);
    translated(file, () => syncedVersion(aside));
    translated(file, () => syncedVersion(damagedFile));
    // A log of the old database would be taken for one of the new.
    translated(file, () => {
      for (const suffix of ['-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
    });
    putInPlace(aside, file);
    isDone = true;
    return { ...made, damagedFile };
  } finally {
    removeDatabase(aside);
    if (!isDone) removeDatabase(damagedFile);
  }
}

/** A name that tells what it is and that is not taken. */
function damagedName(file: string, now: number): string {
  const { dir, name, ext } = path.parse(file);
  const time = new Date(now).toISOString().slice(0, 19).replace(/:/g, '-');
  const base = path.join(dir, `${name}.damaged-${time}`);
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? base + ext : `${base}-${i}${ext}`;
    if (!existsSync(candidate)) return candidate;
  }
}

function copyWithLog(file: string, target: string): void {
  for (const suffix of ['', '-wal', '-journal'])
    // Whoever looks at a database leaves an empty log.
    if (fileSize(file + suffix) > 0) copyFileSync(file + suffix, target + suffix, constants.COPYFILE_FICLONE);
}

const allBytes = (file: string): number => fileSize(file) + fileSize(`${file}-wal`);

/** Another process would go on writing into a file that has no name any more. */
function requireUnused({ file, nativeBinding }: Place): void {
  if (fileSize(file) === 0) return;
  try {
    const db = connect(file, nativeBinding, { fileMustExist: true });
    try {
      // Nobody who would answer is waited for.
      db.pragma('busy_timeout = 500');
      db.pragma('locking_mode = EXCLUSIVE');
      db.exec('BEGIN EXCLUSIVE; ROLLBACK');
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof LabError && error.code === 'timed-out')
      throw new LabError(
        'conflict',
        `Another program, perhaps the losslab command, has ${path.basename(file)} open; close that first.`,
        { cause: error },
      );
    // What cannot even be opened is held by nobody.
    if (!(error instanceof LabError)) throw error;
  }
}
