/** Tests of McNemar's exact test against values worked out by hand and in exact fractions (Node). */
import { expect, test } from 'vitest';
import { mcnemar } from './mcnemar';

test('is twice the tail of a fair coin', () => {
  // (1 + 5) / 32, twice.
  expect(mcnemar(1, 4)).toBeCloseTo(0.375, 12);
  expect(mcnemar(4, 1)).toBeCloseTo(0.375, 12);
  expect(mcnemar(0, 10)).toBeCloseTo(2 / 1024, 12);
});

test('equal counts, and none at all, show nothing', () => {
  expect(mcnemar(0, 0)).toBe(1);
  expect(mcnemar(7, 7)).toBe(1);
});

test('stays in range for thousands of rows', () => {
  expect(mcnemar(2400, 2600)).toBeCloseTo(0.004883649737517518, 10);
  expect(mcnemar(50_000, 50_000)).toBe(1);
  expect(mcnemar(0, 5000)).toBe(0);
});
