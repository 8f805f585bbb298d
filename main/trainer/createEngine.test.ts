/** How large the calls of a run are: from its plan alone, short enough for a pause, no rows gathered in vain. */
import { expect, test } from 'vitest';
import { stepsPerCall } from './createEngine';
import { configWith, madeUp, planOf } from './fixtures/runs';

function stepsOf(rows: number, features: number, hidden: number, batchSize: number | 'full', epochs = 1000) {
  const { info } = madeUp(4, features, 2);
  const config = configWith({
    model: { hidden: [{ units: hidden, activation: 'relu' }] },
    training: { batchSize, epochs },
  });
  return stepsPerCall(planOf(config, { ...info, rows, givenTrainRows: rows }));
}

test('an epoch of MNIST takes calls of some 50 ms, all but the last of one size', () => {
  const steps = stepsOf(60_000, 784, 64, 64);
  expect(steps).toBeGreaterThan(80);
  expect(steps).toBeLessThan(200);
  // 937 batches: no call is asked for less than nine tenths of its rows.
  expect(937 % steps === 0 || 937 % steps > 0.9 * steps).toBe(true);
});

test('wide layers and large batches get fewer steps, at least one', () => {
  expect(stepsOf(60_000, 784, 1024, 512)).toBeLessThan(5);
  expect(stepsOf(60_000, 784, 8192, 4096)).toBe(1);
});

test('an epoch shorter than a call is one call; full batches take thousands of steps', () => {
  expect(stepsOf(100, 2, 16, 10)).toBe(10);
  expect(stepsOf(100, 2, 16, 'full', 100_000)).toBeGreaterThan(10_000);
  expect(stepsOf(100, 2, 16, 'full', 100_000)).toBeLessThan(30_000);
  expect(stepsOf(10, 2, 1, 'full', 100_000)).toBe(32_768);
  expect(stepsOf(100, 2, 16, 'full', 500)).toBe(500);
  // Rows of a large data set all at once: a step is a call.
  expect(stepsOf(60_000, 784, 64, 'full', 500)).toBe(1);
});
