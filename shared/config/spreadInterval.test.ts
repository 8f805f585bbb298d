/** Spreads are recorded when asked for, at evaluations, and never more often than is kept. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalConfig, parseRunConfig, type RunConfig } from './runConfig';
import { mostSpreads, spreadInterval } from './spreadInterval';

const configOf = (epochs: number, everyEpochs: number, spreadEveryEpochs?: number): RunConfig =>
  parseRunConfig({
    dataset: { id: 'moons', standardize: 'none' },
    model: { hidden: [] },
    optimizer: { id: 'sgd', learningRate: 0.1 },
    training: { batchSize: 'full', epochs },
    evaluation: { everyEpochs, ...(spreadEveryEpochs === undefined ? {} : { spreadEveryEpochs }) },
  });

test('not at all by itself, and a configuration without it is what it was', () => {
  expect(spreadInterval(configOf(100, 1))).toBeNull();
  expect(canonicalConfig(configOf(100, 1))).not.toContain('spread');
});

test('as asked for where the run is short', () => {
  expect(spreadInterval(configOf(20, 1, 5))).toBe(5);
  expect(spreadInterval(configOf(20, 2, 5))).toBe(6);
});

test('always at evaluations, at most so many times', () => {
  const epochs = fc.integer({ min: 0, max: 1_000_000 });
  const every = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(epochs, every, every, (length, evaluated, wanted) => {
      const interval = spreadInterval(configOf(length, evaluated, wanted))!;
      expect(interval % evaluated).toBe(0);
      expect(interval).toBeGreaterThanOrEqual(wanted);
      expect(length / interval).toBeLessThanOrEqual(mostSpreads);
    }),
  );
});
