// Disks that are full or cannot be written: said in plain words, nothing half-written, and it goes on afterwards (Node).
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { checkpointAt, comparedWith, losses, newRun, noContext, runningRun } from './fixtures/runs';
import { afterTest, behind, newFile, newFolder, openStore, problemOf } from './fixtures/stores';
import { migrations } from './migrations';

/** Makes a file or a folder one that not even root may write to, or skips the test and says why. */
function protect({ skip }: TestContext, place: string): void {
  if (process.getuid?.() !== 0) {
    chmodSync(place, 0o555);
    afterTest(() => chmodSync(place, 0o755));
    return;
  }
  const { status, stderr, error } = spawnSync('chattr', ['+i', place], { encoding: 'utf8' });
  if (status !== 0) skip(`chattr cannot protect ${place} from root: ${error?.message ?? stderr.trim()}`);
  afterTest(() => void execFileSync('chattr', ['-i', place]));
}

/** A folder on a disk of its own of so many megabytes, or skips the test and says why. */
function smallDisk({ skip }: TestContext, megabytes: number): string {
  const folder = newFolder();
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder];
  const { status, stderr, error } = spawnSync('mount', options, { encoding: 'utf8' });
  if (status !== 0) skip(`no small disk can be mounted here: ${error?.message ?? stderr.trim()}`);
  afterTest(() => void execFileSync('umount', [folder]));
  return folder;
}

const isWhole = (file: string) => behind(file, (db) => db.pragma('integrity_check'));

test('a folder in which nothing can be made', (context) => {
  const folder = newFolder();
  protect(context, folder);
  for (const file of [path.join(folder, 'lab.sqlite'), path.join(folder, 'deeper', 'lab.sqlite')]) {
    expect(problemOf(() => openStore(file))).toMatchObject({
      code: 'read-only',
      message: expect.stringMatching(
        /^The database lab\.sqlite cannot be written in .*; check the permissions/,
      ),
    });
    expect(existsSync(file)).toBe(false);
  }
});

test.for(['the file', 'its folder'])('a database of which %s cannot be written', (what, context) => {
  const file = newFile();
  const store = openStore(file);
  store.createRun(newRun());
  store.close();
  const before = readFileSync(file);
  protect(context, what === 'the file' ? file : path.dirname(file));
  expect(problemOf(() => openStore(file)).code).toBe('read-only');
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a file where the folder should be', () => {
  const file = newFile();
  writeFileSync(file, '');
  expect(problemOf(() => openStore(path.join(file, 'lab.sqlite'))).code).toBe('read-only');
});

test('a disk that fills up: each batch is stored whole or not at all, and with space again it goes on', (context) => {
  const folder = smallDisk(context, 10);
  const file = path.join(folder, 'lab.sqlite');
  const filler = path.join(folder, 'film.mp4');
  const store = openStore(file);
  const id = runningRun(store);
  writeFileSync(filler, Buffer.alloc(6 * 1024 * 1024));
  let step = 0;
  const append = () => {
    const checkpoint = checkpointAt(step + 5000, 200_000);
    store.appendEvents(id, [losses(step, step + 5000), { type: 'checkpointed', checkpoint }], noContext);
    step += 5000;
  };
  const problem = problemOf(() => {
    for (;;) append();
  });
  expect(problem).toMatchObject({
    code: 'disk-full',
    message: `The disk with ${folder} is full; free some space there.`,
  });
  expect(step).toBeGreaterThan(0);

  const isAsBefore = () => {
    expect(store.getRun(id).step).toBe(step);
    expect(store.checkpointStep(id)).toBe(step);
    expect(comparedWith(0, step, store.lossesInTurn(id))).toBe('all');
  };
  isAsBefore();
  // Again and again, as a run does that waits for space.
  for (let i = 0; i < 5; i++) expect(problemOf(append).code).toBe('disk-full');
  isAsBefore();

  rmSync(filler);
  for (let i = 0; i < 5; i++) append();
  isAsBefore();
  store.close();
  expect(isWhole(file)).toBe('ok');
  expect(openStore(file).getRun(id).step).toBe(step);
});

test('on a full disk no database is made, nor is one damaged that is opened and closed there', (context) => {
  const folder = smallDisk(context, 4);
  const file = path.join(folder, 'lab.sqlite');
  const filler = path.join(folder, 'film.mp4');
  const fill = () => {
    writeFileSync(filler, '');
    for (const size of [65_536, 4096])
      for (let isFull = false; !isFull;)
        try {
          writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
        } catch {
          isFull = true;
        }
  };
  fill();
  expect(problemOf(() => openStore(file)).code).toBe('disk-full');
  rmSync(filler);

  const store = openStore(file);
  const id = runningRun(store);
  store.appendEvents(id, [losses(0, 1000)], noContext);
  fill();
  store.close();
  expect(problemOf(() => openStore(file)).code).toBe('disk-full');
  rmSync(filler);
  const again = openStore(file);
  expect(comparedWith(0, 1000, again.lossesInTurn(id))).toBe('all');
  again.close();
  expect(isWhole(file)).toBe('ok');
});

test('where there is no space for a backup nothing is brought to a new version', (context) => {
  const folder = smallDisk(context, 16);
  const file = path.join(folder, 'lab.sqlite');
  const store = openStore(file);
  const id = runningRun(store);
  store.appendEvents(id, [losses(0, 1_000_000)], noContext);
  store.close();
  writeFileSync(path.join(folder, 'film.mp4'), Buffer.alloc(10 * 1024 * 1024));
  const second = { version: migrations.length + 1, up: () => undefined };
  expect(problemOf(() => openStore(file, { migrations: [...migrations, second] })).code).toBe('disk-full');
  const after = openStore(file);
  expect(comparedWith(0, 1_000_000, after.lossesInTurn(id))).toBe('all');
  expect(behind(file, (db) => db.pragma('user_version'))).toBe(migrations.length);
});
