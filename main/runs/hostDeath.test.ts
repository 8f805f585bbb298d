/** What becomes of runs when the training host is killed, or cannot be started at all. */
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { nodeHostLauncher } from '../trainer/launchNode';
import { startTrainer } from './clientPort';
import {
  endless,
  labWorkshop,
  lossesOf,
  numbersOf,
  pointsConfig,
  runtimeParts,
  until,
  type TestLab,
} from './fixtures/labs';
import { createLab } from './lab';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let testLab: TestLab;
beforeAll(async () => {
  workshop = await labWorkshop();
});
beforeEach(() => {
  testLab = workshop.openLab({ concurrentRuns: 2 });
});
afterEach(() => testLab.lab.close());
afterAll(() => workshop.remove());

test('kill −9 in mid-run: what was told is kept, and the resumed run ends with the numbers of an unbroken one', async () => {
  const { runs } = testLab.lab;
  const config = pointsConfig(1500);
  const whole = await runs.settled((await runs.start(config)).id);
  const { id } = await runs.start(config);
  await until(testLab, id, ({ step }) => step > 500);
  // A pause makes a checkpoint; losses come after it.
  const { step: checkpoint } = await runs.control(id, 'pause');
  await runs.control(id, 'resume');
  await until(testLab, id, ({ step }) => step > checkpoint + 300);
  const told = testLab.news.flatMap((item) =>
    item.name === 'run:progressed' && item.payload.id === id ? [item.payload.step] : [],
  );
  testLab.killHosts();
  const broken = await runs.settled(id);
  expect(broken).toMatchObject({
    state: 'interrupted',
    stateReason: expect.stringMatching(/training engine/),
  });
  expect(broken.step).toBeGreaterThanOrEqual(Math.max(...told));
  expect(lossesOf(testLab, id)).toHaveLength(broken.step);

  const resumed = await runs.control(id, 'resume');
  expect(['queued', 'starting']).toContain(resumed.state);
  // From its checkpoint, not from the start.
  const restarted = testLab.news.flatMap((item) =>
    item.name === 'run:changed' && item.payload.id === id && item.payload.state === 'starting'
      ? [item.payload]
      : [],
  );
  expect(restarted.at(-1)!.step).toBeGreaterThanOrEqual(checkpoint);
  expect(restarted.at(-1)!.step).toBeLessThanOrEqual(broken.step);
  expect((await runs.settled(id)).state).toBe('completed');
  expect(numbersOf(testLab, id)).toEqual(numbersOf(testLab, whole.id));
});

test('every run under way is interrupted, paused ones too; what waits is trained by the next host', async () => {
  const { runs } = testLab.lab;
  const paused = await runs.start(endless(1));
  await until(testLab, paused.id, ({ state }) => state === 'running');
  await runs.control(paused.id, 'pause');
  const running = [await runs.start(endless(2)), await runs.start(endless(3))];
  for (const { id } of running) await until(testLab, id, ({ state }) => state === 'running');
  const waiting = await runs.start(pointsConfig(20));
  expect(waiting.state).toBe('queued');
  testLab.killHosts();
  for (const { id } of [paused, ...running])
    expect(await runs.settled(id)).toMatchObject({ state: 'interrupted' });
  expect(await runs.settled(waiting.id)).toMatchObject({ state: 'completed', step: 100 });
  expect(testLab.lab.info().hostState).toBe('ready');
});

test('while a run is starting', async () => {
  const { runs } = testLab.lab;
  const { id } = await runs.start(endless());
  testLab.killHosts();
  expect(await runs.settled(id)).toMatchObject({ state: 'interrupted', step: 0 });
  await runs.control(id, 'resume');
  await until(testLab, id, ({ step }) => step > 0);
});

test('a host that cannot be started: runs are interrupted with the reason, the lab itself works', async () => {
  const folder = workshop.folder();
  const lab = createLab({
    databaseFile: path.join(folder, 'lab.sqlite'),
    nativeBinding: runtimeParts.sqliteBinding,
    mnistDirectory: runtimeParts.mnistDirectory,
    // There is no host in this folder.
    launchTrainer: () => startTrainer({ launch: nodeHostLauncher(folder), restartDelaysMs: [10] }),
    processName: 'the test',
  });
  try {
    const first = await lab.runs.start(pointsConfig(5));
    const second = await lab.runs.start(pointsConfig(6));
    for (const { id } of [first, second]) {
      const run = await lab.runs.settled(id);
      expect(run.state).toBe('interrupted');
      expect(run.stateReason).toMatch(/training engine/);
    }
    await expect.poll(() => lab.info().hostState).toBe('failed');
    expect(lab.info().engine).toBeNull();
    expect((await lab.datasets.list()).map(({ id }) => id)).toContain('mnist');
    const plan = await lab.runs.plan(pointsConfig(5));
    expect(plan).toMatchObject({ estimatedMs: null, plan: { totalSteps: 25 } });
  } finally {
    await lab.close();
  }
});
