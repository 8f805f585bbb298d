/** The real host in a process of its own, through the client: training, control, crash and resume, estimates, data. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';
import { parseRunConfig, type RunConfig } from '../../shared/config/runConfig';
import type { Checkpoint, DatasetSource, RunEvent } from '../../shared/trainer/protocol';
import { TrainerClient } from './client';
import { bundleHost, deferred } from './fixtures/bundledHost';
import { bitsOf } from './fixtures/runs';
import type { HostChannel } from './hostChannel';
import { nodeHostLauncher } from './launchNode';

const runtime = JSON.parse(readFileSync(path.join(projectRoot, 'out', 'runtime.json'), 'utf8')) as {
  mnistDir: string;
};
const mnist: DatasetSource = { kind: 'mnist', directory: runtime.mnistDir };
const moons: DatasetSource = { kind: 'generator', id: 'moons', params: { n: 100, noise: 0.1, seed: 1 } };

let client: TrainerClient;
let channel: HostChannel;
let remove: () => void;
let runs = 0;

beforeAll(async () => {
  const bundle = await bundleHost();
  ({ remove } = bundle);
  const launch = nodeHostLauncher(bundle.directory);
  client = new TrainerClient({ launch: (env) => (channel = launch(env)), restartDelaysMs: [10, 10, 10] });
  await client.start();
});
afterAll(async () => {
  await client.stop();
  remove();
});

type Finished = Extract<RunEvent, { type: 'finished' }>;

/** Trains to the end; rejects if the run fails or is lost. */
async function train(
  config: RunConfig,
  source: DatasetSource,
  options: { checkpoint?: Checkpoint | null; onEvent?: (event: RunEvent) => void } = {},
) {
  const end = deferred<Finished | Error>();
  const losses: number[] = [];
  const events: RunEvent['type'][] = [];
  const runId = `run${++runs}`;
  const started = await client.train(
    { runId, config, source, checkpoint: options.checkpoint ?? null },
    {
      onEvent: (event) => {
        events.push(event.type);
        if (event.type === 'losses') losses.push(...event.chunk.losses);
        if (event.type === 'finished') end.resolve(event);
        if (event.type === 'failed') end.resolve(new Error(event.error.message));
        options.onEvent?.(event);
      },
      onLost: end.resolve,
    },
  );
  const finished = end.promise.then((result) => {
    if (result instanceof Error) throw result;
    return result;
  });
  return { runId, started, finished, losses, events };
}

const pointsConfig = (epochs: number, hidden = 16) =>
  parseRunConfig({
    dataset: { id: 'moons', standardize: 'none' },
    model: { hidden: [{ units: hidden, activation: 'sigmoid' }] },
    loss: 'sigmoid-bce',
    optimizer: { id: 'adam', learningRate: 0.01 },
    training: { batchSize: 'full', epochs },
    evaluation: { everyEpochs: 1000 },
  });

test('MNIST, 784-64-10, one epoch', async () => {
  const config = parseRunConfig({
    dataset: { id: 'mnist', standardize: 'scalar' },
    model: { hidden: [{ units: 64, activation: 'relu' }] },
    optimizer: { id: 'adam', learningRate: 0.001 },
    training: { batchSize: 64, epochs: 1 },
  });
  const { started, finished, losses } = await train(config, mnist);
  expect(started.plan.totalSteps).toBe(938);
  expect(started.engine.backend).toBe('native');
  const { result } = await finished;
  expect(losses).toHaveLength(938);
  expect(result.testError).toBeLessThan(8);
  expect(result.confusion.reduce((a, b) => a + b, 0)).toBe(10_000);
});

test('a host that is killed loses nothing behind the last checkpoint: resumed, the run ends with the same bits', async () => {
  const config = pointsConfig(60_000, 32);
  const whole = await train(config, moons);
  expect(whole.started.engine.path).not.toBe('eager');
  const wanted = await whole.finished;

  let checkpoint: Checkpoint | null = null;
  const killed = await train(config, moons, {
    onEvent: (event) => {
      if (event.type !== 'checkpointed' || checkpoint) return;
      ({ checkpoint } = event);
      channel.kill();
    },
  });
  void client.request('control', { runId: killed.runId, command: 'pause' });
  await expect(killed.finished).rejects.toMatchObject({ code: 'host-died' });
  const { step } = checkpoint as unknown as Checkpoint;
  const resumed = await train(config, moons, { checkpoint });
  const got = await resumed.finished;
  expect(resumed.started.engine.path).toBe(whole.started.engine.path);
  expect(bitsOf(Float32Array.from(resumed.losses))).toEqual(
    bitsOf(Float32Array.from(whole.losses.slice(step))),
  );
  const bits = ({ weights }: Finished) =>
    weights.layers.map(({ kernel, bias }) => [bitsOf(kernel), bitsOf(bias)]);
  expect(bits(got)).toEqual(bits(wanted));
});

test('two runs side by side; pause, resume, cancel reach the right one', async () => {
  const paused = deferred<null>();
  const resumed = deferred<null>();
  const first = await train(pointsConfig(10_000_000), moons, {
    onEvent: ({ type }) => {
      if (type === 'paused') paused.resolve(null);
      if (type === 'resumed') resumed.resolve(null);
    },
  });
  const second = await train(pointsConfig(500), moons);
  await client.request('control', { runId: first.runId, command: 'pause' });
  await paused.promise;
  expect((await second.finished).outcome).toBe('completed');
  await client.request('control', { runId: first.runId, command: 'resume' });
  await resumed.promise;
  await client.request('control', { runId: first.runId, command: 'cancel' });
  expect((await first.finished).outcome).toBe('cancelled');
});

test('what does not fit is refused before anything is trained', async () => {
  const config = parseRunConfig({ ...pointsConfig(10), model: { hidden: [], outputUnits: 5 } });
  await expect(train(config, moons)).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(
    client.request('describeDataset', {
      source: { kind: 'mnist', directory: '/nowhere' },
      previewRows: 10,
    }),
  ).rejects.toMatchObject({ name: 'LabError' });
});

test('previews and estimates', async () => {
  const preview = await client.request('describeDataset', { source: moons, previewRows: 50 });
  expect(preview.info.rows).toBe(100);
  const input = { config: pointsConfig(1000), info: preview.info };
  const { msPerStep } = await client.request('estimate', input);
  expect(msPerStep).toBeGreaterThan(0);
  expect(msPerStep).toBeLessThan(50);
  expect(await client.request('estimate', input)).toEqual({ msPerStep });
});

test('without native TensorFlow the run is trained all the same, and says so', async () => {
  const bundle = await bundleHost();
  const launch = nodeHostLauncher(bundle.directory);
  const slow = new TrainerClient({ launch: (env) => launch({ ...env, LOSSLAB_NO_NATIVE: '1' }) });
  const native = client;
  try {
    const hello = await slow.start();
    expect(hello.engine.path).toBe('eager');
    expect(hello.tensorflow).toBeNull();
    client = slow;
    const run = await train(pointsConfig(200), moons);
    const { result } = await run.finished;
    expect(run.started.engine.notes.join(' ')).toContain('backend');
    client = native;
    const same = await (await train(pointsConfig(200), moons)).finished;
    expect(result.trainLoss).toBeCloseTo(same.result.trainLoss!, 4);
  } finally {
    client = native;
    await slow.stop();
  }
});
