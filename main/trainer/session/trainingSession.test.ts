/** The course of a run: evaluations, early stopping, divergence, pause, stop, cancel, boundaries. */
import { expect, test } from 'vitest';
import { LabError } from '../../../shared/result';
import { configWith, madeUp } from '../fixtures/runs';
import { recordSession } from '../fixtures/session';

const dataset = madeUp(40, 3, 3, 10);

test('every step has its loss, evaluations come at the start, at the interval and at the end', async () => {
  const config = configWith({ training: { batchSize: 16, epochs: 5 }, evaluation: { everyEpochs: 2 } });
  const recorded = recordSession(config, dataset);
  await recorded.run();
  expect(recorded.losses()).toHaveLength(15);
  const starts = recorded.of('losses').map(({ chunk }) => chunk.firstStep);
  expect(starts[0]).toBe(0);
  expect(recorded.evaluations().map((evaluation) => [evaluation.step, evaluation.epoch])).toEqual([
    [0, 0],
    [6, 2],
    [12, 4],
    [15, 5],
  ]);
  const { outcome, result, weights, checkpoint } = recorded.finished();
  expect(outcome).toBe('completed');
  expect(result.stoppedEarly).toBe(false);
  expect(result.epochSeconds).toHaveLength(5);
  expect(result.finalLoss).toBe(recorded.losses().at(-1));
  expect(result.confusionOf).toBe('test');
  expect(result.confusion.reduce((a, b) => a + b, 0)).toBe(10);
  const right = result.confusion[0]! + result.confusion[4]! + result.confusion[8]!;
  expect(result.testError).toBeCloseTo(100 - 10 * right, 10);
  expect(weights.layers.map(({ inputs, units }) => [inputs, units])).toEqual([
    [3, 5],
    [5, 3],
  ]);
  expect(checkpoint.step).toBe(15);
  expect(recorded.of('boundary')).toHaveLength(0);
});

test('calls grow until they fill an epoch of batches', async () => {
  const config = configWith({ training: { batchSize: 8, epochs: 20 }, evaluation: { everyEpochs: 20 } });
  let calls = 0;
  const recorded = recordSession(config, madeUp(212, 3, 3), {
    between: () => {
      calls++;
    },
  });
  await recorded.run();
  expect(recorded.losses()).toHaveLength(20 * 27);
  // 26 whole batches and a short one: two calls an epoch, and a few more while they grow.
  expect(calls).toBeLessThan(2 * 20 + 15);
});

test('0 epochs: the untrained network is evaluated', async () => {
  const recorded = recordSession(configWith({ training: { batchSize: 16, epochs: 0 } }), dataset);
  await recorded.run();
  expect(recorded.losses()).toEqual([]);
  expect(recorded.evaluations()).toHaveLength(1);
  const { outcome, result } = recorded.finished();
  expect(outcome).toBe('completed');
  expect(result.finalLoss).toBeNull();
  expect(result.testError).not.toBeNull();
  expect(result.confusion).toHaveLength(9);
});

test('no training rows evaluated, no test rows: their metrics are null', async () => {
  const config = configWith({ evaluation: { trainRows: 0 } });
  const recorded = recordSession(config, madeUp(40, 3, 3, 0));
  await recorded.run();
  const evaluation = recorded.evaluations()[0]!;
  expect([evaluation.trainLoss, evaluation.trainError, evaluation.testLoss]).toEqual([null, null, null]);
});

test('early stopping waits for its patience and says why it stopped', async () => {
  const config = configWith({
    optimizer: { id: 'sgd', learningRate: 1e-6 },
    training: {
      batchSize: 40,
      epochs: 50,
      earlyStopping: { metric: 'testLoss', patience: 3, minDelta: 0.1 },
    },
  });
  const recorded = recordSession(config, dataset);
  await recorded.run();
  const { outcome, reason, result } = recorded.finished();
  expect(outcome).toBe('completed');
  expect(result.stoppedEarly).toBe(true);
  expect(reason).toContain('test loss has not improved for 3 evaluations');
  // The first evaluation after training is the best, three more bring nothing.
  expect(recorded.losses()).toHaveLength(4);
});

test('a loss that is not finite ends the run as diverged and names the step', async () => {
  const config = configWith({
    model: { hidden: [{ units: 5, activation: 'linear' }] },
    loss: 'mse',
    optimizer: { id: 'sgd', learningRate: 100 },
    training: { batchSize: 'full', epochs: 200 },
  });
  const recorded = recordSession(config, dataset);
  await recorded.run();
  const { outcome, reason, result } = recorded.finished();
  expect(outcome).toBe('diverged');
  const losses = recorded.losses();
  expect(losses.slice(0, -1).every(Number.isFinite)).toBe(true);
  expect(Number.isFinite(losses.at(-1))).toBe(false);
  expect(reason).toContain(`at step ${losses.length};`);
  expect(result.finalLoss).toBeNull();
});

test('pause leaves a checkpoint behind and waits; resume goes on', async () => {
  const config = configWith({ training: { batchSize: 8, epochs: 10 } });
  const recorded = recordSession(config, dataset, {
    chunkSteps: 2,
    between: ({ session, of }) => {
      if (of('paused').length === 0) session.control.give('pause');
    },
  });
  const running = recorded.run();
  while (recorded.of('paused').length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  const { length } = recorded.events;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(recorded.events).toHaveLength(length);
  expect(recorded.events.slice(-2).map(({ type }) => type)).toEqual(['checkpointed', 'paused']);
  expect(recorded.losses()).toHaveLength(2);
  recorded.session.control.give('resume');
  await running;
  expect(recorded.of('resumed')).toHaveLength(1);
  expect(recorded.losses()).toHaveLength(50);
  // 50 ms of waiting are not training time.
  expect(recorded.finished().checkpoint.elapsedMs).toBeLessThan(recorded.evaluations().length * 1000);
});

test.each(['stop', 'cancel'] as const)(
  '%s ends a running and a paused run at the next boundary',
  async (command) => {
    for (const paused of [false, true]) {
      const recorded = recordSession(configWith({ training: { batchSize: 8, epochs: 10 } }), dataset, {
        chunkSteps: 2,
        between: ({ session }) => {
          if (paused) session.control.give('pause');
          setImmediate(() => session.control.give(command));
        },
      });
      await recorded.run();
      const { outcome, result, checkpoint } = recorded.finished();
      expect(outcome).toBe(command === 'stop' ? 'completed' : 'cancelled');
      expect(result.stoppedEarly).toBe(command === 'stop');
      expect(recorded.losses()).toHaveLength(checkpoint.step);
      expect(checkpoint.step).toBeLessThan(50);
      // What was stopped is evaluated where it stands; what was cancelled is not.
      const last = recorded.evaluations().at(-1)!.step;
      expect(last).toBe(command === 'stop' ? checkpoint.step : 0);
    }
  },
);

test('two features: boundaries thin out and the last one shows the end', async () => {
  const config = configWith({
    loss: 'sigmoid-bce',
    training: { batchSize: 'full', epochs: 300 },
    evaluation: { everyEpochs: 300 },
  });
  const recorded = recordSession(config, madeUp(40, 2, 2, 0));
  await recorded.run();
  const snapshots = recorded.of('boundary').map(({ snapshot }) => snapshot);
  expect(snapshots[0]!.step).toBe(0);
  expect(snapshots.at(-1)!.step).toBe(300);
  expect(snapshots[0]!.values).toHaveLength(10_000);
  expect(snapshots[0]!.xRange).toEqual([-3.6, 3.6]);
  expect(new Set(snapshots.at(-1)!.values).size).toBeGreaterThan(10);
});

test('a checkpoint that is not one is refused in plain words', () => {
  const damaged = { step: 1, epoch: 0, elapsedMs: 0, data: new Uint8Array([1, 2, 3]) };
  const make = () => recordSession(configWith({}), dataset, { checkpoint: damaged });
  expect(make).toThrow(LabError);
  expect(make).toThrow('damaged');
});
