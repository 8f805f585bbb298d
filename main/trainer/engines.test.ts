/** Every activation, optimiser and loss: the graph and the eager engine against float64, over 100 steps with all features on. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { activations } from '../../shared/catalog/activations';
import { losses } from '../../shared/catalog/losses';
import { optimizerOf, optimizers } from '../../shared/catalog/optimizers';
import { scheduleOf } from '../../shared/catalog/schedules';
import type { EngineInfo } from '../../shared/runs/run';
import { EagerEngine } from './eager/eagerEngine';
import { float64Backend } from './eager/float64Backend';
import { tfjsBackend } from './eager/tfjsBackend';
import type { PreparedData, TrainingEngine } from './engine';
import { configWith, madeUp, planOf } from './fixtures/runs';
import { GraphEngine } from './graph/graphEngine';
import { initialState, networkOf, type NetworkSpec } from './network';

const steps = 100;
const eagerInfo: EngineInfo = { backend: 'cpu', path: 'eager', notes: [] };

interface Case {
  readonly activations: readonly [string, string];
  readonly optimizer: string;
  readonly loss: string;
  readonly classes: number;
  readonly batchSize: number | 'full';
}

function setUp({ activations: [first, second], optimizer, loss, classes, batchSize }: Case) {
  const { info, data } = madeUp(20, 3, classes, 7);
  const { defaultLearningRate: learningRate } = optimizerOf(optimizer);
  const config = configWith({
    model: {
      hidden: [
        { units: 5, activation: first },
        { units: 4, activation: second },
      ],
    },
    loss,
    optimizer: { id: optimizer, learningRate },
    training: { batchSize, epochs: 50 },
    regularization: { l1: 0.001, l2: 0.002, dropout: 0.2 },
  });
  const plan = planOf(config, info);
  const schedule = scheduleOf('cosine');
  const rates = Float64Array.from({ length: steps }, (_, step) => {
    const time = { step, totalSteps: 2 * steps, stepsPerEpoch: plan.stepsPerEpoch };
    return learningRate * schedule.factor(time, { finalFactor: 0 });
  });
  return { config, plan, data, spec: networkOf(config, plan), rates };
}

type SetUp = ReturnType<typeof setUp>;

/** Losses of the steps, then evaluation losses, from a fresh engine. */
function trajectory({ config, plan, rates }: SetUp, engine: TrainingEngine): number[] {
  engine.assign(initialState(config, plan.layers));
  const losses: number[] = [];
  const order = Int32Array.from({ length: 20 }, (_, i) => (i * 7) % 20);
  for (let step = 0; step < steps; step += 2) {
    // An epoch of 20 rows has two whole batches of 8; what is left over is not taken here.
    const full = plan.batchSize === 20;
    const batches = full
      ? ({ kind: 'full' } as const)
      : ({ kind: 'order', order: order.subarray(0, 16), batchSize: 8, firstBatch: 0 } as const);
    const learningRates = rates.subarray(step, step + 2);
    losses.push(...engine.train({ firstStep: step, count: 2, learningRates, batches }));
  }
  losses.push(...engine.evaluate('test', 7).losses);
  engine.dispose();
  return losses;
}

const graph = (spec: NetworkSpec, data: PreparedData, batchSize: number, path: 'graph' | 'graph-xla') =>
  new GraphEngine({ spec, data, batchSize, maxSteps: 2, info: { backend: 'native', path, notes: [] } });

const reference = ({ spec, data }: SetUp) => new EagerEngine(float64Backend, spec, data, eagerInfo);

function expectClose(actual: readonly number[], wanted: readonly number[]): void {
  expect(actual).toHaveLength(wanted.length);
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - wanted[i]!) / Math.abs(wanted[i]!)));
  expect(worst).toBeLessThan(1e-5);
}

const ids = activations.map(({ id }) => id);
const pairs = ids.filter((_, i) => i % 2 === 0).map((id, i) => [id, ids[2 * i + 1]!] as const);

function cases(): Case[] {
  return optimizers.flatMap(({ id: optimizer }, o) =>
    losses.flatMap(({ id: loss }, l) =>
      pairs.map((pair, p) => ({
        activations: pair,
        optimizer,
        loss,
        classes: (o + l + p) % 2 === 0 ? 2 : 3,
        batchSize: (o + p) % 2 === 0 ? 8 : ('full' as const),
      })),
    ),
  );
}

beforeAll(() => tf.setBackend('cpu'));

describe.each(optimizers.map(({ id }) => id))('%s', (optimizer) => {
  test.each(losses.map(({ id }) => id))('%s: graph', (loss) => {
    for (const one of cases().filter((c) => c.optimizer === optimizer && c.loss === loss)) {
      const given = setUp(one);
      const got = trajectory(given, graph(given.spec, given.data, given.plan.batchSize, 'graph'));
      expectClose(got, trajectory(given, reference(given)));
    }
  });

  test.each(losses.map(({ id }, l) => [id, l] as const))('%s: eager', (loss, l) => {
    const some = cases().filter((c) => c.optimizer === optimizer && c.loss === loss);
    const given = setUp(some[(l + optimizer.length) % some.length]!);
    const before = tf.memory().numTensors;
    const engine = new EagerEngine(tfjsBackend(tf), given.spec, given.data, eagerInfo);
    expectClose(trajectory(given, engine), trajectory(given, reference(given)));
    expect(tf.memory().numTensors).toBe(before);
  });

  test('compiled by XLA', () => {
    const index = optimizers.findIndex(({ id }) => id === optimizer);
    const all = cases().filter((c) => c.optimizer === optimizer);
    // Another loss and another pair of activations for each optimiser.
    const given = setUp(all[(5 * index) % all.length]!);
    const got = trajectory(given, graph(given.spec, given.data, given.plan.batchSize, 'graph-xla'));
    expectClose(got, trajectory(given, reference(given)));
  });
});
