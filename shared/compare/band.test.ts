// Mean and deviation of several curves.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { meanBand, type SampledLine } from './band';

const line = (xs: readonly number[], ys: readonly number[]): SampledLine => ({
  length: xs.length,
  x: (i) => xs[i] as number,
  y: (i) => ys[i] as number,
});

test('curves of the same places: the mean and the deviation of the sample at each', () => {
  const band = meanBand([line([0, 1], [1, 2]), line([0, 1], [3, 8]), line([0, 1], [5, 5])]);
  expect(band.n).toBe(3);
  expect([...band.mean]).toEqual([3, 5]);
  expect(band.sd[0]).toBeCloseTo(2, 6);
  expect(band.sd[1]).toBeCloseTo(3, 6);
});

test('the mean ends where the first of its curves does', () => {
  const band = meanBand([line([0, 1, 2, 3], [1, 1, 1, 1]), line([0, 1], [3, 3])]);
  expect([...band.xs]).toEqual([0, 1]);
  expect([...band.mean]).toEqual([2, 2]);
});

test('curves of other places are taken on straight lines', () => {
  const band = meanBand([line([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]), line([0, 4], [0, 8])]);
  expect([...band.mean]).toEqual([0, 1.5, 3, 4.5, 6]);
});

test('a curve that is not finite somewhere leaves no mean there', () => {
  const band = meanBand([line([0, 1, 2], [1, NaN, 3]), line([0, 1, 2], [1, 1, 1])]);
  expect(band.mean[0]).toBe(1);
  expect(band.mean[1]).toBeNaN();
  expect(band.mean[2]).toBe(2);
});

test('curves without points do not count', () => {
  expect(meanBand([])).toMatchObject({ length: 0, n: 0 });
  expect(meanBand([line([], []), line([0], [2])])).toMatchObject({ length: 1, n: 1 });
});

test('the mean lies between its curves, and the deviation is that of two-pass arithmetic', () => {
  const ys = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(ys, { minLength: 2, maxLength: 6 }), (curves) => {
      const band = meanBand(curves.map((values) => line([0, 1, 2, 3], values)));
      for (let i = 0; i < 4; i++) {
        const column = curves.map((values) => values[i] as number);
        const mean = column.reduce((a, b) => a + b, 0) / column.length;
        const sd = Math.sqrt(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (column.length - 1));
        expect(band.mean[i]).toBeCloseTo(mean, 2);
        expect(band.sd[i]).toBeCloseTo(sd, 2);
      }
    }),
  );
});
