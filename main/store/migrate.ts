/** Brings a database to the version this app knows, with a backup of what was there; main process and command line. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { LabError } from '../../shared/result';
import type { Database } from './database';
import { translated } from './errors';
import { applicationId } from './inspect';
import type { Migration } from './migrations';
import { liveOwners } from './owners';

/** Where the copy of a database of version `version` is put before it is changed. */
export const backupFile = (file: string, version: number): string => `${file}.backup-v${version}`;

const versionOf = (db: Database): number => Number(db.pragma('user_version'));

/** Applies what is missing, each migration in one transaction. Another process may do so at the same time. */
export function migrate(db: Database, migrations: readonly Migration[]): void {
  const latest = migrations.at(-1)?.version ?? 0;
  const found = versionOf(db);
  if (found > 0 && found < latest) {
    refuseWhileOthersWork(db);
    backUp(db, found);
  }
  for (const migration of migrations) {
    if (versionOf(db) >= migration.version) continue;
    db.writeDurably(() => {
      const version = versionOf(db);
      if (version >= migration.version) return;
      if (version !== migration.version - 1)
        throw new LabError(
          'database',
          `The database cannot go from version ${version} to ${migration.version}.`,
        );
      migration.up(db);
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${migration.version}`);
    });
  }
}

/** An older app that has the database open would not understand what it finds afterwards. */
function refuseWhileOthersWork(db: Database): void {
  const [other] = liveOwners(db);
  if (other)
    throw new LabError(
      'conflict',
      `The database must be brought to a new version, but ${other.name} (process ${other.pid}) has it open; close that first.`,
    );
}

/** A whole, compact copy; written aside, so that there is none that is half. */
function backUp(db: Database, version: number): void {
  const place = backupFile(db.file, version);
  if (existsSync(place)) return;
  const aside = `${place}.new`;
  translated(db.file, () => rmSync(aside, { force: true }));
  try {
    db.run('VACUUM INTO ?', aside);
    translated(db.file, () => renameSync(aside, place));
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
