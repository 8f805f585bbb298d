// A new version of the schema: with a backup, in one piece or not at all, and never under somebody's feet (Node).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LabError } from '../../shared/result';
import { startOther, useProcesses } from './fixtures/processes';
import { comparedWith, finished, losses, newRun, noContext, runningRun } from './fixtures/runs';
import { behind, nativeBinding, newFile, openStore, problemOf } from './fixtures/stores';
import { backUp, backupFile } from './migrate';
import { migrations, type Migration } from './migrations';
import { openDatabase } from './open';

useProcesses();

/** The version there is, and the one that these tests make up. */
const now = migrations.length;
const next = now + 1;

const second: Migration = {
  version: next,
  up: (db) => db.exec(`ALTER TABLE runs ADD COLUMN mood TEXT; UPDATE runs SET mood = 'good'`),
};

/** A database of the present version with a run; returns its file and the run. */
function databaseNow(): { file: string; id: string } {
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
  const { file, id } = databaseNow();
  const old = openStore(file);
  const before = old.getRun(id);
  old.close();
  const store = openStore(file, { migrations: [...migrations, second] });
  expect(store.getRun(id)).toEqual(before);
  expect(behind(file, (db) => db.all('SELECT mood FROM runs'))).toEqual([{ mood: 'good' }]);
  store.close();
  expect(versionOf(file)).toBe(next);

  const backup = backupFile(file, now);
  expect(readdirSync(path.dirname(file)).sort()).toEqual(['lab.sqlite', `lab.sqlite.backup-v${now}`]);
  expect([versionOf(backup), isWhole(backup)]).toEqual([now, 'ok']);
  const restored = openStore(backup);
  expect(restored.getRun(id)).toEqual(before);
  expect(comparedWith(0, 20_000, restored.lossesInTurn(id))).toBe('all');
});

test('nothing is backed up where nothing changes', () => {
  const { file } = databaseNow();
  openStore(file).close();
  expect(readdirSync(path.dirname(file))).toEqual(['lab.sqlite']);
});

test('one that fails half-way changes nothing; the backup is there, and a mended one succeeds', () => {
  const { file, id } = databaseNow();
  const dump = () =>
    behind(file, (db) => [
      db.all('SELECT * FROM sqlite_schema'),
      db.all('SELECT * FROM runs'),
      db.all('SELECT * FROM loss_chunks'),
      db.pragma('user_version'),
    ]);
  const before = dump();
  const failing: Migration = {
    version: next,
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
  expect(isWhole(backupFile(file, now))).toBe('ok');
  expect(readdirSync(path.dirname(file)).filter((name) => name.endsWith('.part'))).toEqual([]);

  const store = openStore(file);
  expect(comparedWith(0, 20_000, store.lossesInTurn(id))).toBe('all');
  store.close();
  openStore(file, { migrations: [...migrations, second] }).close();
  expect(versionOf(file)).toBe(next);
});

test('of several versions those before the one that fails stay', () => {
  const { file } = databaseNow();
  const third: Migration = {
    version: next + 1,
    up: () => {
      throw new LabError('internal', 'Not today.');
    },
  };
  const migrationsToThree = [...migrations, second, third];
  expect(problemOf(() => openStore(file, { migrations: migrationsToThree })).message).toBe('Not today.');
  expect(versionOf(file)).toBe(next);
  openStore(file, { migrations: [...migrations, second, { ...third, up: () => undefined }] });
  expect(versionOf(file)).toBe(next + 1);
  expect([now, next].map((version) => existsSync(backupFile(file, version)))).toEqual([true, true]);
});

test('a backup from an earlier time gives way to one of what there is now', () => {
  const { file } = databaseNow();
  writeFileSync(backupFile(file, now), 'from long ago');
  openStore(file, { migrations: [...migrations, second] });
  expect(readFileSync(backupFile(file, now)).subarray(0, 15).toString()).toBe('SQLite format 3');
  expect(isWhole(backupFile(file, now))).toBe('ok');
});

test('a table that is made anew keeps what refers to it; what would refer to nothing is refused', () => {
  const { file, id } = databaseNow();
  const anew = (rest: string): Migration => ({
    version: next,
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
  const { file } = databaseNow();
  const other = await startOther(file);
  const migrated = [...migrations, second];
  const problem = problemOf(() => openStore(file, { migrations: migrated }));
  expect(problem).toMatchObject({
    code: 'conflict',
    message: `The database lab.sqlite must be brought to a new version, but the other process (process ${other.pid}) has it open; close that first.`,
  });
  expect(versionOf(file)).toBe(now);
  await other.call('createRun', newRun());
  await other.kill();
  expect(openStore(file, { migrations: migrated }).listRuns()).toHaveLength(2);
});

test('several processes that bring it to a new version at once: one does, and the backup is of the old one', async () => {
  for (let round = 0; round < 2; round++) {
    const { file, id } = databaseNow();
    const others = await Promise.all([1, 2, 3].map(() => startOther(file, 'next')));
    for (const other of others) expect((await other.call('getRun', id)).step).toBe(20_000);
    expect([versionOf(file), versionOf(backupFile(file, now))]).toEqual([next, now]);
    expect(readdirSync(path.dirname(file)).filter((name) => name.endsWith('.part'))).toEqual([]);
    await Promise.all(others.map((other) => other.kill()));
  }
});

test('what is of the new version already is not taken for a backup of the old one', () => {
  const { file } = databaseNow();
  openStore(file, { migrations: [...migrations, second] }).close();
  const before = readFileSync(backupFile(file, now));
  behind(file, (db) => backUp(db, now, nativeBinding));
  expect(readFileSync(backupFile(file, now)).equals(before)).toBe(true);
  behind(file, (db) => backUp(db, next, nativeBinding));
  expect(versionOf(backupFile(file, next))).toBe(next);
});

test('a version that is left out is a mistake of the program', () => {
  const { file } = databaseNow();
  const gap = [...migrations, { ...second, version: next + 1 }];
  expect(problemOf(() => openStore(file, { migrations: gap }))).toMatchObject({ code: 'internal' });
  expect(versionOf(file)).toBe(now);
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1));
});

test('a database of version 1 becomes one of now: its runs are there, made by no sweep and not archived', () => {
  const file = newFile();
  const [initial] = migrations;
  if (!initial) throw new Error('there is no first version');
  const old = openDatabase({ file, nativeBinding, migrations: [initial] });
  const { config, tags, ...run } = newRun();
  old.run(
    `INSERT INTO runs (id, state, name, tags, notes, created_at, revision, config, config_hash, dataset_id, dataset_name,
       dataset_hash, parameter_count, steps_per_epoch, total_steps) VALUES ('abcdefgh', 'completed', ?, ?, ?, 1, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[run.name, JSON.stringify(tags), run.notes, JSON.stringify(config), run.configHash, config.dataset.id],
    ...[run.datasetName, run.datasetHash, run.parameterCount, run.stepsPerEpoch, run.totalSteps],
  );
  old.close();
  const store = openStore(file);
  expect(store.getRun('abcdefgh')).toMatchObject({
    name: run.name,
    tags,
    config,
    sweep: null,
    archived: false,
  });
  expect(store.sweeps.list()).toEqual([]);
  expect(store.findIdentical(run.configHash, run.datasetHash)).toHaveLength(1);
  expect(versionOf(backupFile(file, 1))).toBe(1);
});
