/** Brings a database to the version this app knows, with a backup of what was there; main process and command line. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { LabError } from '../../shared/result';
import type { Database } from './database';
import { translated } from './errors';
import { applicationId } from './inspect';
import type { Migration } from './migrations';
import { liveOwners, type Owner } from './owners';
import { checkCopy, putInPlace, syncedVersion } from './soundCopy';

/** Where the copy of a database of version `version` is put before it is changed. */
export const backupFile = (file: string, version: number): string => `${file}.backup-v${version}`;

const versionOf = (db: Database): number => Number(db.pragma('user_version'));

/**
 * Applies what is missing, each migration in one transaction. Another process may do so at the same time. Throws LabError
 * `conflict` where one has the database open; where a migration fails, what was there before it is still there.
 */
export function migrate(db: Database, migrations: readonly Migration[], nativeBinding: string | null): void {
  const latest = migrations.at(-1)?.version ?? 0;
  const found = versionOf(db);
  if (found === latest) return;
  if (found > 0) {
    const [other] = liveOwners(db, Date.now());
    // Whoever is entered there while this one waits has brought it to the new version before.
    if (versionOf(db) === latest) return;
    if (other) throw inUse(db, other);
    backUp(db, found, nativeBinding);
  }
  // A table that is made anew must not take with it what refers to the old one; references are checked at the end instead.
  db.pragma('foreign_keys = OFF');
  for (const migration of migrations) apply(db, migration);
  db.pragma('foreign_keys = ON');
}

function apply(db: Database, { version, up }: Migration): void {
  if (versionOf(db) >= version) return;
  db.writeDurably(() => {
    const before = versionOf(db);
    if (before >= version) return;
    if (before !== version - 1)
      throw new LabError('internal', `The database cannot go from version ${before} to ${version}.`);
    up(db);
    if (db.all('PRAGMA foreign_key_check').length > 0)
      throw new LabError('internal', `Version ${version} of the database would lose what belongs together.`);
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${version}`);
  });
}

/** An older app that has the database open would not understand what it finds afterwards. */
function inUse({ file }: Database, { name, pid }: Owner): LabError {
  return new LabError(
    'conflict',
    `The database ${path.basename(file)} must be brought to a new version, but ${name} (process ${pid}) has it open; close that first.`,
  );
}

/**
 * A whole, compact copy; written aside, so that there is none that is half. It takes the place of an earlier one, but where
 * the database has no longer this version there is none.
 */
export function backUp(db: Database, version: number, nativeBinding: string | null): void {
  const place = backupFile(db.file, version);
  const aside = `${place}.${process.pid}.part`;
  try {
    translated(db.file, () => rmSync(aside, { force: true }));
    db.run('VACUUM INTO ?', aside);
    checkCopy(aside, nativeBinding);
    // Another process may have been faster: its backup is the one of the old version.
    if (translated(db.file, () => syncedVersion(aside)) === version) putInPlace(aside, place);
  } finally {
    rmSync(aside, { force: true });
  }
}
