/** The clock of the machine jumps while runs go on: times of training only go forward, and the order of runs stays. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { labWorkshop, lossesOf, pointsConfig, until, type TestLab } from './fixtures/labs';

const dayMs = 24 * 3_600_000;

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let testLab: TestLab;
beforeAll(async () => {
  workshop = await labWorkshop();
});
afterEach(() => vi.useRealTimers());
afterAll(() => workshop.remove());

/** Sets the clock that the app goes by; everything that waits goes on waiting in real time. */
const jump = (days: number) => vi.setSystemTime(Date.now() + days * dayMs);

test.each([-3650, 3650])('by %i days', async (days) => {
  testLab = workshop.openLab();
  const { runs } = testLab.lab;
  const { id } = await runs.start(pointsConfig(2000));
  await until(testLab, id, ({ step }) => step > 200);
  const startMs = performance.now();
  vi.useFakeTimers({ toFake: ['Date'] });
  jump(days);
  const second = await runs.start(pointsConfig(20, { seed: 9 }), { name: 'after the jump' });
  const [first, later] = [await runs.settled(id), await runs.settled(second.id)];
  expect([first.state, later.state]).toEqual(['completed', 'completed']);
  expect(lossesOf(testLab, id)).toHaveLength(first.step);
  // Of training time, and of the time axis of its points, nobody would think that it took years, or none.
  const { losses, evaluations } = runs.series(id);
  const times = losses.flatMap(({ startMs: from, endMs: to }) => [from, to]);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const evaluated = evaluations.map(({ elapsedMs }) => elapsedMs);
  expect(evaluated).toEqual([...evaluated].sort((a, b) => a - b));
  expect(first.elapsedMs).toBeGreaterThan(0);
  expect(first.elapsedMs).toBeLessThan(performance.now() - startMs + 60_000);
  expect(runs.list().map(({ name }) => name)[0]).toBe('after the jump');
  expect(later.number).toBe(first.number + 1);
  // Another process would take one for dead that has not been heard of for ten years: this one goes on.
  const third = await runs.start(pointsConfig(20, { seed: 10 }));
  expect((await runs.settled(third.id)).state).toBe('completed');
});

test('a sweep: how long it took is how long it took', async () => {
  testLab = workshop.openLab();
  const { sweeps } = testLab.lab;
  const ended = new Promise<void>((resolve) => {
    testLab.lab.on('sweep:changed', ({ state }) => {
      if (state === 'completed') resolve();
    });
  });
  const { parseSweep } = await import('../../shared/sweep/sweepFile');
  const startMs = performance.now();
  const { id } = await sweeps.start(
    parseSweep({
      base: pointsConfig(50),
      space: [{ path: 'model.width', kind: 'values', values: [2, 4, 8] }],
    }),
  );
  vi.useFakeTimers({ toFake: ['Date'] });
  jump(-100);
  await ended;
  const { record, lines } = sweeps.get(id);
  expect(record.elapsedMs).toBeGreaterThan(0);
  expect(record.elapsedMs).toBeLessThan(performance.now() - startMs + 1000);
  expect(lines.map(({ state }) => state)).toEqual(['completed', 'completed', 'completed']);
});
