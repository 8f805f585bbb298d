/** The crosshair finds the right points and sets numbers under each other. */
import { expect, test } from 'vitest';
import type { Curve } from './curve';
import { alignedNumber, commonDecimals, hoverRows, nearestIndex, shortestFloat } from './hover';
import { evenPositions } from './positions';
import { Pyramid } from './pyramid';

function curve(values: number[], spacing: number): Curve {
  const raw = new Pyramid();
  raw.update(Float32Array.from(values), values.length);
  const look = { color: '#000', dash: [], marker: 'circle' } as const;
  return {
    id: 'a',
    label: 'a',
    look,
    positions: evenPositions(values.length, spacing),
    raw,
    smoothed: null,
    marked: false,
  };
}

test('the nearest point', () => {
  const three = curve([1, 2, 3], 10);
  expect([-5, 0, 4, 6, 15, 16, 99].map((x) => nearestIndex(three, x))).toEqual([0, 0, 0, 1, 1, 2, 2]);
  expect(nearestIndex(curve([], 1), 3)).toBe(-1);
});

test('a curve that has ended is left out', () => {
  expect(hoverRows([curve([1, 2, 3], 10)], 50, 5)).toEqual([]);
  expect(hoverRows([curve([1, 2, 3], 10)], 22, 5)).toMatchObject([{ index: 2, value: 3, x: 20 }]);
});

test('aligned numbers', () => {
  expect(commonDecimals([0.0832, 0.12, 2.3])).toBe(4);
  expect(alignedNumber(0.0832, 4)).toBe('0.0832');
  expect(alignedNumber(-1, 2)).toBe('−1.00');
  expect(alignedNumber(1e-7, 4)).toBe('1.00e−7');
  expect(alignedNumber(NaN, 4)).toBe('NaN');
});

test('32-bit numbers are written as short as they can be', () => {
  expect(shortestFloat(Math.fround(0.1))).toBe('0.1');
  expect(shortestFloat(Math.fround(2.3025851))).toBe('2.3025851');
  for (const value of [1 / 3, 1e-7, 123456.78, 3.4e38]) {
    expect(Math.fround(Number(shortestFloat(Math.fround(value))))).toBe(Math.fround(value));
  }
  expect(shortestFloat(NaN)).toBe('NaN');
});
