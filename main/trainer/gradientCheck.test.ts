// The gradient check of whole networks: right for every activation and loss, honest about kinks (Node).
import { expect, test } from 'vitest';
import { activations } from '../../shared/catalog/activations';
import { losses } from '../../shared/catalog/losses';
import { verdictOf } from '../../shared/exercises/gradientReport';
import { sampleActivation } from '../../shared/exercises/activationCheck';
import { activationGradient } from './eager/activationGradient';
import { configWith, madeUp, planOf } from './fixtures/runs';
import { checkGradient } from './gradientCheck';

const networks = activations.flatMap(({ id: activation }) =>
  losses.map(({ id: loss }) => [activation, loss] as const),
);

test.each(networks)('%s with %s: the formulas agree with differences', (activation, loss) => {
  const { info, data } = madeUp(20, 3, loss === 'sigmoid-bce' ? 2 : 3);
  const config = configWith({
    model: {
      hidden: [
        { units: 6, activation },
        { units: 4, activation },
      ],
    },
    loss,
    regularization: { l2: 0.01, l1: 0.001 },
  });
  const report = checkGradient(config, planOf(config, info), data);
  expect(report.verdict).not.toBe('differs');
  expect(report.groups.map(({ layer, part }) => `${layer} ${part}`)).toEqual([
    '0 kernel',
    '0 bias',
    '1 kernel',
    '1 bias',
    '2 kernel',
    '2 bias',
  ]);
  expect(report.groups.every(({ checked, size }) => checked.length === Math.min(size, 40))).toBe(true);
  // Something was checked that is not simply nothing.
  expect(report.groups.some(({ checked }) => checked.some(({ analytic }) => Math.abs(analytic) > 1e-3))).toBe(
    true,
  );
});

test('a kink within the difference is told apart from a wrong gradient', () => {
  const { info, data } = madeUp(20, 2, 2);
  // All weights 0 would put every hidden value on the kink; here the first row is put there by its bias alone.
  const config = configWith({ model: { hidden: [{ units: 3, activation: 'relu' }], initializer: 'zeros' } });
  const report = checkGradient(config, planOf(config, info), data);
  expect(report.groups.reduce((sum, { kinks }) => sum + kinks, 0)).toBeGreaterThan(0);
  expect(report.verdict).toBe('kinks');
});

test('the verdict follows the worst group', () => {
  expect(verdictOf([{ largestError: 1e-8, kinks: 0 }])).toBe('agrees');
  expect(verdictOf([{ largestError: 1e-8, kinks: 2 }])).toBe('kinks');
  expect(
    verdictOf([
      { largestError: 1e-8, kinks: 2 },
      { largestError: 1e-3, kinks: 0 },
    ]),
  ).toBe('differs');
  expect(verdictOf([{ largestError: NaN, kinks: 0 }])).toBe('differs');
});

test.each(activations.map((entry) => [entry.id, entry] as const))(
  '%s: automatic differentiation comes to the same derivative',
  async (id, entry) => {
    const params = Object.fromEntries(entry.params.map((spec) => [spec.id, spec.default]));
    const x = Array.from({ length: 40 }, (_, i) => (i - 19.5) / 5);
    const { values } = await activationGradient({ id, params }, x);
    const { analytic } = sampleActivation({ id, params }, x);
    analytic.forEach((slope, i) => expect(values[i]).toBeCloseTo(slope, 4));
  },
);
