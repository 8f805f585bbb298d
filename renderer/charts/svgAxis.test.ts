// Spans and ticks of SVG charts.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { spanOf, suitsLog, ticksOf } from './svgAxis';

test('a span holds all finite values, on either scale', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.boolean(), (values, log) => {
      const { min, max } = spanOf([...values, NaN, Infinity], { log, zero: true });
      expect(max).toBeGreaterThan(min);
      for (const one of values) {
        if (log && one <= 0) continue;
        expect(one).toBeGreaterThanOrEqual(min);
        expect(one).toBeLessThanOrEqual(max);
      }
    }),
  );
});

test('values near 0 begin there, values far from it do not', () => {
  expect(spanOf([2, 9], { log: false, zero: true }).min).toBe(0);
  expect(spanOf([8, 9], { log: false, zero: true }).min).toBeGreaterThan(7);
  expect(spanOf([], { log: false, zero: true })).toEqual({ min: 0, max: 1 });
});

test('ticks are round in the unit of the axis', () => {
  const ticks = ticksOf({ min: 0, max: 4000, log: false, start: 100, end: 0 }, 25, 1000);
  expect(ticks.map(({ label, value, at }) => [label, value, at])).toEqual([
    ['0', 0, 100],
    ['1', 1000, 75],
    ['2', 2000, 50],
    ['3', 3000, 25],
    ['4', 4000, 0],
  ]);
});

test('a logarithmic axis suits what spreads far above 0', () => {
  expect(suitsLog([0.0001, 0.01])).toBe(true);
  expect(suitsLog([1, 5])).toBe(false);
  expect(suitsLog([0, 100])).toBe(false);
});
