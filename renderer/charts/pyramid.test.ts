/** The pyramid against plain loops. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pyramid } from './pyramid';

const value = fc.oneof(
  { weight: 8, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0) },
);

/** The extremes by a plain loop. */
function plain(values: Float32Array, from: number, to: number): { min: number; max: number } {
  const finite = [...values.subarray(from, to)].filter(Number.isFinite);
  return { min: Math.min(...finite), max: Math.max(...finite) };
}

describe('Pyramid', () => {
  test('finds the same extremes as a plain loop, however it grew', () => {
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 5000 }),
        fc.array(fc.nat(5000), { maxLength: 6 }),
        fc.nat(5000),
        fc.nat(5000),
        (list, stops, a, b) => {
          const values = Float32Array.from(list);
          const pyramid = new Pyramid();
          for (const stop of [...stops].sort((x, y) => x - y))
            pyramid.update(values, Math.min(stop, values.length));
          pyramid.update(values, values.length);
          const [from, to] = [Math.min(a, b, values.length), Math.min(Math.max(a, b), values.length)];
          const found = pyramid.extremes(from, to);
          const wanted = plain(values, from, to);
          if (wanted.min === Infinity) {
            expect(found).toEqual({ min: -1, max: -1 });
          } else {
            expect(values[found.min]! + 0).toBe(wanted.min + 0);
            expect(values[found.max]! + 0).toBe(wanted.max + 0);
            expect(found.min).toBeGreaterThanOrEqual(from);
            expect(found.max).toBeLessThan(to);
          }
        },
      ),
    );
  });

  test('keeps a single spike among half a million values', () => {
    const values = new Float32Array(500_000).fill(0.5);
    values[123_456] = 9;
    const pyramid = new Pyramid();
    pyramid.update(values, values.length);
    expect(pyramid.extremes(0, 500_000).max).toBe(123_456);
    expect(pyramid.extremes(123_457, 500_000).max).toBe(123_457);
  });

  test('starts anew when the series got shorter', () => {
    const pyramid = new Pyramid();
    pyramid.update(
      Float32Array.from({ length: 100 }, (_, i) => i),
      100,
    );
    pyramid.update(
      Float32Array.from({ length: 40 }, (_, i) => -i),
      40,
    );
    expect(pyramid.extremes(0, 100)).toEqual({ min: 39, max: 0 });
  });
});
