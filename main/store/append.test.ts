// What a worker reports changes a run in one piece or not at all, and what it begins again from is what it had (Node).
import { expect, test } from 'vitest';
import type { RunEvent } from '../../shared/trainer/protocol';
import {
  checkpointAt,
  comparedWith,
  evaluationAt,
  finished,
  losses,
  newRun,
  noContext,
  result,
  runningRun,
  weights,
} from './fixtures/runs';
import { behind, newFile, openStore, problemOf } from './fixtures/stores';

const evaluated = (...steps: number[]): RunEvent => ({
  type: 'evaluated',
  evaluations: steps.map((step) => evaluationAt(step)),
});
const checkpointed = (step: number): RunEvent => ({ type: 'checkpointed', checkpoint: checkpointAt(step) });
const boundary = (step: number): RunEvent => ({
  type: 'boundary',
  snapshot: {
    step,
    epoch: 0,
    size: 2,
    xRange: [0, 1],
    yRange: [0, 1],
    values: Uint8Array.of(1, 2, 3, 4),
    classes: 2,
  },
});

test('a batch is stored, and the record stands where it ends', () => {
  const store = openStore();
  const id = runningRun(store);
  const events = [
    evaluated(0),
    boundary(0),
    losses(0, 100),
    losses(100, 150),
    checkpointed(150),
    evaluated(100, 150),
  ];
  const record = store.appendEvents(id, events, noContext);
  expect(record).toMatchObject({
    state: 'running',
    step: 150,
    epoch: 1,
    elapsedMs: 150,
    latest: evaluationAt(150),
  });
  expect(store.getRun(id)).toEqual(record);
  const { losses: chunks, evaluations } = store.series(id);
  expect(comparedWith(0, 150, chunks)).toBe('all');
  expect(evaluations).toEqual([evaluationAt(0), evaluationAt(100), evaluationAt(150)]);
  expect(store.evaluations(id)).toEqual(evaluations);
  expect(comparedWith(0, 150, store.lossesInTurn(id))).toBe('all');
  expect(comparedWith(120, 150, store.series(id, 120).losses)).toBe('all');
  expect(store.series(id, 120).evaluations).toEqual([evaluationAt(150)]);
  expect(store.boundaries(id).map(({ values }) => [...values])).toEqual([[1, 2, 3, 4]]);
  expect(store.checkpointStep(id)).toBe(150);
  expect(store.weights(id)).toBeNull();
});

test('a batch with an event that cannot be stored changes nothing', () => {
  const store = openStore();
  const id = runningRun(store);
  const before = store.appendEvents(id, [losses(0, 100)], noContext);
  const events = [evaluated(100), checkpointed(100), { type: 'paused' as const }, losses(200, 300)];
  expect(problemOf(() => store.appendEvents(id, events, noContext)).code).toBe('internal');
  expect(store.getRun(id)).toEqual(before);
  expect(store.evaluations(id)).toEqual([]);
  expect(store.checkpointStep(id)).toBeNull();
});

test('pauses, going on and what was noted', () => {
  const store = openStore();
  const id = runningRun(store);
  const engine = { backend: 'native', path: 'graph-xla', notes: ['Fast.'] } as const;
  expect(store.appendEvents(id, [{ type: 'noted', engine }], noContext).engine).toEqual(engine);
  const paused = { ...noContext, pauseReason: 'The disk is full.' };
  expect(store.appendEvents(id, [checkpointed(0), { type: 'paused' }], paused)).toMatchObject({
    state: 'paused',
    stateReason: 'The disk is full.',
  });
  expect(store.appendEvents(id, [{ type: 'resumed' }], noContext)).toMatchObject({
    state: 'running',
    stateReason: null,
  });
  expect(store.appendEvents(id, [{ type: 'paused' }, { type: 'resumed' }], noContext).state).toBe('running');
});

test('the end: results, weights and the last checkpoint alone; then nothing more', () => {
  const store = openStore(undefined, { now: () => 7 });
  const id = runningRun(store);
  store.appendEvents(id, [losses(0, 100), checkpointed(50), checkpointed(100)], noContext);
  const record = store.appendEvents(id, [losses(100, 200), finished(200)], noContext);
  expect(record).toMatchObject({ state: 'completed', step: 200, epoch: 2, finishedAt: 7, result });
  expect(store.weights(id)).toEqual(weights);
  expect(store.checkpointStep(id)).toBe(200);
  expect(problemOf(() => store.appendEvents(id, [losses(200, 300)], noContext)).code).toBe('conflict');
});

test('a failure says what went wrong; a cancelled run has no results but can go on', () => {
  const store = openStore();
  const failing = runningRun(store);
  const error = { code: 'internal', message: 'Out of luck.' } as const;
  expect(store.appendEvents(failing, [losses(0, 5), { type: 'failed', error }], noContext)).toMatchObject({
    state: 'failed',
    stateReason: 'Out of luck.',
    step: 5,
    result: null,
  });
  const cancelled = runningRun(store);
  const record = store.appendEvents(cancelled, [losses(0, 5), finished(5, 'cancelled')], noContext);
  expect(record).toMatchObject({ state: 'cancelled', result: null });
  expect(store.weights(cancelled)).toBeNull();
  store.changeState(cancelled, 'queued', null);
  expect(store.beginRun(cancelled).checkpoint).toEqual(checkpointAt(5));
});

test('a run begins again at its last checkpoint, without what came after it', () => {
  let now = 1000;
  const store = openStore(undefined, { now: () => now });
  const id = runningRun(store);
  store.appendEvents(
    id,
    [losses(0, 600), evaluated(600), checkpointed(600), losses(600, 9000), evaluated(9000), boundary(9000)],
    noContext,
  );
  store.changeState(id, 'interrupted', 'Killed.');
  expect(store.getRun(id)).toMatchObject({ step: 9000, latest: evaluationAt(9000) });
  store.changeState(id, 'queued', null);
  now = 2000;
  const { record, checkpoint } = store.beginRun(id);
  expect(checkpoint).toEqual(checkpointAt(600));
  expect(record).toMatchObject({
    state: 'starting',
    startedAt: 1000,
    step: 600,
    epoch: 6,
    elapsedMs: 600,
    latest: evaluationAt(600),
  });
  expect(comparedWith(0, 600, store.series(id).losses)).toBe('all');
  expect(store.boundaries(id)).toEqual([]);
  store.changeState(id, 'running', null);
  store.appendEvents(id, [losses(600, 10_000)], noContext);
  expect(comparedWith(0, 10_000, store.series(id).losses)).toBe('all');
});

test('a run without a checkpoint begins again from nothing', () => {
  const store = openStore();
  const id = runningRun(store);
  store.appendEvents(id, [evaluated(0), boundary(0), losses(0, 600)], noContext);
  store.changeState(id, 'interrupted', null);
  store.changeState(id, 'queued', null);
  const { record, checkpoint } = store.beginRun(id);
  expect(checkpoint).toBeNull();
  expect(record).toMatchObject({ step: 0, epoch: 0, elapsedMs: 0, latest: null });
  expect(store.series(id)).toEqual({ losses: [], evaluations: [] });
  expect(store.boundaries(id)).toEqual([]);
});

test('a run that is not queued does not begin, and keeps its points', () => {
  const store = openStore();
  const id = runningRun(store);
  store.appendEvents(id, [losses(0, 100), finished(100)], noContext);
  expect(problemOf(() => store.beginRun(id)).code).toBe('conflict');
  expect(comparedWith(0, 100, store.series(id).losses)).toBe('all');
  expect(store.weights(id)).toEqual(weights);
});

test('a diverged run: its last losses are no numbers, its evaluation none', () => {
  const file = newFile();
  const store = openStore(file);
  const id = runningRun(store);
  const chunk = { firstStep: 0, losses: Float32Array.of(1, Infinity, NaN), startMs: 0, endMs: 1 };
  const evaluation = evaluationAt(3, { trainLoss: Infinity, testLoss: NaN });
  store.appendEvents(
    id,
    [
      { type: 'losses', chunk, epoch: 0 },
      { type: 'evaluated', evaluations: [evaluation] },
    ],
    noContext,
  );
  const expected = { ...evaluation, trainLoss: null, testLoss: null };
  expect(store.getRun(id).latest).toEqual(expected);
  expect(store.evaluations(id)).toEqual([expected]);
  expect([...store.series(id).losses[0]!.losses]).toEqual([1, Infinity, NaN]);
});

test('runs of one database do not mix', () => {
  const file = newFile();
  const store = openStore(file);
  const [one, two] = [runningRun(store), runningRun(store, newRun())] as const;
  for (let step = 0; step < 9000; step += 450) {
    store.appendEvents(one, [losses(step, step + 450)], noContext);
    store.appendEvents(two, [losses(2 * step, 2 * step + 900)], noContext);
  }
  expect(comparedWith(0, 9000, store.series(one).losses)).toBe('all');
  expect(comparedWith(0, 18_000, store.series(two).losses)).toBe('all');
  expect(behind(file, (db) => db.all('PRAGMA foreign_key_check'))).toEqual([]);
});
