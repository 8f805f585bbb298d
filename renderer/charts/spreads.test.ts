/** Tests of overlaid histograms (Node). */
import { expect, test } from 'vitest';
import { densities, spreadPath, spreadSpan } from './spreads';

const histogram = (min: number, max: number, counts: number[]) => ({
  ...{ min, max, counts, mean: 0, sd: 0, zeros: 0, broken: 0 },
});

test('densities of any bins have the area 1', () => {
  const one = histogram(-1, 1, [1, 2, 3, 4]);
  const span = spreadSpan([one]);
  expect(densities(one, span).reduce((sum, value) => sum + value * 0.5, 0)).toBeCloseTo(1);
  // The same numbers in half as many bins are as high.
  expect(densities(histogram(-1, 1, [3, 7]), span)[0]).toBeCloseTo(0.3);
});

test('the axis holds all of them', () => {
  const { min, max } = spreadSpan([histogram(-3, 1, [1, 1]), histogram(0, 5, [1, 1]), histogram(0, 0, [])]);
  expect(min).toBeLessThan(-3);
  expect(max).toBeGreaterThan(5);
});

test('numbers of one value are a narrow bar; none are nothing', () => {
  const one = histogram(2, 2, [10]);
  const axis = { ...spreadSpan([one]), log: false, start: 0, end: 200 };
  const most = Math.max(...densities(one, axis));
  expect(spreadPath(one, { axis, base: 100, height: 80, most })).toMatch(/^M99.5 100V20H100.5V100$/);
  expect(spreadPath(histogram(0, 0, []), { axis, base: 100, height: 80, most })).toBe('');
});
