/** A disk that fills up while a run goes on: nothing is lost, nothing is half-written, and it goes on when there is room. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, type TestContext } from 'vitest';
import {
  endless,
  labWorkshop,
  lossesOf,
  numbersOf,
  pointsConfig,
  until,
  type TestLab,
} from './fixtures/labs';

const diskBytes = 4 * 1024 * 1024;

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let testLab: TestLab;
/** Where the small disk is, or why there is none. */
let disk: { readonly folder: string } | { readonly missing: string };
beforeAll(async () => {
  workshop = await labWorkshop();
});
beforeEach(() => {
  const folder = path.join(workshop.folder(), 'disk');
  mkdirSync(folder);
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', folder], {
    encoding: 'utf8',
  });
  disk = mount.status === 0 ? { folder } : { missing: mount.stderr?.trim() || 'there is no mount command' };
  if ('folder' in disk) testLab = workshop.openLab({ file: path.join(folder, 'lab.sqlite') });
});
afterEach(async () => {
  if (!('folder' in disk)) return;
  try {
    await testLab.lab.close();
  } finally {
    spawnSync('umount', [disk.folder]);
  }
});
afterAll(() => workshop.remove());

/** The small disk; skips the test with the reason where this system lets nobody mount one. */
function smallDisk(context: TestContext): string {
  if ('missing' in disk) return context.skip(`no small disk can be mounted here: ${disk.missing}`);
  return disk.folder;
}

/** Takes all the room there is; the returned function gives it back. */
function fill(folder: string): () => void {
  const filler = path.join(folder, 'filler');
  const descriptor = openSync(filler, 'w');
  const block = Buffer.alloc(4096, 1);
  try {
    for (;;) writeSync(descriptor, block);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  } finally {
    closeSync(descriptor);
  }
  return () => rmSync(filler);
}

test('pauses the run, says why, and goes on with every point', async (context) => {
  const folder = smallDisk(context);
  const { runs } = testLab.lab;
  const config = pointsConfig(1500);
  const { id } = await runs.start(config);
  await until(testLab, id, ({ step }) => step > 500);
  const makeRoom = fill(folder);
  const paused = await until(testLab, id, ({ state }) => state === 'paused');
  expect(paused.stateReason).toMatch(/full/);
  expect(runs.get(id)).toMatchObject({ state: 'paused', stateReason: paused.stateReason });
  expect(runs.list()[0]).toMatchObject({ state: 'paused', stateReason: paused.stateReason });
  await expect(runs.control(id, 'resume')).rejects.toMatchObject({ code: 'disk-full' });
  await expect(runs.start(config)).rejects.toMatchObject({ code: 'disk-full' });
  makeRoom();
  // By itself, as soon as it is tried again.
  const run = await runs.settled(id);
  expect(run).toMatchObject({ state: 'completed', step: 7500, stateReason: null });
  const whole = await runs.settled((await runs.start(config)).id);
  expect(numbersOf(testLab, id)).toEqual(numbersOf(testLab, whole.id));
});

test('a run that the user paused meanwhile stays paused when there is room again', async (context) => {
  const folder = smallDisk(context);
  const { runs } = testLab.lab;
  const { id } = await runs.start(endless());
  await until(testLab, id, ({ step }) => step > 500);
  const makeRoom = fill(folder);
  await until(testLab, id, ({ state }) => state === 'paused');
  await runs.control(id, 'pause');
  makeRoom();
  const run = await until(
    testLab,
    id,
    ({ state, stateReason }) => state === 'paused' && stateReason === null,
  );
  expect(lossesOf(testLab, id)).toHaveLength(run.step);
  expect((await runs.control(id, 'resume')).state).toBe('running');
});

test('closing the lab then leaves a whole database with the run as it was last stored', async (context) => {
  const folder = smallDisk(context);
  const { id } = await testLab.lab.runs.start(endless());
  const stored = await until(testLab, id, ({ step }) => step > 500);
  const makeRoom = fill(folder);
  await until(testLab, id, ({ state }) => state === 'paused');
  await testLab.lab.close();
  makeRoom();
  testLab = workshop.openLab({ file: testLab.file });
  const run = testLab.lab.runs.get(id);
  expect(run.step).toBeGreaterThanOrEqual(stored.step);
  expect(lossesOf(testLab, id)).toHaveLength(run.step);
});
