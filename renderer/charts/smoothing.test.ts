/** The smoothing against its formula. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeOf, Smoothed, weightAt } from './smoothing';

/** Σ wⁿ⁻ⁱ·xᵢ / Σ wⁿ⁻ⁱ, which is what the corrected average comes to. */
function plain(values: readonly number[], weight: number): number[] {
  return values.map((_, n) => {
    let sum = 0;
    let weights = 0;
    for (let i = 0; i <= n; i++) {
      sum += weight ** (n - i) * values[i]!;
      weights += weight ** (n - i);
    }
    return sum / weights;
  });
}

describe('Smoothed', () => {
  test('is the weighted mean of what came before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 60 }),
        fc.constantFrom(0, 0.3, 0.9, 0.99),
        (list, weight) => {
          const values = Float32Array.from(list);
          const smoothed = new Smoothed();
          smoothed.update(values, values.length, weight);
          plain([...values], weight).forEach((wanted, i) =>
            expect(smoothed.values[i]).toBeCloseTo(wanted, 4),
          );
        },
      ),
    );
  });

  test('gives the same bits piece by piece as at once', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i) + 2);
    const whole = new Smoothed();
    whole.update(values, 1000, 0.97);
    const pieces = new Smoothed();
    for (const length of [1, 17, 300, 301, 1000]) pieces.update(values.slice(0, length), length, 0.97);
    expect([...pieces.values.subarray(0, 1000)]).toEqual([...whole.values.subarray(0, 1000)]);
    expect(pieces.pyramid.extremes(0, 1000)).toEqual(whole.pyramid.extremes(0, 1000));
  });

  test('passes over what is not finite', () => {
    const smoothed = new Smoothed();
    smoothed.update(Float32Array.from([1, NaN, 1, Infinity, 1]), 5, 0.9);
    expect(smoothed.values[4]).toBeCloseTo(1);
    expect(smoothed.values[1]).toBeNaN();
  });

  test('starts anew with another weight', () => {
    const values = Float32Array.from([0, 10]);
    const smoothed = new Smoothed();
    smoothed.update(values, 2, 0.9);
    smoothed.update(values, 2, 0);
    expect([...smoothed.values]).toEqual([0, 10]);
  });
});

test('slider places and weights belong together', () => {
  expect(weightAt(0)).toBe(0);
  expect(weightAt(0.25)).toBeCloseTo(0.9, 2);
  expect(weightAt(1)).toBe(0.9999);
  for (const place of [0, 0.1, 0.25, 0.5, 0.9]) expect(placeOf(weightAt(place))).toBeCloseTo(place, 2);
});
