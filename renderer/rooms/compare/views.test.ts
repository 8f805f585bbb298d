// What the views of the comparison are made of: bars, heat maps, quantities (pure).
import { expect, test } from 'vitest';
import { differingFactors } from '../../../shared/compare/factors';
import type { RunRecord } from '../../../shared/runs/run';
import { layQuantity } from '../../charts/quantity';
import { fakeRun } from '../runs/fakeRun';
import { barsOf } from './barsOf';
import { heatOf } from './heatOf';
import { metricOf } from './metrics';
import { factorQuantityId, quantitiesOf } from './quantities';

const metric = metricOf('testError');
const everything = (): boolean => true;

/** Two activations × three widths × two seeds; the error grows with both, and is 10 more for tanh. */
const runs: readonly RunRecord[] = ['relu', 'tanh'].flatMap((activation, a) =>
  [32, 64, 128].flatMap((units, u) =>
    [1, 2].map((seed) => {
      const number = 6 * a + 2 * u + seed;
      const base = fakeRun({ config: { model: { hidden: [{ units, activation }] }, seed } });
      const testError = 1 + u + seed / 8 + (activation === 'tanh' ? 10 : 0);
      return {
        ...base,
        id: `run000${number.toString().padStart(2, '0')}`,
        number,
        parameterCount: 1000 * units,
        result: base.result && { ...base.result, testError },
      };
    }),
  ),
);
const factors = differingFactors(runs);
const factor = (path: string) => {
  const found = factors.find((one) => one.path === path);
  if (!found) throw new Error(`${path} does not differ`);
  return found;
};
const width = factor('model.width');
const activation = factor('model.activation.id');

test('bars: a place for each width in order of size, a series for each activation, means over the seeds', () => {
  const bars = barsOf(runs, factors, { along: width, by: activation, metric, isChosen: everything });
  expect(bars).toMatchObject({ places: ['32', '64', '128'], placesTitle: 'Width', over: ['seed'] });
  expect(bars.series.map(({ label }) => label)).toEqual(['ReLU', 'tanh']);
  expect(bars.series[1]?.cells.map((cell) => cell?.mean)).toEqual([11.1875, 12.1875, 13.1875]);
  expect(bars.series[0]?.cells[1]).toMatchObject({
    members: [
      { id: 'run00003', value: 2.125 },
      { id: 'run00004', value: 2.25 },
    ],
    text: 'ReLU, width 64: 2.19 ± 0.09 %, n = 2',
  });
});

test('bars of what is not kept apart say so, and keep look and place while runs are chosen', () => {
  const whole = barsOf(runs, factors, { along: activation, by: undefined, metric, isChosen: everything });
  expect(whole.over).toEqual(['width', 'seed']);
  expect(whole.series[0]?.cells[0]?.members).toHaveLength(6);
  const some = barsOf(runs, factors, {
    along: width,
    by: activation,
    metric,
    isChosen: (id) => id === 'run00012',
  });
  expect(some.places).toEqual(['32', '64', '128']);
  expect(some.series[0]?.cells).toEqual([null, null, null]);
  expect(some.series[1]?.cells.map((cell) => cell?.members.length ?? 0)).toEqual([0, 0, 1]);
});

test('heat maps share one scale over their facets; the smallest mean is the brightest', () => {
  const maps = heatOf(runs, {
    row: width,
    column: factor('seed'),
    facet: activation,
    metric,
    isChosen: everything,
  });
  expect(maps.facets.map(({ title }) => title)).toEqual(['ReLU', 'tanh']);
  expect(maps.span).toEqual({ least: 1.125, most: 13.25 });
  expect(maps.facets[0]?.cells[0]?.[0]).toMatchObject({ share: 1, figure: '1.13 %' });
  expect(maps.facets[1]?.cells[2]?.[1]).toMatchObject({ share: 0 });
  expect(maps.facets[1]?.members[2]?.[1]).toEqual(['run00012']);
});

test('a cell of a heat map is of its chosen runs; one without any is faded, not empty', () => {
  const isChosen = (id: string): boolean => id === 'run00001';
  const maps = heatOf(runs, { row: width, column: activation, facet: undefined, metric, isChosen });
  expect(maps.facets[0]?.cells[0]?.[0]).toMatchObject({ figure: '1.13 %', isFaded: false });
  expect(maps.facets[0]?.cells[0]?.[1]).toMatchObject({ isFaded: true });
});

test('quantities: settings of numbers on a scale, words at even places, the size of the network', () => {
  const all = quantitiesOf(runs, factors);
  const of = (id: string) => all.find((one) => one.id === id);
  expect(of(factorQuantityId('model.width'))).toMatchObject({
    levels: null,
    steps: [32, 64, 128],
    suitsLog: true,
  });
  expect(of(factorQuantityId('model.activation.id'))).toMatchObject({
    levels: ['ReLU', 'tanh'],
    values: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
  });
  expect(of('parameters')?.text(64_000)).toBe('64,000');
});

test('an axis of words has a place for each; one of few numbers has its ticks at them', () => {
  const all = quantitiesOf(runs, factors);
  const of = (id: string) => {
    const found = all.find((one) => one.id === id);
    if (!found) throw new Error(id);
    return found;
  };
  const words = layQuantity(of(factorQuantityId('model.activation.id')), false, 0, 100, 60);
  expect(words.ticks.map(({ label, at }) => [label, at])).toEqual([
    ['ReLU', 25],
    ['tanh', 75],
  ]);
  const numbers = layQuantity(of(factorQuantityId('model.width')), true, 0, 300, 60);
  expect(numbers.ticks.map(({ label }) => label)).toEqual(['32', '64', '128']);
  const gaps = numbers.ticks.map(({ at }, i) => at - (numbers.ticks[i - 1]?.at ?? at)).slice(1);
  expect(gaps[0]).toBeCloseTo(gaps[1] ?? NaN, 6);
});

test('runs that were not trained to their end have no value of a metric', () => {
  const cut = runs.map((run, i) => (i === 0 ? { ...run, state: 'diverged' as const } : run));
  expect(quantitiesOf(cut, factors)[0]?.values.slice(0, 2)).toEqual([null, 1.25]);
});
