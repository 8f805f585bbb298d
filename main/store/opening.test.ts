/** Files that are newer, damaged, foreign, read-only or on a full disk are refused with a clear reason and left as they are. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LabError } from '../../shared/result';
import { allLosses, losses, plainContext, startedRun } from './fixtures/events';
import { nativeBinding, storeWorkshop } from './fixtures/stores';
import { backupFile } from './migrate';
import { migrations } from './migrations';
import { openDatabase } from './open';

const { folder, openStore, closeStore, remove } = storeWorkshop();
afterAll(remove);

function errorOf(work: () => unknown): LabError {
  try {
    work();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** A closed database with a run of so many losses in it. */
function filledDatabase(steps = 5000): { file: string; id: string } {
  const file = path.join(folder(), 'lab.sqlite');
  const store = openStore(file);
  const id = startedRun(store);
  store.appendEvents(id, [losses(0, steps)], plainContext);
  store.changeState(id, 'cancelled', null);
  closeStore(store);
  return { file, id };
}

describe('refused and untouched', () => {
  test('a newer database', () => {
    const { file } = filledDatabase();
    const db = openDatabase({ file, nativeBinding });
    db.pragma(`user_version = ${migrations.length + 1}`);
    db.close();
    const before = readFileSync(file);
    const error = errorOf(() => openStore(file));
    expect(error.code).toBe('newer-database');
    expect(error.message).toMatch(/update LossLab/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('a page that was overwritten', () => {
    const { file } = filledDatabase(60_000);
    const bytes = readFileSync(file);
    // The page of a table's root: what lies in pages of losses only would be found out when it is read.
    bytes.fill(0xa5, 4096 * 3, 4096 * 4);
    writeFileSync(file, bytes);
    const error = errorOf(() => openStore(file));
    expect(error.code).toBe('database');
    expect(error.message).toMatch(/damaged/);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  test.each([
    ['some text', Buffer.from('this is no database at all, but long enough to look at')],
    ['a cut-off header', Buffer.from('SQLite format 3\0')],
    [
      'noise after a right header',
      Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8192, 0x5a)]),
    ],
  ])('%s', (_name, content) => {
    const file = path.join(folder(), 'lab.sqlite');
    writeFileSync(file, content);
    expect(errorOf(() => openStore(file)).code).toBe('database');
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  test('a database of something else', () => {
    const file = path.join(folder(), 'other.sqlite');
    const db = openDatabase({ file, nativeBinding, migrations: [] });
    db.exec('CREATE TABLE songs (title TEXT)');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const error = errorOf(() => openStore(file));
    expect(error.code).toBe('database');
    expect(error.message).toMatch(/not one of LossLab/);
  });

  test('a folder in place of the file', () => {
    const file = path.join(folder(), 'lab.sqlite');
    mkdirSync(file);
    expect(errorOf(() => openStore(file)).code).toBe('read-only');
  });
});

describe('migration', () => {
  const later = (up: (typeof migrations)[number]['up']) => [
    ...migrations,
    { version: migrations.length + 1, up },
  ];

  test('keeps a whole copy of what was there', () => {
    const { file, id } = filledDatabase();
    openDatabase({
      file,
      nativeBinding,
      migrations: later((db) => db.exec('ALTER TABLE runs ADD COLUMN x TEXT')),
    }).close();
    const copy = backupFile(file, migrations.length);
    expect(allLosses(openStore(copy), id)).toHaveLength(5000);
    expect(errorOf(() => openStore(file)).code).toBe('newer-database');
  });

  test('that fails half-way changes nothing', () => {
    const { file, id } = filledDatabase();
    const failing = later((db) => {
      db.exec('CREATE TABLE half (a)');
      db.exec('DELETE FROM loss_chunks');
      throw new Error('in the middle');
    });
    expect(() => openDatabase({ file, nativeBinding, migrations: failing })).toThrow('in the middle');
    const store = openStore(file);
    expect(allLosses(store, id)).toHaveLength(5000);
  });

  test('waits for others to close the database', () => {
    const { file } = filledDatabase();
    openStore(file);
    const error = errorOf(() => openDatabase({ file, nativeBinding, migrations: later(() => undefined) }));
    expect(error.code).toBe('conflict');
    expect(existsSync(backupFile(file, migrations.length))).toBe(false);
  });
});

/** A file system of its own in memory, or null where this user may not mount one. */
function smallDisk(megabytes: number): { readonly place: string; readonly unmount: () => void } | null {
  const place = folder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', place], { stdio: 'ignore' });
  } catch {
    return null;
  }
  return { place, unmount: () => void execFileSync('umount', [place], { stdio: 'ignore' }) };
}

test('a full disk: nothing half-written, and it goes on when there is room', (context) => {
  const disk = smallDisk(3);
  if (!disk) return context.skip('mounting a small disk is not permitted here');
  try {
    const store = openStore(path.join(disk.place, 'lab.sqlite'));
    const id = startedRun(store);
    const ballast = path.join(disk.place, 'ballast');
    writeFileSync(ballast, Buffer.alloc(1_000_000));
    let step = 0;
    const error = errorOf(() => {
      for (; step < 3_000_000; step += 10_000) store.appendEvents(id, [losses(step, 10_000)], plainContext);
    });
    expect(error.code).toBe('disk-full');
    expect(allLosses(store, id)).toHaveLength(step);
    rmSync(ballast);
    store.appendEvents(id, [losses(step, 10_000)], plainContext);
    expect(allLosses(store, id)).toHaveLength(step + 10_000);
    closeStore(store);
  } finally {
    disk.unmount();
  }
});

test('a read-only place', (context) => {
  const { file } = filledDatabase();
  const place = path.dirname(file);
  try {
    execFileSync('mount', ['--bind', '-o', 'ro', place, place], { stdio: 'ignore' });
  } catch {
    return context.skip('mounting a read-only folder is not permitted here');
  }
  try {
    const size = statSync(file).size;
    expect(errorOf(() => openStore(file)).code).toBe('read-only');
    expect(statSync(file).size).toBe(size);
  } finally {
    execFileSync('umount', [place], { stdio: 'ignore' });
  }
});
