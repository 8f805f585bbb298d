/** The estimators against recorded Optuna, and what a density must be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchStream } from '../catalog/strategies/random';
import { erf } from '../maths/float64';
import { contains, rangeDomain, type Domain } from './domain';
import type { Scalar } from './field';
import recorded from './fixtures/optunaTpe.json';
import { normalCdf, normalMass, normalQuantile } from './normal';
import { kernelWeights, parzenMixture } from './parzen';

type RecordedDomain =
  { values: string[] } | { min: number; max: number; log?: boolean; integer?: boolean; step?: number };

const domainOf = (given: RecordedDomain): Domain =>
  'values' in given ? { kind: 'categorical', values: given.values } : rangeDomain(given);

describe('Parzen mixtures', () => {
  it.each(recorded.mixtures.map((mixture, i) => [i, mixture] as const))(
    'have the densities that Optuna gives them (case %i)',
    (_, { domains, observations, probes, logDensities }) => {
      const mixture = parzenMixture((domains as RecordedDomain[]).map(domainOf), observations as Scalar[][]);
      (probes as Scalar[][]).forEach((probe, i) => {
        expect(mixture.logDensity(probe)).toBeCloseTo(logDensities[i]!, 8);
      });
    },
  );

  it('sum to 1 over a stepped range and over a list', () => {
    const steps = rangeDomain({ min: 1, max: 64, integer: true, log: true });
    const words: Domain = { kind: 'categorical', values: ['a', 'b', 'c'] };
    const numbers = Array.from({ length: 64 }, (_, i) => i + 1);
    const total = (mixture: ReturnType<typeof parzenMixture>, rows: Scalar[][]) =>
      rows.reduce((sum, row) => sum + Math.exp(mixture.logDensity(row)), 0);
    expect(
      total(
        parzenMixture([steps], [[1], [2], [2], [64], [30]]),
        numbers.map((n) => [n]),
      ),
    ).toBeCloseTo(1, 10);
    expect(
      total(
        parzenMixture([words], [['a'], ['a'], ['b']]),
        ['a', 'b', 'c'].map((w) => [w]),
      ),
    ).toBeCloseTo(1, 12);
    const joint = parzenMixture(
      [steps, words],
      [
        [3, 'a'],
        [9, 'c'],
      ],
    );
    expect(
      total(
        joint,
        numbers.flatMap((n) => ['a', 'b', 'c'].map((w) => [n, w])),
      ),
    ).toBeCloseTo(1, 10);
  });

  it('draw as dense as they say (chi-square, 20,000 draws)', () => {
    const domain = rangeDomain({ min: 1, max: 8, integer: true });
    const mixture = parzenMixture([domain], [[2], [2], [3], [8]]);
    const stream = searchStream(11, 'draws');
    const counts = new Map<Scalar, number>();
    for (let i = 0; i < 20_000; i++) {
      const value = mixture.draw(stream)[0] as Scalar;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    let chiSquare = 0;
    for (let value = 1; value <= 8; value++) {
      const expected = 20_000 * Math.exp(mixture.logDensity([value]));
      chiSquare += ((counts.get(value) ?? 0) - expected) ** 2 / expected;
    }
    // 99.9 % of chi-square with 7 degrees of freedom.
    expect(chiSquare).toBeLessThan(24.3);
  });

  it('draw nothing outside the domain, whatever was observed', () => {
    const range = fc
      .record({
        min: fc.double({ min: 1e-6, max: 10, noNaN: true }),
        factor: fc.double({ min: 1, max: 1e6, noNaN: true }),
        log: fc.boolean(),
      })
      .map(({ min, factor, log }) => rangeDomain({ min, max: min * factor, log }));
    fc.assert(
      fc.property(
        range,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }),
        (domain, shares) => {
          const rows = shares.map((share) => [
            Math.min(domain.max, domain.min + share * (domain.max - domain.min)),
          ]);
          const mixture = parzenMixture([domain], rows);
          const stream = searchStream(3, 'inside');
          for (let i = 0; i < 20; i++) {
            const row = mixture.draw(stream);
            expect(contains(domain, row[0])).toBe(true);
            expect(mixture.logDensity(row)).not.toBeNaN();
          }
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it('let old observations fade once there are more than 25', () => {
    expect([...kernelWeights(0)]).toEqual([1]);
    expect([...kernelWeights(3)]).toEqual([0.25, 0.25, 0.25, 0.25]);
    // 28: the first three rise from 1/28 to 1 (mean of the ends in the middle), the prior counts 1 as well.
    const sum = 1 / 28 + (1 / 28 + 1) / 2 + 1 + 25 + 1;
    const weights = kernelWeights(28);
    expect(weights[0]).toBeCloseTo(1 / 28 / sum, 14);
    expect(weights[1]).toBeCloseTo((1 / 28 + 1) / 2 / sum, 14);
    expect(weights[28]).toBeCloseTo(1 / sum, 14);
  });
});

describe('the normal distribution', () => {
  // Abramowitz and Stegun, tables 26.1 and 26.5.
  it('has the values of the tables', () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 14);
    expect(normalCdf(-3)).toBeCloseTo(0.001349898031630095, 14);
    expect(normalMass(-1.96, 1.96)).toBeCloseTo(0.950004209703559, 14);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
  });

  it('agrees with the error function, and is exact in its tail', () => {
    for (let x = -8; x <= 8; x += 0.01) expect(normalCdf(x)).toBeCloseTo((1 + erf(x / Math.SQRT2)) / 2, 13);
    // Φ(−10) and Φ(−20): Abramowitz and Stegun 26.2.12 to many terms.
    expect(normalCdf(-10) / 7.61985302416053e-24).toBeCloseTo(1, 7);
    expect(normalMass(20, 21) / 2.75362411860623e-89).toBeCloseTo(1, 7);
  });

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (p) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
