/** Runs are described as people write them. */
import { expect, test } from 'vitest';
import { fakeRun } from './fakeRun';
import { activationText, layerSizes, lossText, modelText, optimizerText } from './describeRun';

test('the network', () => {
  expect(modelText(fakeRun({}))).toBe('784-64-10 ReLU');
  const logistic = fakeRun({ parameterCount: 7850, config: { model: { hidden: [] } } });
  expect(modelText(logistic)).toBe('784-10');
  const two = fakeRun({
    parameterCount: 785 * 32 + 33 * 24 + 25 * 10,
    config: {
      model: {
        hidden: [
          { units: 32, activation: 'sigmoid' },
          { units: 24, activation: 'sigmoid' },
        ],
      },
    },
  });
  expect(modelText(two)).toBe('784-32-24-10 Sigmoid');
});

test('a data set that is gone', () => {
  const config = { dataset: { id: `sha256:${'0'.repeat(64)}`, standardize: 'none' as const } };
  const unknown = fakeRun({ config, result: null });
  expect(layerSizes(unknown)).toBeNull();
  expect(modelText(unknown)).toBe('hidden 64 ReLU');
});

test('numbers that are not the usual ones are told', () => {
  const run = fakeRun({
    config: {
      model: { hidden: [{ units: 64, activation: { id: 'leaky-relu', params: { slope: 0.2 } } }] },
      optimizer: { id: 'adam', learningRate: 0.001, params: { beta1: 0.8 } },
    },
  });
  expect(activationText(run.config)).toBe('Leaky ReLU (Slope 0.2)');
  expect(optimizerText(run.config)).toBe('Adam (β₁ 0.8)');
  expect(lossText(run.config)).toBe('Softmax cross-entropy');
});
