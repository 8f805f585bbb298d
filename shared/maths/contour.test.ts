/** The contour lies where the values cross the level. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classBorders, contourLines } from './contour';

test('a ramp is crossed by a straight line', () => {
  const size = 5;
  const values = Array.from({ length: size * size }, (_, i) => (i % size) * 10);
  const lines = contourLines(values, size, 15);
  expect(lines.length).toBe(4 * (size - 1));
  for (let i = 0; i < lines.length; i += 2) expect(lines[i]).toBeCloseTo(1.5);
});

test('every end lies on an edge where the level is crossed', () => {
  const size = 6;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 36, maxLength: 36 }), (values) => {
      const lines = contourLines(values, size, 127.5);
      for (let i = 0; i < lines.length; i += 2) {
        const [x, y] = [lines[i]!, lines[i + 1]!];
        const interpolated = (t: number, a: number, b: number) => a + (b - a) * t;
        const at = (column: number, row: number) => values[row * size + column]!;
        const value = Number.isInteger(y)
          ? interpolated(x % 1, at(Math.floor(x), y), at(Math.min(size - 1, Math.ceil(x)), y))
          : interpolated(y % 1, at(x, Math.floor(y)), at(x, Math.ceil(y)));
        expect(value).toBeCloseTo(127.5, 6);
      }
    }),
  );
});

test('borders between classes', () => {
  expect(classBorders([0, 1, 0, 1], 2)).toEqual([0.5, -0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1.5]);
  expect(classBorders([2, 2, 2, 2], 2)).toEqual([]);
});
