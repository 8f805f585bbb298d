// What tells runs apart: differing lines, names, groups and their results (pure).
import { expect, test } from 'vitest';
import { differingFactors, seedPath } from '../../../shared/compare/factors';
import { runLook } from '../../format/runColors';
import { fakeRun } from '../runs/fakeRun';
import { comparisonTsv, differenceNames, parameterRows } from './comparison';
import { chosenOnly, groupResult, runGroups } from './grouping';
import { metrics, sampleText } from './metrics';

const run = (number: number, activation: string, seed: number, testError = 3) => {
  const base = fakeRun({});
  return fakeRun({
    id: `run0000${number}`,
    number,
    config: { model: { hidden: [{ units: 64, activation }] }, seed },
    result: base.result && { ...base.result, testError },
  });
};
const [testErrorMetric] = metrics;
if (!testErrorMetric) throw new Error('there is no metric');

test('a line differs where one run has another value or none', () => {
  const rows = parameterRows([run(1, 'relu', 1), run(2, 'leaky-relu', 1)]);
  const of = (label: string) => rows.find((row) => row.label === label);
  expect(of('Activation')).toMatchObject({ differs: true, values: ['ReLU', 'Leaky ReLU'] });
  expect(of('Learning rate')).toMatchObject({ differs: false });
  // Only leaky ReLU has a slope.
  expect(rows.filter(({ values }) => values[0] === '–').every(({ differs }) => differs)).toBe(true);
  expect(rows.some(({ values }) => values[0] === '–')).toBe(true);
});

test('runs are named by what differs, and by their numbers where nothing does', () => {
  const named = (...runs: ReturnType<typeof run>[]) => differenceNames(runs, differingFactors(runs));
  expect(named(run(1, 'relu', 1), run(2, 'sigmoid', 1))).toEqual(['ReLU', 'Sigmoid']);
  expect(named(run(1, 'relu', 1), run(2, 'relu', 2))).toEqual(['seed 1', 'seed 2']);
  expect(named(run(1, 'relu', 1), run(2, 'sigmoid', 2))).toEqual(['ReLU, seed 1', 'Sigmoid, seed 2']);
  expect(named(run(1, 'relu', 1), run(2, 'relu', 1))).toEqual(['First run #1', 'First run #2']);
  expect(named(run(1, 'relu', 1), run(2, 'relu', 1), run(3, 'relu', 2))).toEqual([
    'seed 1 #1',
    'seed 1 #2',
    'seed 2',
  ]);
});

const withoutSeed = (runs: readonly ReturnType<typeof run>[]) =>
  runGroups(
    runs,
    differingFactors(runs).filter(({ path }) => path !== seedPath),
  );

test('seeds of one configuration are one group with mean and sample deviation', () => {
  const groups = withoutSeed([run(1, 'relu', 1, 2), run(2, 'sigmoid', 1, 5), run(3, 'relu', 2, 4)]);
  const results = groups.map((group) => groupResult(group, testErrorMetric));
  const [relu, sigmoid] = results;
  expect(results.map(({ group }) => group.name)).toEqual(['ReLU', 'Sigmoid']);
  expect(relu?.group.members.map(({ number }) => number)).toEqual([1, 3]);
  expect(relu?.sample).toMatchObject({ n: 2, mean: 3, min: 2, max: 4 });
  expect(relu?.sample?.sd).toBeCloseTo(Math.SQRT2, 12);
  expect(sigmoid?.sample).toMatchObject({ n: 1, mean: 5, sd: null });
  expect(sampleText(testErrorMetric, relu?.sample ?? null)).toBe('3.00 ± 1.41 %');
});

test('a run that was not trained to its end is a member without a value', () => {
  const cut = { ...run(3, 'relu', 2, 4), state: 'cancelled' as const };
  const [group] = withoutSeed([run(1, 'relu', 1, 2), cut]);
  if (!group) throw new Error('there is a group');
  expect(group.members).toHaveLength(2);
  expect(groupResult(group, testErrorMetric).sample).toMatchObject({ n: 1, mean: 2 });
});

test('groups never look alike while there are looks left, and keep theirs when runs are chosen', () => {
  // Runs 1, 7 and 13 have the same colour; 1 and 25 the same dash too.
  const runs = [1, 25, 49, 7].flatMap((number, i) =>
    [0, 100].map((more) => ({
      ...fakeRun({ config: { training: { batchSize: 8 * (i + 1), epochs: 3 } } }),
      id: `run000${number + more}`,
      number: number + more,
    })),
  );
  const groups = runGroups(runs, differingFactors(runs));
  const looks = groups.map(({ look }) => `${look.color} ${look.dash.join(' ')}`);
  expect(new Set(looks).size).toBe(4);
  const kept = chosenOnly(groups, new Set(['run00025', 'run0007']));
  expect(kept.map(({ look }) => `${look.color} ${look.dash.join(' ')}`)).toEqual([looks[1], looks[3]]);
});

test('a run by itself looks as it does everywhere, whatever it is compared with', () => {
  const runs = [1, 7, 25, 2, 40].map((number, i) => ({
    ...fakeRun({ config: { training: { batchSize: 8 * Math.min(i + 1, 4), epochs: 3 } } }),
    id: `run000${number}`,
    number,
  }));
  const looks = new Map(
    runGroups(runs, differingFactors(runs)).map(({ members, look }) => [
      members.map(({ number }) => number).join(),
      look,
    ]),
  );
  for (const number of [1, 7, 25]) expect(looks.get(String(number))).toEqual(runLook(number));
  // A group beside them takes none of theirs.
  expect(looks.get('2,40')?.color).not.toBe(runLook(1).color);
});

test('differences carry their sign, and those of percentages are points', () => {
  expect(testErrorMetric.delta(-0.5)).toBe('−0.50 points');
  expect(testErrorMetric.delta(0)).toBe('±0');
});

test('the table for a spreadsheet has a row a run and full numbers', () => {
  const runs = [run(1, 'relu', 1, 2.123456789), run(2, 'sigmoid', 1)];
  const rows = parameterRows(runs).filter(({ differs }) => differs);
  const lines = comparisonTsv(runs, rows, differenceNames(runs, differingFactors(runs))).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]?.split('\t').slice(0, 4)).toEqual(['Run', 'Name', 'Activation', 'Test error']);
  expect(lines[1]?.split('\t').slice(0, 4)).toEqual(['1', 'ReLU', 'ReLU', '2.123456789']);
});
