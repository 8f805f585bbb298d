// Student's t and the tests on pairs, against published values and by their properties.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { incompleteBeta, logGamma, studentPoint, studentTwoSided } from './distributions';
import { comparePairs, decidingP, holm, signedRank, verdictOf } from './paired';

test('ln Γ at known places', () => {
  expect(logGamma(1)).toBeCloseTo(0, 14);
  expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14);
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 12);
});

test('the incomplete beta function where it has a closed form', () => {
  for (const x of [0.01, 0.3, 0.5, 0.9, 0.999]) {
    expect(incompleteBeta(x, 1, 1)).toBeCloseTo(x, 14);
    expect(incompleteBeta(x, 3, 1)).toBeCloseTo(x ** 3, 14);
    expect(incompleteBeta(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 13);
    expect(incompleteBeta(x, 2.5, 4) + incompleteBeta(1 - x, 4, 2.5)).toBeCloseTo(1, 13);
  }
});

test('two-sided points of Student’s t as in the tables', () => {
  const table = { 1: 12.7062, 2: 4.3027, 4: 2.7764, 9: 2.2622, 29: 2.0452, 1000: 1.9623 };
  for (const [degrees, point] of Object.entries(table))
    expect(studentPoint(0.05, Number(degrees))).toBeCloseTo(point, 4);
  // With one degree of freedom it is the Cauchy distribution.
  expect(studentTwoSided(3, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(3), 14);
});

test('the paired t test on Student’s sleep data (1908): t = 4.0621 on 9 degrees, p = 0.002833', () => {
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const result = comparePairs(first.map((value, i) => [value, second[i] as number]));
  expect(result?.difference).toBeCloseTo(1.58, 12);
  expect(result?.t).toBeCloseTo(4.0621, 4);
  expect(result?.tP).toBeCloseTo(0.002833, 6);
  expect(result?.interval?.[0]).toBeCloseTo(0.7001142, 6);
  expect(result?.interval?.[1]).toBeCloseTo(2.4598858, 6);
});

test('Wilcoxon’s test counted out: all signs alike, the table for n = 8, ties', () => {
  expect(signedRank([1, 2, 3, 4, 5])).toMatchObject({ n: 5, positive: 15, p: 0.0625, isExact: true });
  // T = 3 for n = 8: 5 of 256 sums are at most 3 on either side.
  expect(signedRank([-1, -2, 3, 4, 5, 6, 7, 8]).p).toBeCloseTo(10 / 256, 12);
  // Two equal sizes of either sign: the statistic is in the middle.
  expect(signedRank([1, -1]).p).toBe(1);
  expect(signedRank([0, 0])).toMatchObject({ n: 0, p: 1 });
});

test('the exact signed-rank distribution agrees with every sign pattern counted one by one', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(sizes, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), (magnitudes, signs) => {
      const differences = magnitudes.map((size, i) => (signs[i] ? size : -size));
      const observed = signedRank(differences);
      const total = (magnitudes.length * (magnitudes.length + 1)) / 2;
      const extreme = Math.min(observed.positive, total - observed.positive);
      let [count, all] = [0, 0];
      for (let pattern = 0; pattern < 2 ** magnitudes.length; pattern++) {
        const flipped = magnitudes.map((size, i) => ((pattern >> i) & 1 ? size : -size));
        const { positive } = signedRank(flipped);
        all++;
        if (positive <= extreme) count++;
      }
      expect(observed.p).toBeCloseTo(Math.min(1, (2 * count) / all), 12);
    }),
    { numRuns: 40 },
  );
});

test('beyond what is counted out the normal approximation is near the exact value', () => {
  const differences = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? -1 : 1) * (i + 1));
  const exact = signedRank(differences);
  const near = signedRank([...differences, 61]);
  expect(exact.isExact).toBe(true);
  expect(near.isExact).toBe(false);
  expect(near.p).toBeGreaterThan(0.3 * exact.p);
  expect(near.p).toBeLessThan(3 * exact.p);
});

test('turning the pairs round turns the difference round and leaves the p values', () => {
  const value = fc.double({ min: 0, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 12 }), (pairs) => {
      const there = comparePairs(pairs);
      const back = comparePairs(pairs.map(([a, b]) => [b, a] as const));
      expect(back?.difference).toBeCloseTo(-(there?.difference ?? NaN), 9);
      expect(back?.signedRank.p).toBeCloseTo(there?.signedRank.p ?? NaN, 12);
      if (there?.tP !== null && there) expect(back?.tP).toBeCloseTo(there.tP, 9);
    }),
  );
});

test('the interval leaves out 0 exactly where p is below 0.05', () => {
  const value = fc.double({ min: 0, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 12 }), (pairs) => {
      const result = comparePairs(pairs);
      if (!result?.interval || result.tP === null || Math.abs(result.tP - 0.05) < 1e-6) return;
      const [low, high] = result.interval;
      expect(low > 0 || high < 0).toBe(result.tP < 0.05);
    }),
  );
});

test('differences that are all alike have no deviation: only their signs count', () => {
  // Errors of 40 rows come in steps of 2.5 %: three equal steps are no proof.
  const result = comparePairs([
    [2.5, 5],
    [5, 7.5],
    [0, 2.5],
  ]);
  if (!result) throw new Error('there are pairs');
  expect(result).toMatchObject({ sd: 0, tP: null, interval: null, difference: 2.5 });
  expect(decidingP(result)).toBe(0.25);
  expect(verdictOf(result, decidingP(result))).toBe('undecided');
});

test('nothing is called where one pair, equal pairs or noise is all there is', () => {
  const verdict = (pairs: readonly (readonly [number, number])[]): string => {
    const result = comparePairs(pairs);
    return result ? verdictOf(result, decidingP(result)) : 'none';
  };
  expect(verdict([])).toBe('none');
  expect(verdict([[1, 9]])).toBe('too-few');
  expect(
    verdict([
      [1, 1],
      [2, 2],
    ]),
  ).toBe('same');
  expect(
    verdict([
      [1, 2],
      [3, 2.5],
      [2, 2.2],
    ]),
  ).toBe('undecided');
  expect(
    verdict([
      [3, 2],
      [4, 2.9],
      [5, 4.05],
      [3.3, 2.2],
    ]),
  ).toBe('lower');
});

test('Holm’s correction: the smallest times the number of tests, never falling', () => {
  expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
  expect(holm([])).toEqual([]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (ps) => {
      holm(ps).forEach((adjusted, i) => {
        expect(adjusted).toBeGreaterThanOrEqual(ps[i] as number);
        expect(adjusted).toBeLessThanOrEqual(1);
      });
    }),
  );
});
