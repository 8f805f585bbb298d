// A damaged database: a backup takes its place or what can be read of it, and the damaged file is kept byte for byte (Node).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { backUpDaily } from './backups';
import { damagePages, pagesOf } from './fixtures/damage';
import { startOther, useProcesses } from './fixtures/processes';
import {
  checkpointAt,
  comparedWith,
  evaluationAt,
  finished,
  losses,
  newRun,
  noContext,
  runningRun,
} from './fixtures/runs';
import { behind, nativeBinding, newFile, openStore, problemOf } from './fixtures/stores';
import { newestSoundBackup, recoverReadable, restoreBackup, type Place } from './repair';

useProcesses();

const day = (number: number): number => new Date(2026, 10, number, 12).getTime();
const placeOf = (file: string): Place => ({ file, nativeBinding, now: Date.UTC(2026, 10, 25, 12, 30) });
const backUp = (file: string, number: number) =>
  backUpDaily({ file, nativeBinding, now: day(number), reserveBytes: 0 });
const damagedName = 'lab.damaged-2026-11-25T12-30-00.sqlite';
const filesBeside = (file: string) => readdirSync(path.dirname(file)).sort();

/** Long runs that have ended, one that is going on, and many short ones. */
function fill(file: string, long = 3): string[] {
  const store = openStore(file);
  const ids = Array.from({ length: long }, (_, i) => {
    const id = runningRun(store, { name: `Long ${i}`, totalSteps: 20_000 });
    store.appendEvents(id, [losses(0, 20_000)], noContext);
    store.appendEvents(
      id,
      [{ type: 'evaluated', evaluations: [evaluationAt(10_000), evaluationAt(20_000)] }, finished(20_000)],
      noContext,
    );
    return id;
  });
  for (let i = 0; i < 150; i++) store.createRun(newRun({ name: `Short ${i}`, notes: 'n'.repeat(200) }));
  store.setSettings({ savedQueries: ['loss < 1'] });
  store.close();
  return ids;
}

test('a backup is put back; runs that trained when it was made are interrupted', async () => {
  const file = newFile();
  const ids = fill(file);
  const store = openStore(file);
  const training = runningRun(store);
  store.appendEvents(
    training,
    [losses(0, 5000), { type: 'checkpointed', checkpoint: checkpointAt(5000) }],
    noContext,
  );
  await backUp(file, 1);
  store.close();
  damagePages(file, pagesOf(file, 'runs').slice(0, 1));
  const damaged = readFileSync(file);
  expect(problemOf(() => openStore(file)).code).toBe('database');

  const backup = newestSoundBackup(file, nativeBinding)!;
  expect(backup).toMatchObject({ runs: 154 });
  const restored = restoreBackup(placeOf(file), backup);
  expect(restored).toEqual({ runs: 154, damagedFile: path.join(path.dirname(file), damagedName) });
  expect(readFileSync(restored.damagedFile).equals(damaged)).toBe(true);
  expect(filesBeside(file)).toEqual(['backups', damagedName, 'lab.sqlite']);
  const again = openStore(file);
  for (const id of ids) expect(comparedWith(0, 20_000, again.lossesInTurn(id))).toBe('all');
  // This very process trained it, and does so no more.
  expect(again.getRun(training)).toMatchObject({ state: 'interrupted', step: 5000 });
  expect(again.checkpointStep(training)).toBe(5000);
});

test('of several backups the newest that is whole is taken; none is none', async () => {
  const file = newFile();
  fill(file);
  expect(newestSoundBackup(file, nativeBinding)).toBeNull();
  const first = await backUp(file, 1);
  openStore(file).createRun(newRun());
  const second = await backUp(file, 2);
  expect(newestSoundBackup(file, nativeBinding)).toMatchObject({ file: second, runs: 154 });
  damagePages(second!, pagesOf(second!, 'runs').slice(-1));
  expect(newestSoundBackup(file, nativeBinding)).toMatchObject({ file: first, runs: 153 });
  writeFileSync(first!, 'no database');
  expect(newestSoundBackup(file, nativeBinding)).toBeNull();
});

test('recovered: all runs but those on the page that is gone; the file as it was is kept', () => {
  const file = newFile();
  const ids = fill(file);
  const leaves = pagesOf(file, 'runs');
  expect(leaves.length).toBeGreaterThan(10);
  damagePages(file, leaves.slice(6, 7));
  const damaged = readFileSync(file);
  const found = recoverReadable(placeOf(file), null);
  expect(found.shortened).toBe(0);
  expect(found.fromBackup).toBe(0);
  expect(found.lost).toBeGreaterThan(0);
  expect(found.lost).toBeLessThan(30);
  expect(found.runs + found.lost).toBe(153);
  expect(readFileSync(found.damagedFile).equals(damaged)).toBe(true);
  const store = openStore(file);
  expect(store.listRuns()).toHaveLength(found.runs);
  for (const id of ids) {
    expect(comparedWith(0, 20_000, store.lossesInTurn(id))).toBe('all');
    expect(store.evaluations(id)).toEqual([evaluationAt(10_000), evaluationAt(20_000)]);
    expect(store.getRun(id)).toMatchObject({ state: 'completed', stateReason: null });
    expect(store.weights(id)).not.toBeNull();
  }
  expect(store.settings().savedQueries).toEqual(['loss < 1']);
  // Numbers go on; none is given twice.
  expect(store.createRun(newRun()).number).toBe(154);
});

test('several damaged pages, also such that lead to others: what is between them is found', () => {
  const file = newFile();
  fill(file);
  const leaves = pagesOf(file, 'runs');
  damagePages(file, [
    ...leaves.filter((_, i) => i % 4 === 1),
    ...pagesOf(file, 'runs_by_config').slice(0, 1),
  ]);
  const found = recoverReadable(placeOf(file), null);
  expect(found.runs).toBeGreaterThan(80);
  expect(found.runs + found.lost).toBe(153);
  expect(openStore(file).listRuns()).toHaveLength(found.runs);
});

test('what is lost comes from the backup under its number; what is newer than the backup stays', async () => {
  const file = newFile();
  const ids = fill(file);
  await backUp(file, 1);
  const later = openStore(file);
  const newest = later.createRun(newRun({ name: 'after the backup' })).id;
  const removed = later.listRuns().find(({ name }) => name === 'Short 140')!;
  later.markDeleted([later.changeState(removed.id, 'cancelled', null).id]);
  later.close();
  damagePages(file, pagesOf(file, 'runs').slice(0, 3));
  const before = openStore(newestSoundBackup(file, nativeBinding)!.file)
    .listRuns()
    .map(({ id, number, name }) => ({ id, number, name }));
  const found = recoverReadable(placeOf(file), newestSoundBackup(file, nativeBinding));
  expect(found).toMatchObject({ runs: 153, lost: 0, shortened: 0 });
  expect(found.fromBackup).toBeGreaterThan(0);
  const store = openStore(file);
  const now = store.listRuns().map(({ id, number, name }) => ({ id, number, name }));
  expect(now).toEqual([
    { id: newest, number: 154, name: 'after the backup' },
    ...before.filter(({ id }) => id !== removed.id),
  ]);
  for (const id of ids) expect(comparedWith(0, 20_000, store.lossesInTurn(id))).toBe('all');
});

test('a run with lost points is cut back to where they begin, says so, and goes on from a checkpoint before', () => {
  const file = newFile();
  const store = openStore(file);
  const id = runningRun(store, { totalSteps: 100_000 });
  for (let step = 0; step < 60_000; step += 10_000)
    store.appendEvents(
      id,
      [losses(step, step + 10_000), { type: 'checkpointed', checkpoint: checkpointAt(step + 10_000) }],
      noContext,
    );
  store.close();
  const leaves = pagesOf(file, 'loss_chunks');
  expect(leaves.length).toBeGreaterThan(1);
  damagePages(file, leaves.slice(-1));
  const found = recoverReadable(placeOf(file), null);
  expect(found).toMatchObject({ runs: 1, shortened: 1, lost: 0 });
  const again = openStore(file);
  const run = again.getRun(id);
  expect(run.state).toBe('interrupted');
  expect(run.stateReason).toMatch(
    /^The database was damaged: of 60,000 steps the first [\d,]+ could be recovered\.$/,
  );
  const kept = Number(/first ([\d,]+)/.exec(run.stateReason!)![1]!.replaceAll(',', ''));
  expect(kept).toBeLessThan(60_000);
  expect(comparedWith(0, kept, again.lossesInTurn(id))).toBe('all');
  // It can be resumed: from the last checkpoint before, if there is one.
  again.changeState(id, 'queued', null);
  const { record } = again.beginRun(id);
  expect(record.step).toBeLessThanOrEqual(kept);
  again.changeState(id, 'running', null);
  again.appendEvents(id, [losses(record.step, record.step + 3000)], noContext);
  expect(comparedWith(0, record.step + 3000, again.lossesInTurn(id))).toBe('all');
});

test('of a file that is noise nothing can be read; the backup is all there is', async () => {
  const file = newFile();
  fill(file);
  await backUp(file, 1);
  damagePages(file, [1]);
  const found = recoverReadable(placeOf(file), null);
  expect(found).toMatchObject({ runs: 0 });
  expect(openStore(file).listRuns()).toEqual([]);
  expect(newestSoundBackup(file, nativeBinding)).toMatchObject({ runs: 153 });
});

test('not while another process has the database open', async () => {
  const file = newFile();
  fill(file);
  await backUp(file, 1);
  const other = await startOther(file);
  const before = filesBeside(file);
  const backup = newestSoundBackup(file, nativeBinding)!;
  for (const repair of [
    () => restoreBackup(placeOf(file), backup),
    () => recoverReadable(placeOf(file), backup),
  ])
    expect(problemOf(repair)).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/close that first/),
    });
  expect(filesBeside(file)).toEqual(before);
  await other.kill();
  expect(restoreBackup(placeOf(file), backup).runs).toBe(153);
});

test('a backup that turns out to be none changes nothing', () => {
  const file = newFile();
  fill(file);
  const before = readFileSync(file);
  const wrong = path.join(path.dirname(file), 'wrong.sqlite');
  behind(wrong, (db) => db.exec('CREATE TABLE owners (x); CREATE TABLE runs (number)'));
  expect(problemOf(() => restoreBackup(placeOf(file), { file: wrong, madeAt: 0, bytes: 8192 })).code).toBe(
    'database',
  );
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(existsSync(path.join(path.dirname(file), damagedName))).toBe(false);
});
