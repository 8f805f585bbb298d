// The forest and the importance it gives: on targets whose truth is known.
import { expect, test } from 'vitest';
import { randomStream } from '../rng';
import type { Factor } from './factors';
import { importanceSteps, type ImportanceReport } from './importance';
import { growForest } from './randomForest';

const factor = (path: string, values: readonly (number | string)[]): Factor => ({
  path,
  kind: typeof values[0] === 'number' ? 'number' : 'choice',
  values,
  levels: [...new Set(values)],
  derived: false,
});

/** All steps at once. */
function importanceOf(factors: readonly Factor[], values: readonly number[], seed: number): ImportanceReport {
  for (const step of importanceSteps(factors, values, seed)) if ('report' in step) return step.report;
  throw new Error('The steps end with a report.');
}

/** A grid of two factors and one without effect, three seeds each. */
function grid(effect: (width: number, activation: string) => number, noise: number) {
  const random = randomStream(3, 'noise');
  const rows = [8, 16, 32, 64].flatMap((width) =>
    ['relu', 'tanh', 'sigmoid'].flatMap((activation) =>
      [1, 2, 3].map((seed) => ({ width, activation, seed })),
    ),
  );
  const idle = rows.map(() => Math.floor(random.uniform() * 4));
  return {
    factors: [
      factor(
        'width',
        rows.map(({ width }) => width),
      ),
      factor(
        'activation',
        rows.map(({ activation }) => activation),
      ),
      factor('idle', idle),
    ],
    values: rows.map(({ width, activation }) => effect(width, activation) + noise * random.normal()),
  };
}

test('what decides the metric is clearly important, what does not is not', () => {
  const { factors, values } = grid(
    (width, activation) => 6 - Math.log2(width) + (activation === 'sigmoid' ? 3 : 0),
    0.2,
  );
  const report = importanceOf(factors, values, 1);
  const of = (path: string) => report.factors.find((one) => one.path === path);
  expect(report.r2).toBeGreaterThan(0.6);
  expect(of('activation')).toMatchObject({ isClear: true });
  expect(of('width')).toMatchObject({ isClear: true });
  expect(of('idle')).toMatchObject({ isClear: false });
  expect(report.factors.at(-1)?.path).toBe('idle');
  expect(report.factors[0]?.error).toBeGreaterThan(0);
});

test('noise alone makes nothing important and is not explained', () => {
  const { factors, values } = grid(() => 0, 1);
  const report = importanceOf(factors, values, 1);
  expect(report.r2).toBeLessThan(0.1);
  expect(report.factors.filter(({ isClear }) => isClear)).toEqual([]);
});

test('the same seed gives the same report; steps count up to the whole', () => {
  const { factors, values } = grid((width) => width, 1);
  expect(importanceOf(factors, values, 5)).toEqual(importanceOf(factors, values, 5));
  const done = [...importanceSteps(factors, values, 5)].flatMap((step) =>
    'done' in step ? [step.done] : [],
  );
  expect(done.at(-1)).toBe(1);
  expect([...done].sort((a, b) => a - b)).toEqual(done);
});

test('an effect that two settings have only together is given to both', () => {
  const { factors, values } = grid((width, activation) => (width > 16 && activation === 'relu' ? 4 : 0), 0.1);
  const clear = importanceOf(factors, values, 2).factors.filter(({ isClear }) => isClear);
  expect(clear.map(({ path }) => path).sort()).toEqual(['activation', 'width']);
});

test('a constant target has no variance to explain', () => {
  const columns = [{ kind: 'number' as const, values: Float64Array.of(1, 2, 3, 4) }];
  const growing = growForest(columns, Float64Array.of(5, 5, 5, 5), { trees: 10, leafRows: 1, seed: 1 });
  let step = growing.next();
  while (!step.done) step = growing.next();
  expect(step.value).toEqual({ r2: NaN, importance: [0] });
});

test('values beyond numbers have their place: "full" above, absence below', () => {
  const batch = [8, 8, 64, 64, 'full', 'full', 8, 64, 'full', 8, 64, 'full', 8, 64, 'full', 8] as const;
  const mixed: Factor = { path: 'b', kind: 'number', values: batch, levels: [8, 64, 'full'], derived: false };
  const values = batch.map((value, i) => (value === 'full' ? 10 : 0) + (i % 3) * 0.1);
  expect(importanceOf([mixed], values, 1).factors[0]).toMatchObject({ isClear: true });
});
