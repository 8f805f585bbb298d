// Sweeps over the real training host: they run, rest, go on, and nothing is trained twice (Node).
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SweepRecord } from '../../shared/sweep/record';
import { parseSweep, type SweepInput } from '../../shared/sweep/sweepFile';
import { labWorkshop, pointsConfig, type TestLab } from '../runs/fixtures/labs';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
beforeAll(async () => {
  workshop = await labWorkshop();
});
afterAll(() => workshop.remove());

/** 2 widths × 2 activations × 2 seeds on moons. */
const grid = (epochs: number, parts: Partial<SweepInput> = {}) =>
  parseSweep({
    base: pointsConfig(epochs),
    space: [
      { path: 'model.hidden.0.units', kind: 'values', values: [4, 8] },
      { path: 'model.hidden.0.activation.id', kind: 'values', values: ['relu', 'tanh'] },
    ],
    seeds: 2,
    ...parts,
  });

const linesOf = ({ lab }: TestLab, id: string) => lab.sweeps.get(id).lines;

test('a grid is written before it starts, runs to its end, and says which configuration is best', async () => {
  const testLab = workshop.openLab({ concurrentRuns: 2 });
  const { lab } = testLab;
  const started = await lab.sweeps.start(grid(4));
  expect(started).toMatchObject({ state: 'running', plannedRuns: 8, number: 1 });
  expect(linesOf(testLab, started.id)).toHaveLength(8);
  const ended = await lab.sweeps.settled(started.id);
  expect(ended).toMatchObject({ state: 'completed', progress: 1, counts: { completed: 8, waiting: 0 } });
  const lines = linesOf(testLab, started.id);
  const means = new Map<number, number>();
  for (const { trial } of lines) {
    const values = lines.filter((line) => line.trial === trial).map(({ value }) => value ?? NaN);
    means.set(trial, values.reduce((a, b) => a + b, 0) / values.length);
  }
  expect(ended.best?.sample?.mean).toBeCloseTo(Math.min(...means.values()), 10);
  for (const { runId, trial, seed, value } of lines) {
    const run = lab.runs.get(runId ?? '');
    expect(run.sweep).toEqual({ id: started.id, trial });
    expect([run.config.seed, run.result?.testError]).toEqual([seed, value]);
  }
});

/** Waits until something holds of a sweep. */
function untilSweep({ lab }: TestLab, id: string, reached: (record: SweepRecord) => boolean) {
  return new Promise<SweepRecord>((resolve) => {
    const look = (record: SweepRecord) => {
      if (record.id !== id || !reached(record)) return;
      stop();
      resolve(record);
    };
    const stop = lab.on('sweep:changed', look);
    look(lab.sweeps.record(id));
  });
}

const endedLines = ({ counts }: SweepRecord) =>
  counts.completed + counts.answered + counts.pruned + counts.diverged + counts.failed + counts.cancelled;

/** Each line of a finished sweep has a run of its own, and there are no other runs. */
function expectOneRunALine(testLab: TestLab, id: string): void {
  const runs = linesOf(testLab, id).map(({ runId }) => runId);
  expect(new Set(runs).size).toBe(runs.length);
  const made = testLab.lab.runs.list().filter(({ sweep }) => sweep?.id === id);
  expect(made.map((run) => run.id).sort()).toEqual([...runs].sort());
}

/** What is the same of two sweeps that trained the same. */
const valuesOf = (testLab: TestLab, id: string) =>
  linesOf(testLab, id).map(({ trial, seed, state, value, epochs }) => ({
    trial,
    seed,
    state,
    value,
    epochs,
  }));

test('pruned, diverged and cancelled are different ends, and the pruned ones say why', async () => {
  const testLab = workshop.openLab({ concurrentRuns: 1 });
  const { lab } = testLab;
  const sweep = parseSweep({
    base: pointsConfig(27, {
      loss: 'mse',
      model: { hidden: [{ units: 16, activation: 'relu' }] },
      optimizer: { id: 'sgd', learningRate: 0.1 },
      evaluation: { everyEpochs: 1 },
    }),
    space: [{ path: 'optimizer.learningRate', kind: 'values', values: [0.5, 1e-5, 1e-6, 1e-7, 100, 1e-8] }],
    pruner: { id: 'asha', params: { reductionFactor: 3 } },
    objective: { metric: 'testLoss' },
  });
  const { id } = await lab.sweeps.start(sweep);
  lab.sweeps.cancelLine({ id, trial: 6, seed: 3 });
  const ended = await lab.sweeps.settled(id);
  const states = linesOf(testLab, id).map(({ state }) => state);
  expect(states).toEqual(['completed', 'pruned', 'pruned', 'pruned', 'diverged', 'cancelled']);
  expect(ended.counts).toMatchObject({ completed: 1, pruned: 3, diverged: 1, cancelled: 1, failed: 0 });
  const [, pruned] = linesOf(testLab, id);
  expect(pruned).toMatchObject({
    epochs: 1,
    reason: expect.stringMatching(/^Pruned at epoch 1: number 2 of 2/),
  });
  const run = lab.runs.get(pruned?.runId ?? '');
  expect(run).toMatchObject({ state: 'pruned', epoch: 1, stateReason: pruned?.reason });
  expect(run.result?.testLoss).toBe(pruned?.value);
  expectOneRunALineBut(testLab, id, 1);
});

/** The same where so many lines were cancelled before they had a run. */
function expectOneRunALineBut(testLab: TestLab, id: string, without: number): void {
  const runs = linesOf(testLab, id).flatMap(({ runId }) => (runId === null ? [] : [runId]));
  expect(runs).toHaveLength(linesOf(testLab, id).length - without);
  expect(new Set(runs).size).toBe(runs.length);
}

test('closed in the middle and resumed in another process, it comes to the numbers of an unbroken one', async () => {
  const unbroken = workshop.openLab({ concurrentRuns: 2 });
  const whole = await unbroken.lab.sweeps.start(grid(200));
  await unbroken.lab.sweeps.settled(whole.id);

  const first = workshop.openLab({ concurrentRuns: 2 });
  const { id } = await first.lab.sweeps.start(grid(200));
  await untilSweep(first, id, (record) => endedLines(record) >= 3);
  await first.lab.close();

  const second = workshop.openLab({ file: first.file, concurrentRuns: 1 });
  expect(second.lab.sweeps.record(id)).toMatchObject({
    state: 'interrupted',
    stateReason: 'LossLab was closed in the middle of this sweep.',
  });
  expect(await second.lab.sweeps.control(id, 'resume')).toMatchObject({ state: 'running' });
  const ended = await second.lab.sweeps.settled(id);
  expect(ended).toMatchObject({ state: 'completed', counts: { completed: 8 } });
  expect(valuesOf(second, id)).toEqual(valuesOf(unbroken, whole.id));
  expectOneRunALine(second, id);
});

test('the training host may die in the middle: runs go on from their checkpoints', async () => {
  const testLab = workshop.openLab({ concurrentRuns: 2 });
  const { id } = await testLab.lab.sweeps.start(grid(300));
  await untilSweep(testLab, id, (record) => endedLines(record) >= 2 && record.counts.running > 0);
  testLab.killHosts();
  const ended = await testLab.lab.sweeps.settled(id);
  expect(ended).toMatchObject({ state: 'completed', counts: { completed: 8 } });
  expectOneRunALine(testLab, id);
});

test('paused, nothing is trained; stopped, what trained is cancelled; resumed, everything comes to its end', async () => {
  const testLab = workshop.openLab({ concurrentRuns: 2 });
  const { lab } = testLab;
  const { id } = await lab.sweeps.start(grid(600));
  await untilSweep(testLab, id, ({ counts }) => counts.running === 2);
  await untilSweep(testLab, id, () => linesOf(testLab, id).some(({ state }) => state === 'running'));
  await lab.sweeps.control(id, 'pause');
  const isAtRest = () => lab.runs.list().every(({ state }) => state === 'paused' || state === 'completed');
  await untilSweep(testLab, id, isAtRest);
  expect(lab.sweeps.record(id)).toMatchObject({ state: 'paused', timeLeftMs: null });
  await lab.sweeps.control(id, 'resume');
  await untilSweep(testLab, id, ({ counts }) => counts.completed > 0);
  await lab.sweeps.control(id, 'stop');
  const stopped = await lab.sweeps.settled(id);
  expect(stopped.state).toBe('stopped');
  expect(stopped.counts).toMatchObject({ running: 0 });
  expect(stopped.counts.cancelled).toBeGreaterThan(0);
  await lab.sweeps.control(id, 'resume');
  expect(await lab.sweeps.settled(id)).toMatchObject({
    state: 'completed',
    counts: { completed: 8, cancelled: 0 },
  });
});

test('what identical runs answer is not trained again; more seeds and a wider grid add only what is new', async () => {
  const testLab = workshop.openLab({ concurrentRuns: 2 });
  const { lab } = testLab;
  const first = await lab.sweeps.start(grid(3));
  await lab.sweeps.settled(first.id);
  expect(await lab.sweeps.plan(grid(3))).toMatchObject({ trials: 4, runs: 8, answered: 8 });
  const again = await lab.sweeps.settled((await lab.sweeps.start(grid(3))).id);
  expect(again).toMatchObject({ state: 'completed', counts: { answered: 8, completed: 0 } });
  expect(again.best?.sample).toEqual(lab.sweeps.record(first.id).best?.sample);

  const wider = grid(3, {
    space: [
      { path: 'model.hidden.0.units', kind: 'values', values: [4, 8, 12] },
      { path: 'model.hidden.0.activation.id', kind: 'values', values: ['relu', 'tanh'] },
    ],
    seeds: 3,
  });
  await lab.sweeps.extend(first.id, wider);
  const extended = await lab.sweeps.settled(first.id);
  expect(extended).toMatchObject({ state: 'completed', plannedRuns: 18, counts: { completed: 18 } });
  expect(lab.runs.list()).toHaveLength(18);
  await expect(lab.sweeps.extend(first.id, grid(4))).rejects.toMatchObject({ code: 'invalid-input' });
});

test('deleted with its runs and restored', async () => {
  const testLab = workshop.openLab({ concurrentRuns: 2 });
  const { lab } = testLab;
  const { id } = await lab.sweeps.start(grid(2));
  await lab.sweeps.settled(id);
  await lab.sweeps.delete([id], true);
  expect([lab.sweeps.list().length, lab.runs.list().length]).toEqual([0, 0]);
  lab.sweeps.restore([id]);
  expect([lab.sweeps.list().length, lab.runs.list().length]).toEqual([1, 8]);
  expect(lab.sweeps.record(id).counts.completed).toBe(8);
});

test('TPE proposes as places become free, and every proposal is in the ledger', async () => {
  const testLab = workshop.openLab({ concurrentRuns: 2 });
  const { lab } = testLab;
  const sweep = parseSweep({
    base: pointsConfig(3),
    space: [{ path: 'optimizer.learningRate', kind: 'range', min: 1e-4, max: 1, scale: 'log' }],
    strategy: { id: 'tpe', params: { trials: 14, startupTrials: 5 } },
    objective: { metric: 'testLoss' },
  });
  const { id, plannedRuns } = await lab.sweeps.start(sweep);
  expect(plannedRuns).toBe(14);
  expect(await lab.sweeps.settled(id)).toMatchObject({ state: 'completed', plannedRuns: 14 });
  expectOneRunALine(testLab, id);
});
