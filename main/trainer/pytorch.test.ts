/** Every activation × optimiser × loss against recorded PyTorch: 100 steps, loss by loss, in each of the engines. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { activations } from '../../shared/catalog/activations';
import { losses } from '../../shared/catalog/losses';
import { optimizers } from '../../shared/catalog/optimizers';
import type { EngineInfo } from '../../shared/runs/run';
import { EagerEngine } from './eager/eagerEngine';
import { tfjsBackend } from './eager/tfjsBackend';
import type { PreparedData, TrainingEngine } from './engine';
import { configWith, madeUp, planOf } from './fixtures/runs';
import { GraphEngine } from './graph/graphEngine';
import { initialState, networkOf } from './network';

/** What build/bench/peers/recordTrajectories.py writes; arrays are base64 of their bytes. */
interface Recording {
  readonly steps: number;
  readonly batchSize: number;
  readonly hidden: readonly [number, number];
  readonly features: number;
  readonly x: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly order: string;
  /** By number of outputs: kernel and bias of each layer. */
  readonly initial: Readonly<Record<string, readonly string[]>>;
  readonly learningRates: Readonly<Record<string, number>>;
  /** Activation, optimiser, loss, classes, outputs, losses. */
  readonly runs: readonly (readonly [string, string, string, number, number, string])[];
}

const file = new URL('fixtures/pytorchTrajectories.json', import.meta.url);
const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
const { steps, batchSize, features, hidden } = recording;

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
const floats = (text: string) => new Float32Array(bytes(text).buffer);
const order = new Int32Array(bytes(recording.order).buffer);

type Run = Recording['runs'][number];

function setUp([activation, optimizer, loss, classes]: Run) {
  const x = floats(recording.x);
  const labels = bytes(recording.labels[classes]!);
  const { info } = madeUp(labels.length, features, classes);
  const data: PreparedData = {
    trainFeatures: x,
    trainLabels: labels,
    testFeatures: x.subarray(0, 0),
    testLabels: labels.subarray(0, 0),
    featureCount: features,
    mean: new Float32Array(1),
    invStd: Float32Array.of(1),
  };
  const config = configWith({
    model: { hidden: hidden.map((units) => ({ units, activation })) },
    loss,
    optimizer: { id: optimizer, learningRate: recording.learningRates[optimizer]! },
    training: { batchSize, epochs: 1000 },
  });
  const plan = planOf(config, info);
  return { config, plan, data, spec: networkOf(config, plan) };
}

type Given = ReturnType<typeof setUp>;

const engines = {
  graph: ({ spec, data }: Given) => graph(spec, data, 'graph'),
  'graph-xla': ({ spec, data }: Given) => graph(spec, data, 'graph-xla'),
  eager: ({ spec, data }: Given) => {
    const info: EngineInfo = { backend: 'cpu', path: 'eager', notes: [] };
    return new EagerEngine(tfjsBackend(tf), spec, data, info);
  },
} as const;

const graph = (spec: Given['spec'], data: PreparedData, path: 'graph' | 'graph-xla') =>
  new GraphEngine({ spec, data, batchSize, maxSteps: 50, info: { backend: 'native', path, notes: [] } });

/** The largest relative distance of any step's loss from PyTorch's. */
function distance(run: Run, make: (given: Given) => TrainingEngine): number {
  const given = setUp(run);
  const engine = make(given);
  const state = initialState(given.config, given.plan.layers);
  engine.assign({ ...state, parameters: recording.initial[run[4]]!.map(floats) });
  const learningRate = given.config.optimizer.learningRate;
  const got: number[] = [];
  for (let firstStep = 0; firstStep < steps; firstStep += 50) {
    const batches = { kind: 'order', order, batchSize, firstBatch: firstStep } as const;
    const learningRates = new Float64Array(50).fill(learningRate);
    got.push(...engine.train({ firstStep, count: 50, learningRates, batches }));
  }
  engine.dispose();
  const wanted = floats(run[5]);
  expect(wanted).toHaveLength(steps);
  return Math.max(...got.map((loss, i) => Math.abs(loss - wanted[i]!) / Math.abs(wanted[i]!)));
}

beforeAll(() => tf.setBackend('cpu'));

test('the recording has every activation, optimiser and loss of the catalogs', () => {
  const wanted = activations.flatMap((a) =>
    optimizers.flatMap((o) => losses.map((l) => `${a.id} ${o.id} ${l.id}`)),
  );
  expect(recording.runs.map(([a, o, l]) => `${a} ${o} ${l}`)).toEqual(wanted);
});

describe.each(optimizers.map(({ id }) => id))('%s', (optimizer) => {
  const runs = recording.runs.filter(([, id]) => id === optimizer);

  test.each(activations.map(({ id }) => id))('%s, every loss: graph', (activation) => {
    for (const run of runs.filter(([id]) => id === activation)) {
      expect(distance(run, engines.graph), run.slice(0, 3).join(', ')).toBeLessThan(1e-5);
    }
  });

  // Compiling takes ten times as long as the run, operation by operation takes thirty: an eighth of them, never the same.
  test.each(['graph-xla', 'eager'] as const)('some of each: %s', (kind) => {
    const shift = optimizers.findIndex(({ id }) => id === optimizer);
    const some = runs.filter((_, r) => (5 * r + 3 * shift) % (kind === 'eager' ? 8 : 16) === 0);
    for (const run of some) {
      expect(distance(run, engines[kind]), run.slice(0, 3).join(', ')).toBeLessThan(1e-5);
    }
  });
});
