/** The same seed gives the same bits, however a run is cut into chunks and wherever it was interrupted. */
import { describe, expect, test } from 'vitest';
import type { RunConfig } from '../../../shared/config/runConfig';
import type { Checkpoint } from '../../../shared/trainer/protocol';
import { tensorFlow } from '../binding';
import { bitsOf, configWith, madeUp } from '../fixtures/runs';
import { recordSession, type RecordedSession, type SessionOptions } from '../fixtures/session';

const dataset = madeUp(75, 3, 3, 20);

/** Everything that could differ in a bit. */
function outcome(recorded: RecordedSession) {
  const { result, weights } = recorded.finished();
  const evaluations = recorded.evaluations().map((evaluation) => ({ ...evaluation, elapsedMs: 0 }));
  return {
    losses: bitsOf(Float32Array.from(recorded.losses())),
    weights: weights.layers.map(({ kernel, bias }) => [bitsOf(kernel), bitsOf(bias)]),
    result: { ...result, epochSeconds: [] },
    evaluations,
  };
}

async function outcomeOf(config: RunConfig, options: SessionOptions) {
  const recorded = recordSession(config, dataset, options);
  await recorded.run();
  return outcome(recorded);
}

const configs: Record<string, RunConfig> = {
  'batches with a short last one, Adam, dropout, a schedule, early stopping': configWith({
    model: { hidden: [{ units: 6, activation: 'gelu' }] },
    optimizer: { id: 'adam', learningRate: 0.01 },
    schedule: { id: 'cosine', params: {} },
    regularization: { l1: 0.001, dropout: 0.3 },
    training: {
      batchSize: 8,
      epochs: 9,
      earlyStopping: { metric: 'trainLoss', patience: 8 },
    },
  }),
  'full batch, RMSProp, dropout': configWith({
    model: { hidden: [{ units: 6, activation: 'elu' }] },
    optimizer: { id: 'rmsprop', learningRate: 0.01 },
    regularization: { l2: 0.001, dropout: 0.1 },
    training: { batchSize: 'full', epochs: 90 },
    evaluation: { everyEpochs: 20 },
  }),
};

describe.each(Object.keys(configs))('%s', (name) => {
  const config = configs[name]!;

  test.each(['graph', 'graph-xla'] as const)('%s: chunks of any size', async (path) => {
    const whole = await outcomeOf(config, { path, chunkSteps: 64 });
    for (const chunkSteps of [1, 3, 7, null]) {
      expect(await outcomeOf(config, { path, chunkSteps })).toEqual(whole);
    }
  });

  test.each(['graph', 'graph-xla'] as const)('%s: resumed from any checkpoint', async (path) => {
    const whole = await outcomeOf(config, { path, chunkSteps: 5 });
    for (const chunks of [1, 4, 11]) {
      const first = recordSession(config, dataset, {
        path,
        chunkSteps: 5,
        between: ({ session, of }) => {
          if (of('paused').length > 0) return;
          if (++passed === chunks) session.control.give('pause');
        },
      });
      let passed = 0;
      const running = first.run();
      const checkpoint = await pausedCheckpoint(first);
      // The first one goes on to its end after the pause: it must come to the same.
      const second = recordSession(config, dataset, { path, chunkSteps: 13, checkpoint });
      first.session.control.give('resume');
      await running;
      expect(outcome(first)).toEqual(whole);
      await second.run();
      const { losses, weights, result } = outcome(second);
      expect(losses).toEqual(whole.losses.slice(checkpoint.step));
      expect({ weights, result }).toEqual({ weights: whole.weights, result: whole.result });
    }
  });
});

test.each(['graph', 'graph-xla'] as const)('%s: recording spreads changes no bit', async (path) => {
  const [config] = Object.values(configs) as [RunConfig];
  const recording: RunConfig = { ...config, evaluation: { ...config.evaluation, spreadEveryEpochs: 2 } };
  const recorded = recordSession(recording, dataset, { path, chunkSteps: 5 });
  await recorded.run();
  expect(outcome(recorded)).toEqual(await outcomeOf(config, { path, chunkSteps: 5 }));
  const records = recorded.of('spread').map(({ record }) => record);
  expect(records.map(({ epoch }) => epoch)).toEqual([0, 2, 4, 6, 8]);
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
  for (const { layers, rows } of records) {
    expect(layers.map(({ units }) => units)).toEqual([6, 3]);
    for (const { activations, units } of layers) expect(sum(activations.counts)).toBe(rows * units);
  }
  // The network moves, and what is recorded with it.
  expect(records[4]!.layers[0]!.weights).not.toEqual(records[0]!.layers[0]!.weights);
});

/** The checkpoint that goes with the first pause, as another process would get it. */
async function pausedCheckpoint(recorded: RecordedSession): Promise<Checkpoint> {
  while (recorded.of('paused').length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  const checkpoint = recorded.of('checkpointed').at(-1)!.checkpoint;
  return structuredClone(checkpoint);
}

test('another seed gives other numbers', async () => {
  const config = configWith({ training: { batchSize: 8, epochs: 2 } });
  const one = await outcomeOf(config, {});
  expect(await outcomeOf({ ...config, seed: 1 }, {})).toEqual(one);
  expect((await outcomeOf({ ...config, seed: 2 }, {})).losses).not.toEqual(one.losses);
});

test.each(['graph', 'graph-xla'] as const)(
  '%s: no tensor and no memory is left behind by ten thousand chunks',
  async (path) => {
    const config = configWith({ training: { batchSize: 8, epochs: 1010 }, evaluation: { everyEpochs: 100 } });
    const recorded = recordSession(config, dataset, { path, chunkSteps: 1, between: () => measure() });
    const tensors = new Set<number>();
    let chunks = 0;
    let early = 0;
    const measure = () => {
      if (++chunks === 2000) early = process.memoryUsage.rss();
      if (chunks > 20) tensors.add(tensorFlow().getNumOfTensors());
    };
    const before = tensorFlow().getNumOfTensors();
    await recorded.run();
    expect(chunks).toBeGreaterThan(10_000);
    expect(tensors.size).toBe(1);
    // The test keeps the losses; the engine itself must not grow.
    expect(process.memoryUsage.rss() - early).toBeLessThan(40e6);
    // What the data took is given back, too.
    expect(tensorFlow().getNumOfTensors()).toBeLessThan(before);
  },
);
