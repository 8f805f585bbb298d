/** The lab with its real store and training host: the life of a run from plan to erasure. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseRunConfig } from '../../shared/config/runConfig';
import { LabError } from '../../shared/result';
import { hashConfig } from './configHash';
import {
  labWorkshop,
  lossesOf,
  numbersOf,
  pointsConfig,
  runtimeParts,
  stepsPerEpoch,
  type TestLab,
} from './fixtures/labs';
import { createLab } from './lab';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let testLab: TestLab;
beforeAll(async () => {
  workshop = await labWorkshop();
  testLab = workshop.openLab();
});
afterAll(() => workshop.remove());

async function trained(epochs: number, parts: Parameters<typeof pointsConfig>[1] = {}) {
  const { runs } = testLab.lab;
  return runs.settled((await runs.start(pointsConfig(epochs, parts))).id);
}

describe('a run', () => {
  test('is planned, trained, told about as it goes, and kept with all there is to know', async () => {
    const { lab, news } = testLab;
    const config = pointsConfig(200);
    const plan = await lab.runs.plan(config);
    expect(plan).toMatchObject({
      plan: { stepsPerEpoch, totalSteps: 1000, parameterCount: 65 },
      dataset: { id: 'moons', rows: 200 },
      identicalRuns: [],
    });
    // There is no estimate as long as the host takes to start.
    await expect
      .poll(async () => (await lab.runs.plan(config)).estimatedMs ?? 0, { timeout: 20_000 })
      .toBeGreaterThan(0);
    expect(plan.estimatedBytes).toBeGreaterThan(4000);
    expect(lab.runs.list()).toEqual([]);

    const started = await lab.runs.start(config, { tags: ['first'], notes: 'watch it' });
    expect(started).toMatchObject({ number: 1, name: '2-16-1 tanh, Adam 0.01', tags: ['first'] });
    const run = await lab.runs.settled(started.id);
    expect(run).toMatchObject({ state: 'completed', step: 1000, epoch: 200, configHash: hashConfig(config) });
    expect(run.result?.testError).toBeLessThan(20);
    expect(run.result?.epochSeconds).toHaveLength(200);
    expect(run.engine).toMatchObject({ backend: 'native', path: 'graph' });
    expect(run.environment).toMatchObject({ tfjs: '4.22.0', node: process.versions.node, electron: null });
    expect(run.environment?.tensorflow).toMatch(/^2\./);
    expect(run.environment?.cpu).not.toBe('');
    expect(run.finishedAt).toBeGreaterThanOrEqual(run.startedAt!);
    expect(lab.runs.get(run.id)).toEqual(run);
    expect(lab.runs.list()).toEqual([run]);

    // What was told while it went on is what is kept.
    const progress = news.flatMap((item) => (item.name === 'run:progressed' ? [item.payload] : []));
    const told = progress.flatMap(({ chunks }) => chunks.flatMap(({ losses }) => [...losses]));
    expect(told).toHaveLength(1000);
    expect(lossesOf(testLab, run.id)).toEqual(told);
    const { evaluations } = lab.runs.series(run.id);
    expect(evaluations.map(({ step }) => step)).toEqual(Array.from({ length: 21 }, (_, i) => i * 50));
    expect(progress.flatMap((one) => one.evaluations)).toEqual(evaluations);
    const drawn = news.flatMap((item) => (item.name === 'run:boundaryDrawn' ? [item.payload.snapshot] : []));
    expect(lab.runs.boundaries(run.id)).toEqual(drawn.filter(({ step }, i) => drawn[i + 1]?.step !== step));
    expect(drawn.at(-1)).toMatchObject({ step: 1000, size: 100 });
    expect(testLab.statesOf(run.id)).toEqual(['queued', 'starting', 'running', 'completed']);
    // The last word on progress comes before the end is told.
    expect(news.at(-1)).toMatchObject({ name: 'run:changed', payload: { state: 'completed' } });

    const tail = lab.runs.series(run.id, 990);
    expect(tail.losses[0]?.firstStep).toBe(990);
    expect(tail.losses.flatMap(({ losses }) => [...losses])).toEqual(told.slice(990));
    const layers = lab.runs.weights(run.id)!.layers;
    expect(layers.map(({ inputs, units }) => [inputs, units])).toEqual([
      [2, 16],
      [16, 1],
    ]);
    expect(layers[0]!.kernel.every(Number.isFinite)).toBe(true);
  });

  test('with the same configuration comes out the same, and is found before it is launched', async () => {
    const first = await trained(60);
    const { identicalRuns } = await testLab.lab.runs.plan(pointsConfig(60));
    expect(identicalRuns).toEqual([{ id: first.id, name: first.name, number: first.number }]);
    const second = await trained(60);
    expect(numbersOf(testLab, second.id)).toEqual(numbersOf(testLab, first.id));
    const other = await trained(60, { seed: 4 });
    expect(other.result?.finalLoss).not.toBe(first.result?.finalLoss);
    expect((await testLab.lab.runs.plan(pointsConfig(61))).identicalRuns).toEqual([]);
  });

  test('of no epochs is the untrained network', async () => {
    const run = await trained(0);
    expect(run).toMatchObject({ state: 'completed', step: 0, totalSteps: 0 });
    expect(run.result).toMatchObject({ finalLoss: null, stoppedEarly: false });
    expect(run.result?.testError).toBeGreaterThan(0);
    expect(testLab.lab.runs.series(run.id)).toMatchObject({ losses: [], evaluations: [{ step: 0 }] });
  });

  test('that diverges says so and keeps its points', async () => {
    const run = await trained(50, {
      loss: 'mse',
      optimizer: { id: 'sgd', learningRate: 100 },
      model: { hidden: [{ units: 16, activation: 'relu' }] },
    });
    expect(run.state).toBe('diverged');
    expect(run.stateReason).toMatch(/loss became/);
    expect(lossesOf(testLab, run.id)).toHaveLength(run.step);
    await expect(testLab.lab.runs.control(run.id, 'resume')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is renamed, tagged and starred without being changed', async () => {
    const run = await trained(1);
    const { runs } = testLab.lab;
    runs.update(run.id, { meta: { name: 'best' }, starred: true });
    const changed = runs.update(run.id, { meta: { tags: ['a', 'b'] } });
    expect(changed).toEqual({ ...run, name: 'best', tags: ['a', 'b'], starred: true });
    expect(testLab.news.at(-1)).toEqual({ name: 'run:changed', payload: changed });
    expect(runs.fileName(run.id)).toBe(`run-${run.number} best`);
  });
});

describe('wrong configurations are refused with what is wrong, and nothing is saved', () => {
  test.each([
    ['model.outputUnits', { model: { hidden: [], outputUnits: 5 } }],
    [
      'dataset.testFraction',
      { dataset: { id: 'moons', standardize: 'none', params: { n: 4 }, testFraction: 0.9 } },
    ],
    [
      'training.earlyStopping.metric',
      {
        dataset: { id: 'moons', standardize: 'none' },
        training: { batchSize: 32, epochs: 5, earlyStopping: { metric: 'testLoss', patience: 3 } },
      },
    ],
  ] as const)('%s', async (issue, parts) => {
    const { runs } = testLab.lab;
    const before = runs.list().length;
    const config = pointsConfig(5, parts as never);
    for (const attempt of [runs.plan(config), runs.start(config)]) {
      const error: unknown = await attempt.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(LabError);
      expect(error).toMatchObject({ code: 'invalid-input', issues: [{ path: issue }] });
    }
    expect(runs.list()).toHaveLength(before);
  });

  test('a data set that is not there', async () => {
    const config = parseRunConfig({
      ...pointsConfig(5),
      dataset: { id: `sha256:${'0'.repeat(64)}`, standardize: 'none' },
    });
    await expect(testLab.lab.runs.start(config)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('deleting', () => {
  let ids: string[];
  beforeEach(async () => {
    const runs = [await trained(1), await trained(1)];
    ids = runs.map(({ id }) => id);
  });
  const listed = () => testLab.lab.runs.list().map(({ id }) => id);

  test('hides runs until they are restored', async () => {
    const { runs } = testLab.lab;
    const before = listed();
    await runs.delete(ids);
    expect(listed()).toEqual(before.filter((id) => !ids.includes(id)));
    expect(testLab.news.at(-1)).toEqual({ name: 'run:deleted', payload: { ids } });
    await expect(runs.control(ids[0]!, 'resume')).rejects.toMatchObject({ code: 'conflict' });
    runs.restore(ids);
    expect(listed()).toEqual(before);
    expect(testLab.statesOf(ids[0]!).at(-1)).toBe('completed');
  });

  test('erases them when the lab is closed, and nothing else', async () => {
    const own = workshop.openLab();
    const { runs } = own.lab;
    const kept = await runs.settled((await runs.start(pointsConfig(1))).id);
    const gone = await runs.settled((await runs.start(pointsConfig(2))).id);
    await runs.delete([gone.id]);
    await own.lab.close();
    const again = workshop.openLab({ file: own.file });
    expect(again.lab.runs.list()).toEqual([kept]);
    expect(() => again.lab.runs.get(gone.id)).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(() => again.lab.runs.restore([gone.id])).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(lossesOf(again, kept.id)).toHaveLength(stepsPerEpoch);
  });

  test('of a run that is not there does nothing to the others', async () => {
    const before = listed();
    await expect(testLab.lab.runs.delete([...ids, 'nothere00000'])).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(listed()).toEqual(before);
  });
});

test('settings are kept, and told when they change', async () => {
  const own = workshop.openLab();
  expect(own.lab.settings.get()).toEqual({
    theme: 'system',
    railCollapsed: false,
    concurrentRuns: null,
    notifyAtEnd: true,
    tourSeen: false,
    digitGroups: 'comma',
    savedQueries: [],
    cluster: null,
  });
  const changed = own.lab.settings.set({ concurrentRuns: 3 });
  expect(own.lab.settings.set({ theme: 'dark' })).toEqual({ ...changed, theme: 'dark' });
  expect(own.news.at(-1)).toEqual({ name: 'settings:changed', payload: { ...changed, theme: 'dark' } });
  await own.lab.close();
  expect(workshop.openLab({ file: own.file }).lab.settings.get()).toEqual({ ...changed, theme: 'dark' });
});

test('info tells the engine once it is there', async () => {
  const own = workshop.openLab();
  expect(own.lab.info()).toMatchObject({ hostState: 'idle', engine: null, databaseFile: own.file });
  const { runs } = own.lab;
  await runs.settled((await runs.start(pointsConfig(1))).id);
  const info = own.lab.info();
  expect(info).toMatchObject({ hostState: 'ready', engine: { backend: 'native' }, interruptedRuns: 0 });
  expect(info.tensorflow).toMatch(/^2\./);
  const told = own.news.flatMap((item) => (item.name === 'lab:changed' ? [item.payload] : []));
  expect(told.at(-1)).toEqual(info);
});

test('a file that is no database is refused, left as it is, and starts no host', () => {
  const file = path.join(workshop.folder(), 'lab.sqlite');
  writeFileSync(file, 'my diary');
  let launched = false;
  const open = () =>
    createLab({
      databaseFile: file,
      nativeBinding: runtimeParts.sqliteBinding,
      mnistDirectory: '',
      launchTrainer: () => {
        launched = true;
        throw new Error('not to be reached');
      },
      processName: 'the test',
    });
  expect(open).toThrow(expect.objectContaining({ code: 'database' }));
  expect(launched).toBe(false);
  expect(readFileSync(file, 'utf8')).toBe('my diary');
});
