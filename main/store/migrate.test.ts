// A new version of the schema: with a backup, in one piece or not at all, and never under somebody's feet (Node).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LabError } from '../../shared/result';
import { startOther, useProcesses } from './fixtures/processes';
import { comparedWith, finished, losses, newRun, noContext, runningRun } from './fixtures/runs';
import { behind, newFile, openStore, problemOf } from './fixtures/stores';
import { backUp, backupFile } from './migrate';
import { migrations, type Migration } from './migrations';

useProcesses();

const second: Migration = {
  version: 2,
  up: (db) => db.exec(`ALTER TABLE runs ADD COLUMN mood TEXT; UPDATE runs SET mood = 'good'`),
};

/** A database of version 1 with a run; returns its file and the run. */
function versionOne(): { file: string; id: string } {
  const file = newFile();
  const store = openStore(file);
  const id = runningRun(store);
  store.appendEvents(id, [losses(0, 20_000), finished(20_000)], noContext);
  store.close();
  return { file, id };
}

const versionOf = (file: string) => behind(file, (db) => db.pragma('user_version'));
const isWhole = (file: string) => behind(file, (db) => db.pragma('integrity_check'));

test('what there was is in the backup, and in the new version', () => {
  const { file, id } = versionOne();
  const old = openStore(file);
  const before = old.getRun(id);
  old.close();
  const store = openStore(file, { migrations: [...migrations, second] });
  expect(store.getRun(id)).toEqual(before);
  expect(behind(file, (db) => db.all('SELECT mood FROM runs'))).toEqual([{ mood: 'good' }]);
  store.close();
  expect(versionOf(file)).toBe(2);

  const backup = backupFile(file, 1);
  expect(readdirSync(path.dirname(file)).sort()).toEqual(['lab.sqlite', 'lab.sqlite.backup-v1']);
  expect([versionOf(backup), isWhole(backup)]).toEqual([1, 'ok']);
  const restored = openStore(backup);
  expect(restored.getRun(id)).toEqual(before);
  expect(comparedWith(0, 20_000, restored.lossesInTurn(id))).toBe('all');
});

test('nothing is backed up where nothing changes', () => {
  const { file } = versionOne();
  openStore(file).close();
  expect(readdirSync(path.dirname(file))).toEqual(['lab.sqlite']);
});

test('one that fails half-way changes nothing; the backup is there, and a mended one succeeds', () => {
  const { file, id } = versionOne();
  const dump = () =>
    behind(file, (db) => [
      db.all('SELECT * FROM sqlite_schema'),
      db.all('SELECT * FROM runs'),
      db.all('SELECT * FROM loss_chunks'),
      db.pragma('user_version'),
    ]);
  const before = dump();
  const failing: Migration = {
    version: 2,
    up: (db) => {
      second.up(db);
      db.exec('DELETE FROM loss_chunks; DROP TABLE weights; ALTER TABLE nonsense ADD COLUMN x');
    },
  };
  const problem = problemOf(() => openStore(file, { migrations: [...migrations, failing] }));
  expect(problem).toMatchObject({
    code: 'internal',
    message: expect.stringMatching(/nothing in it was changed/),
  });
  expect(dump()).toEqual(before);
  expect(isWhole(file)).toBe('ok');
  expect(isWhole(backupFile(file, 1))).toBe('ok');
  expect(readdirSync(path.dirname(file)).filter((name) => name.endsWith('.part'))).toEqual([]);

  const store = openStore(file);
  expect(comparedWith(0, 20_000, store.lossesInTurn(id))).toBe('all');
  store.close();
  openStore(file, { migrations: [...migrations, second] }).close();
  expect(versionOf(file)).toBe(2);
});

test('of several versions those before the one that fails stay', () => {
  const { file } = versionOne();
  const third: Migration = {
    version: 3,
    up: () => {
      throw new LabError('internal', 'Not today.');
    },
  };
  const migrationsToThree = [...migrations, second, third];
  expect(problemOf(() => openStore(file, { migrations: migrationsToThree })).message).toBe('Not today.');
  expect(versionOf(file)).toBe(2);
  openStore(file, { migrations: [...migrations, second, { ...third, up: () => undefined }] });
  expect(versionOf(file)).toBe(3);
  expect([1, 2].map((version) => existsSync(backupFile(file, version)))).toEqual([true, true]);
});

test('a backup from an earlier time gives way to one of what there is now', () => {
  const { file } = versionOne();
  writeFileSync(backupFile(file, 1), 'from long ago');
  openStore(file, { migrations: [...migrations, second] });
  expect(readFileSync(backupFile(file, 1)).subarray(0, 15).toString()).toBe('SQLite format 3');
  expect(isWhole(backupFile(file, 1))).toBe('ok');
});

test('a table that is made anew keeps what refers to it; what would refer to nothing is refused', () => {
  const { file, id } = versionOne();
  const anew = (rest: string): Migration => ({
    version: 2,
    up: (db) => {
      const { sql } = db.get<{ sql: string }>(`SELECT sql FROM sqlite_schema WHERE name = 'runs'`)!;
      db.exec(`${sql.replace('runs', 'new_runs')};
        INSERT INTO new_runs SELECT * FROM runs; DROP TABLE runs; ALTER TABLE new_runs RENAME TO runs; ${rest}`);
    },
  });
  const losing = [...migrations, anew('DELETE FROM runs')];
  expect(problemOf(() => openStore(file, { migrations: losing })).message).toMatch(
    /lose what belongs together/,
  );
  const store = openStore(file, { migrations: [...migrations, anew('')] });
  expect(comparedWith(0, 20_000, store.lossesInTurn(id))).toBe('all');
  // References are watched again.
  store.markDeleted([id]);
  store.close();
  expect(behind(file, (db) => db.all('SELECT * FROM loss_chunks'))).toEqual([]);
});

test('not while another process has it open; its end is enough', async () => {
  const { file } = versionOne();
  const other = await startOther(file);
  const migrated = [...migrations, second];
  const problem = problemOf(() => openStore(file, { migrations: migrated }));
  expect(problem).toMatchObject({
    code: 'conflict',
    message: `The database lab.sqlite must be brought to a new version, but the other process (process ${other.pid}) has it open; close that first.`,
  });
  expect(versionOf(file)).toBe(1);
  await other.call('createRun', newRun());
  await other.kill();
  expect(openStore(file, { migrations: migrated }).listRuns()).toHaveLength(2);
});

test('several processes that bring it to a new version at once: one does, and the backup is of the old one', async () => {
  for (let round = 0; round < 2; round++) {
    const { file, id } = versionOne();
    const others = await Promise.all([1, 2, 3].map(() => startOther(file, 2)));
    for (const other of others) expect((await other.call('getRun', id)).step).toBe(20_000);
    expect([versionOf(file), versionOf(backupFile(file, 1))]).toEqual([2, 1]);
    expect(readdirSync(path.dirname(file)).filter((name) => name.endsWith('.part'))).toEqual([]);
    await Promise.all(others.map((other) => other.kill()));
  }
});

test('what is of the new version already is not taken for a backup of the old one', () => {
  const { file } = versionOne();
  openStore(file, { migrations: [...migrations, second] }).close();
  const before = readFileSync(backupFile(file, 1));
  behind(file, (db) => backUp(db, 1));
  expect(readFileSync(backupFile(file, 1)).equals(before)).toBe(true);
  behind(file, (db) => backUp(db, 2));
  expect(versionOf(backupFile(file, 2))).toBe(2);
});

test('a version that is left out is a mistake of the program', () => {
  const { file } = versionOne();
  const gap = [...migrations, { ...second, version: 3 }];
  expect(problemOf(() => openStore(file, { migrations: gap }))).toMatchObject({ code: 'internal' });
  expect(versionOf(file)).toBe(1);
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1));
});
