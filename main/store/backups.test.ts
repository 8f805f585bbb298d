// Daily copies: whole, made while others write, a week of them, and none where there is no room or nothing sound (Node).
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { backupFolder, backUpDaily, isBackupDue, listBackups } from './backups';
import { damagePages, pagesOf } from './fixtures/damage';
import { startOther, useProcesses } from './fixtures/processes';
import { comparedWith, losses, noContext, runningRun } from './fixtures/runs';
import { behind, nativeBinding, newFile, openStore } from './fixtures/stores';

useProcesses();

const noon = (day: number): number => new Date(2026, 10, day, 12).getTime();
const backUp = (file: string, now: number) => backUpDaily({ file, nativeBinding, now, reserveBytes: 0 });
const names = (file: string) => readdirSync(backupFolder(file)).sort();

test('the copy of a day holds what was stored, also what is still in the log, and needs no other file', async () => {
  const file = newFile();
  const store = openStore(file);
  const id = runningRun(store);
  store.appendEvents(id, [losses(0, 20_000)], noContext);
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
  expect(isBackupDue(file, noon(1))).toBe(true);
  const made = await backUp(file, noon(1));
  expect(made).toBe(path.join(path.dirname(file), 'backups', 'lab-2026-11-01.sqlite'));
  expect(names(file)).toEqual(['lab-2026-11-01.sqlite']);
  expect(isBackupDue(file, noon(1))).toBe(false);
  expect(await backUp(file, noon(1))).toBeNull();
  // The run goes on as if nothing had been.
  store.appendEvents(id, [losses(20_000, 21_000)], noContext);
  const copy = openStore(made!);
  expect(comparedWith(0, 20_000, copy.lossesInTurn(id))).toBe('all');
  expect(copy.getRun(id).step).toBe(20_000);
});

test('a process that writes without a pause neither waits for the copy nor spoils it', async () => {
  const file = newFile();
  const other = await startOther(file);
  other.writeUntilKilled();
  await expect.poll(() => other.output().split('\n').length, { timeout: 30_000 }).toBeGreaterThan(20);
  const before = Number(other.output().trim().split('\n').at(-1));
  const made = await backUp(file, noon(2));
  await expect
    .poll(() => Number(other.output().trim().split('\n').at(-1)), { timeout: 30_000 })
    .toBeGreaterThan(before);
  await other.kill();
  const copy = openStore(made!);
  const [run] = copy.listRuns();
  expect(run!.step).toBeGreaterThanOrEqual(before);
  expect(comparedWith(0, run!.step, copy.lossesInTurn(run!.id))).toBe('all');
  expect(copy.checkpointStep(run!.id)).toBe(run!.step);
});

test('seven days are kept, whatever the clock does; other files in the folder stay', async () => {
  const file = newFile();
  openStore(file).close();
  mkdirSync(backupFolder(file));
  const own = ['lab-notes.sqlite', 'other-2026-11-01.sqlite'];
  for (const name of own) writeFileSync(path.join(backupFolder(file), name), 'mine');
  for (let day = 1; day <= 10; day++) await backUp(file, noon(day));
  const days = (from: number, to: number) =>
    Array.from(
      { length: to - from + 1 },
      (_, i) => `lab-2026-11-${String(from + i).padStart(2, '0')}.sqlite`,
    );
  expect(names(file)).toEqual([...days(4, 10), ...own]);
  // A clock that has gone back: what was just made is not what goes.
  await backUp(file, noon(2));
  expect(names(file)).toEqual([...days(2, 2), ...days(5, 10), ...own]);
});

test('a damaged database is not copied over what is sound', async () => {
  const file = newFile();
  const store = openStore(file);
  const id = runningRun(store);
  store.appendEvents(id, [losses(0, 60_000)], noContext);
  store.close();
  const sound = await backUp(file, noon(1));
  const before = readFileSync(sound!);
  damagePages(file, pagesOf(file, 'loss_chunks').slice(-1));
  await expect(backUp(file, noon(2))).rejects.toMatchObject({
    code: 'database',
    message: expect.stringMatching(/^The database lab\.sqlite is damaged/),
  });
  expect(names(file)).toEqual(['lab-2026-11-01.sqlite']);
  expect(readFileSync(sound!).equals(before)).toBe(true);
});

test('where there is no room nothing is written, and it is said how much is missing', async () => {
  const file = newFile();
  openStore(file).close();
  await expect(
    backUpDaily({ file, nativeBinding, now: noon(1), reserveBytes: 2 ** 60 }),
  ).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringMatching(/^There is no room for today’s backup of lab\.sqlite .* MB are free\.$/),
  });
  expect(names(file)).toEqual([]);
});

test('what an ended process left half is cleared away; the list has the newest first and no halves', async () => {
  const file = newFile();
  openStore(file).close();
  mkdirSync(backupFolder(file));
  writeFileSync(path.join(backupFolder(file), 'lab-2026-11-01.sqlite.77.part'), 'half');
  const beforeMigration = `${file}.backup-v2`;
  writeFileSync(beforeMigration, 'old');
  utimesSync(beforeMigration, 1000, 1000);
  writeFileSync(`${file}.backup-v3.99.part`, 'half');
  const made = await backUp(file, noon(2));
  expect(names(file)).toEqual(['lab-2026-11-02.sqlite']);
  expect(listBackups(file).map((backup) => backup.file)).toEqual([made, beforeMigration]);
});

test('the user’s own days: one just after midnight is not the day before', async () => {
  const file = newFile();
  openStore(file).close();
  const made = await backUp(file, new Date(2026, 10, 25, 0, 1).getTime());
  expect(path.basename(made!)).toBe('lab-2026-11-25.sqlite');
  expect(behind(made!, (db) => db.pragma('journal_mode'))).toBe('delete');
});
