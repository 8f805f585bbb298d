// The queue of sweeps over the real training host: lines are moved and cancelled, sweeps have priority, places are changed while they train, failed runs alone run again (Node).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseSweep } from '../../shared/sweep/sweepFile';
import { labWorkshop, pointsConfig, runtimeParts, type TestLab } from '../runs/fixtures/labs';
import { Store, type StoredLine } from '../store/store';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
beforeAll(async () => {
  workshop = await labWorkshop();
});
afterAll(() => workshop.remove());

/** So many configurations of one seed. */
const rates = (count: number, epochs: number, low = 0.001) =>
  parseSweep({
    base: pointsConfig(epochs),
    space: [
      {
        path: 'optimizer.learningRate',
        kind: 'values',
        values: Array.from({ length: count }, (_, i) => low * (i + 1)),
      },
    ],
  });

/** Configurations in the order in which their runs were made. */
const begun = ({ lab }: TestLab, id: string): (number | undefined)[] =>
  lab.runs
    .list()
    .filter(({ sweep }) => sweep?.id === id)
    .sort((a, b) => a.number - b.number)
    .map(({ sweep }) => sweep?.trial);

test('waiting lines are moved and cancelled, and run in the order they are left in', async () => {
  const testLab = workshop.openLab({ concurrentRuns: 1 });
  const { lab } = testLab;
  const { id } = await lab.sweeps.start(rates(6, 1000));
  await expect.poll(() => begun(testLab, id), { timeout: 60_000, interval: 5 }).toEqual([1]);
  const line = (trial: number) => ({ id, trial, seed: 3 });
  lab.sweeps.move(line(6), 'first');
  lab.sweeps.move(line(2), 'last');
  lab.sweeps.move(line(5), 'up');
  lab.sweeps.cancelLine(line(3));
  expect(() => lab.sweeps.cancelLine(line(3))).toThrow('come to its end already');
  const ended = await lab.sweeps.settled(id);
  expect(begun(testLab, id)).toEqual([1, 6, 5, 4, 2]);
  expect(ended.counts).toMatchObject({ completed: 5, cancelled: 1 });
  expect(() => lab.sweeps.move(line(2), 'first')).toThrow('Only a waiting run can be moved');
});

test('a sweep of high priority goes before what waits of another', async () => {
  const testLab = workshop.openLab({ concurrentRuns: 1 });
  const { lab } = testLab;
  const first = await lab.sweeps.start(rates(6, 300));
  const urgent = await lab.sweeps.start(rates(3, 20, 0.01));
  lab.sweeps.update(urgent.id, { priority: 'high' });
  const before = begun(testLab, first.id).length;
  expect(before).toBeLessThan(4);
  await lab.sweeps.settled(urgent.id);
  // None but the one that was under way, or on its way, has begun in the meantime.
  expect(begun(testLab, first.id).length).toBeLessThanOrEqual(before + 2);
  expect((await lab.sweeps.settled(first.id)).counts.completed).toBe(6);
});

test('runs side by side can be made more and fewer while they train', async () => {
  const { lab } = workshop.openLab();
  lab.settings.set({ concurrentRuns: 1 });
  const { id } = await lab.sweeps.start(rates(6, 2000));
  const running = () => lab.sweeps.record(id).counts.running;
  await expect.poll(running, { timeout: 60_000 }).toBe(1);
  lab.settings.set({ concurrentRuns: 3 });
  await expect.poll(running, { timeout: 60_000, interval: 5 }).toBe(3);
  lab.settings.set({ concurrentRuns: 1 });
  // What trains is left to its end; nothing takes its place.
  await expect.poll(running, { timeout: 60_000, interval: 5 }).toBe(1);
  expect(lab.sweeps.record(id).counts.waiting).toBeGreaterThan(0);
  expect((await lab.sweeps.settled(id)).counts.completed).toBe(6);
});

test('failed runs alone run again', async () => {
  const testLab = workshop.openLab({ concurrentRuns: 2 });
  const { id } = await testLab.lab.sweeps.start(rates(4, 3));
  await testLab.lab.sweeps.settled(id);
  await expect(testLab.lab.sweeps.rerunFailed(id)).rejects.toMatchObject({ code: 'conflict' });
  const before = testLab.lab.sweeps.get(id).lines;
  const lost = before.find(({ trial }) => trial === 3)!;
  await testLab.lab.runs.delete([lost.runId!]);
  await testLab.lab.close();
  const store = new Store({
    ...{ file: testLab.file, nativeBinding: runtimeParts.sqliteBinding },
    processName: 'the test',
  });
  const line = store.sweeps.lines(id).find(({ trial }) => trial === 3)!;
  const failed: StoredLine = { ...line, state: 'failed', value: null, reason: 'The disk was full.' };
  store.sweeps.putLines(id, [failed], 0);
  store.close();

  const again = workshop.openLab({ file: testLab.file, concurrentRuns: 2 });
  expect(again.lab.sweeps.record(id).counts).toMatchObject({ completed: 3, failed: 1 });
  await again.lab.sweeps.rerunFailed(id);
  const ended = await again.lab.sweeps.settled(id);
  expect(ended).toMatchObject({ state: 'completed', counts: { completed: 4, failed: 0, answered: 0 } });
  for (const { trial, runId, value } of again.lab.sweeps.get(id).lines) {
    const was = before.find((other) => other.trial === trial);
    expect(value).toBe(was?.value);
    expect(runId === was?.runId).toBe(trial !== 3);
  }
});
