/** What is written of the losses comes back, however it was cut and wherever one begins to read. */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { allLosses, chunk, lossAt, losses, plainContext, startedRun } from './fixtures/events';
import { storeWorkshop } from './fixtures/stores';

const { openStore, remove } = storeWorkshop();
afterAll(remove);
const store = openStore();

const expected = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => lossAt(from + i));

test('any chunks, read from any step', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(
      lengths,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 4 }),
      (sizes, share, perBatch) => {
        const id = startedRun(store);
        let step = 0;
        const events = sizes.map((size) => {
          const event = losses(step, size);
          step += size;
          return event;
        });
        for (let i = 0; i < events.length; i += perBatch)
          store.appendEvents(id, events.slice(i, i + perBatch), plainContext);
        const from = Math.floor(share * step);
        expect(allLosses(store, id)).toEqual(expected(0, step));
        expect(allLosses(store, id, from)).toEqual(expected(from, step));
        const turned = [...store.lossesInTurn(id)].flatMap((part) => [...part.losses]);
        expect(turned).toEqual(expected(0, step));
      },
    ),
    { numRuns: 30 },
  );
});

test('steps that come again are passed over; a hole is refused and nothing of the batch is kept', () => {
  const id = startedRun(store);
  store.appendEvents(id, [losses(0, 700)], plainContext);
  store.appendEvents(id, [losses(300, 700)], plainContext);
  expect(allLosses(store, id)).toEqual(expected(0, 1000));
  expect(() => store.appendEvents(id, [losses(1000, 10), losses(1011, 5)], plainContext)).toThrow(/missing/);
  expect(allLosses(store, id)).toEqual(expected(0, 1000));
});

test('going back to a checkpoint forgets what came after it, also inside a joined row', () => {
  for (const step of [0, 1, 511, 512, 5000, 8191, 8192, 8193, 19_999]) {
    const id = startedRun(store);
    store.appendEvents(id, [losses(0, 20_000)], plainContext);
    if (step > 0)
      store.appendEvents(
        id,
        [{ type: 'checkpointed', checkpoint: { step, epoch: 0, elapsedMs: step, data: new Uint8Array(4) } }],
        plainContext,
      );
    store.changeState(id, 'interrupted', null);
    store.changeState(id, 'queued', null);
    store.beginRun(id, {});
    store.changeState(id, 'running', null);
    expect(allLosses(store, id)).toEqual(expected(0, step));
    store.appendEvents(id, [losses(step, 20_000 - step)], plainContext);
    expect(allLosses(store, id)).toEqual(expected(0, 20_000));
  }
});

test('times never run backwards and end where they ended', () => {
  const id = startedRun(store);
  for (let step = 0; step < 30_000; step += 1500) store.appendEvents(id, [losses(step, 1500)], plainContext);
  const chunks = store.series(id).losses;
  let before = 0;
  for (const { startMs, endMs } of chunks) {
    expect(startMs).toBeGreaterThanOrEqual(before);
    expect(endMs).toBeGreaterThanOrEqual(startMs);
    before = endMs;
  }
  expect(before).toBe(30_000);
});

test('losses that are no numbers stay what they are', () => {
  const id = startedRun(store);
  const odd = { ...chunk(0, 4), losses: Float32Array.of(1, Infinity, NaN, -0) };
  store.appendEvents(id, [{ type: 'losses', chunk: odd, epoch: 0 }], plainContext);
  expect(Object.is(allLosses(store, id)[3], -0)).toBe(true);
  expect(allLosses(store, id).slice(0, 3)).toEqual([1, Infinity, NaN]);
});

test('500,000 steps come back whole from about 60 rows', () => {
  const id = startedRun(store);
  for (let step = 0; step < 500_000; step += 5000) store.appendEvents(id, [losses(step, 5000)], plainContext);
  const parts = store.series(id).losses;
  expect(parts.length).toBeLessThan(80);
  expect(parts.reduce((sum, part) => sum + part.losses.length, 0)).toBe(500_000);
  expect(parts.at(-1)?.losses.at(-1)).toBe(lossAt(499_999));
});
