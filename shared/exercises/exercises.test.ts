// The maths of the exercises against the right answers of the course and against finite differences (runs anywhere).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activations } from '../catalog/activations';
import type { StepInput } from '../study/gradientStep';
import { gradientStep } from '../study/gradientStep';
import { sampleActivation } from './activationCheck';
import {
  crossEntropy,
  crossEntropyByLogits,
  crossEntropyByProbabilities,
  naiveSoftmax,
  numericJacobian,
  softmax,
  softmaxJacobian,
} from './softmax';
import { loweringRates, lossSurface } from './stepRates';

const logits = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 2, maxLength: 6 });

describe('softmax', () => {
  test('does not change when a constant is added; the naive form overflows', () => {
    fc.assert(
      fc.property(logits, fc.double({ min: -1e3, max: 1e3, noNaN: true }), (x, c) => {
        const [plain, moved] = [softmax(x), softmax(x.map((value) => value + c))];
        plain.forEach((p, i) => expect(moved[i]).toBeCloseTo(p, 9));
      }),
    );
    expect(naiveSoftmax([1, 2, 3])).toEqual(softmax([1, 2, 3]).map((p) => expect.closeTo(p, 12) as number));
    expect(naiveSoftmax([1001, 1002, 1003])).toEqual([NaN, NaN, NaN]);
    expect(softmax([1001, 1002, 1003])[2]).toBeCloseTo(softmax([1, 2, 3])[2] as number, 12);
  });

  test('its Jacobian is s_i (δ_ij − s_j), as differences show', () => {
    fc.assert(
      fc.property(logits, (x) => {
        const [analytic, numeric] = [softmaxJacobian(x), numericJacobian(x)];
        analytic.forEach((row, i) =>
          row.forEach((value, j) => expect(value).toBeCloseTo(numeric[i]?.[j] as number, 7)),
        );
      }),
    );
    const [s0 = 0, s1 = 0] = softmax([0.3, -1.2]);
    expect(softmaxJacobian([0.3, -1.2])[0]).toEqual([s0 * (1 - s0), -s0 * s1]);
  });
});

test('cross-entropy: −y/p by the probabilities, s − y by the logits', () => {
  expect(crossEntropyByProbabilities([0, 1, 0], [0.2, 0.5, 0.3])).toEqual([0, -2, 0]);
  fc.assert(
    fc.property(logits, (x) => {
      const y = x.map((_, i) => (i === 1 ? 1 : 0));
      const h = 1e-6;
      crossEntropyByLogits(y, x).forEach((slope, j) => {
        const at = (by: number) => crossEntropy(y, softmax(x.map((v, k) => (k === j ? v + by : v))));
        expect(slope).toBeCloseTo((at(h) - at(-h)) / (2 * h), 6);
      });
    }),
  );
});

test.each(activations.map((entry) => [entry.id, entry] as const))(
  'the derivative of %s is that of differences, but at kinks',
  (id, entry) => {
    const x = Array.from({ length: 81 }, (_, i) => (i - 40) / 8);
    const params = Object.fromEntries(entry.params.map((spec) => [spec.id, spec.default]));
    const sample = sampleActivation({ id, params }, x);
    expect(sample.largestError).toBeLessThan(1e-7);
    expect(sample.atKink.filter(Boolean)).toHaveLength(entry.kinks.length);
  },
);

describe('one step of one layer', () => {
  const course: StepInput = {
    weights: [3, 2],
    inputs: [
      [2, 1, -1],
      [4, -2, 0],
    ],
    targets: [15, 3, 1],
    learningRate: 1,
    activation: 'identity',
  };

  test('the numbers of the course, worked out right', () => {
    expect(gradientStep(course)).toMatchObject({
      outputs: [14, -1, -3],
      loss: 16.5,
      gradient: [-2, 4],
      nextWeights: [5, -2],
      nextOutputs: [2, 9, -5],
      nextLoss: 120.5,
    });
    expect(gradientStep({ ...course, activation: 'relu' })).toMatchObject({
      outputs: [14, 0, 0],
      loss: 5.5,
      gradient: [-2, -4],
      nextWeights: [5, 6],
      nextOutputs: [34, 0, 0],
      nextLoss: 185.5,
    });
  });

  test('with the identity the rates that lower the loss go from 0 to 2 |g|² / |gX|²', () => {
    // g = (−2, 4), gX = (12, −10, 2): 2 · 20 / 248.
    expect(loweringRates(course)).toEqual([{ from: 0, to: expect.closeTo(40 / 248, 10) as number }]);
  });

  test('each interval holds what it says, also with ReLU', () => {
    const relu = { ...course, activation: 'relu' as const };
    const intervals = loweringRates(relu);
    expect(intervals.length).toBeGreaterThan(0);
    for (const { from, to } of intervals) {
      const inside = Number.isFinite(to) ? (from + to) / 2 : from * 2 + 1;
      expect(gradientStep({ ...relu, learningRate: inside }).nextLoss).toBeLessThan(5.5);
      if (Number.isFinite(to))
        expect(gradientStep({ ...relu, learningRate: to * 1.001 }).nextLoss).toBeGreaterThanOrEqual(5.5);
    }
  });

  test('at a minimum no rate lowers the loss', () => {
    const flat = { ...course, inputs: [[0], [0]], targets: [1] };
    expect(loweringRates(flat)).toEqual([]);
  });

  test('the surface has the loss at its weights', () => {
    expect(lossSurface(course, [3, 5], [2, -2])).toEqual([
      [16.5, gradientStep({ ...course, weights: [5, 2] }).loss],
      [gradientStep({ ...course, weights: [3, -2] }).loss, 120.5],
    ]);
  });
});
