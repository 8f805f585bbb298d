/** How settings of sweeps read. */
import { expect, test } from 'vitest';
import { valueText } from './sweepText';

test('settings read as they were written', () => {
  const texts = [0.001, 0.1, 1.5, 12, 1230.4, 0.000012, 0.00025, 1e-8].map((value) =>
    valueText('optimizer.learningRate', value),
  );
  expect(texts).toEqual(['0.001', '0.1', '1.5', '12', '1,230', '1.2 × 10⁻⁵', '0.00025', '1 × 10⁻⁸']);
  expect(valueText('model.hidden', '32,24')).toBe('32-24');
  expect(valueText('model.activation.id', 'relu')).toBe('ReLU');
  expect(valueText('optimizer.learningRate', undefined)).toBe('–');
});
