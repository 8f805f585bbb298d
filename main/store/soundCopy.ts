/** Puts whole, checked copies of a database in their place, never half of one; main process, command line and their care thread. */
import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { LabError } from '../../shared/result';
import { connect } from './database';
import { damage, translated } from './errors';
import { applicationId } from './inspect';

/** Where the schema's version and the app's own mark are in a database file (big-endian). */
const versionOffset = 60;

/** Throws LabError `disk-full` where fewer bytes are free in a folder; a system that does not say is believed to have room. */
export function requireRoom(folder: string, bytes: number, what: string): void {
  const freeBytes = freeBytesIn(folder);
  if (freeBytes === null || freeBytes >= bytes) return;
  throw new LabError(
    'disk-full',
    `There is no room for ${what} on the disk with ${folder}: it takes ${megabytes(bytes)}, and ${megabytes(freeBytes)} are free.`,
  );
}

function freeBytesIn(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2).toLocaleString('en')} MB`;

/**
 * Checks a copy that nobody else knows of yet and makes it one file that needs no log beside it. Throws LabError `database`
 * where it is not whole, or not of this app.
 */
export function checkCopy(copy: string, nativeBinding: string | null): void {
  const db = connect(copy, nativeBinding, { fileMustExist: true });
  try {
    db.pragma('journal_mode = DELETE');
    const answer = db.pragma('quick_check(1)');
    if (answer !== 'ok') throw damage(copy, new Error(String(answer)));
    if (db.pragma('application_id') !== applicationId)
      throw damage(copy, new Error('the copy is no database of this app'));
  } finally {
    db.close();
  }
}

/** Brings a file to the disk; returns the version in a database file's header. */
export function syncedVersion(file: string): number {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
    const version = Buffer.alloc(4);
    readSync(descriptor, version, 0, 4, versionOffset);
    return version.readInt32BE();
  } finally {
    closeSync(descriptor);
  }
}

/** Renames a file that is on disk already, so that a power cut leaves the one or the other name. */
export function putInPlace(aside: string, place: string): void {
  translated(place, () => renameSync(aside, place));
  syncFolder(path.dirname(place));
}

function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Windows opens no folders; its file system keeps renames in order by itself.
  }
}

/** Removes what SQLite may have left beside a file, and the file. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
}
