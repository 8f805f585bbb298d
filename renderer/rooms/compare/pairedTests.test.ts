// Groups against the baseline's on equal seeds, and the sentences about it.
import { expect, test } from 'vitest';
import { differingFactors, seedPath } from '../../../shared/compare/factors';
import type { RunRecord } from '../../../shared/runs/run';
import { fakeRun } from '../runs/fakeRun';
import { runGroups } from './grouping';
import { metricOf } from './metrics';
import { intervalText, pText, testGroups, verdictText, type GroupTest } from './pairedTests';

const metric = metricOf('testError');

/** Runs of an activation, one a value, with seeds 1, 2, 3 … */
const runsOf = (activation: string, errors: readonly number[], firstNumber: number): RunRecord[] =>
  errors.map((testError, i) => {
    const base = fakeRun({ config: { model: { hidden: [{ units: 64, activation }] }, seed: i + 1 } });
    const number = firstNumber + i;
    return {
      ...base,
      id: `run000${String(number).padStart(2, '0')}`,
      number,
      result: base.result && { ...base.result, testError },
    };
  });

function testsOf(...lists: readonly RunRecord[][]): readonly GroupTest[] {
  const runs = lists.flat();
  const factors = differingFactors(runs);
  const chosen = factors.filter(({ path }) => path !== seedPath);
  const groups = runGroups(runs, chosen);
  const [reference] = groups;
  if (!reference) throw new Error('there is a group');
  return testGroups(groups, reference, { runs, factors, chosen, metric });
}
const only = (tests: readonly GroupTest[]): GroupTest => {
  expect(tests).toHaveLength(1);
  return tests[0] as GroupTest;
};

test('seeds move both groups together: pairing sees the difference that the means alone would hide', () => {
  const relu = [2, 4, 6, 8, 10];
  const found = only(
    testsOf(
      runsOf('relu', relu, 1),
      runsOf(
        'tanh',
        relu.map((e, i) => e - 1 + 0.05 * (i - 2)),
        11,
      ),
    ),
  );
  expect(found.verdict).toBe('lower');
  expect(found.result?.difference).toBeCloseTo(-1, 12);
  expect(verdictText(found, metric, 'seed')).toBe('lower by 1.00 points');
  expect(found.adjustedP).toBeLessThan(0.001);
});

test('inside the noise no winner is called, and it is said what would stay hidden', () => {
  const found = only(testsOf(runsOf('relu', [2, 3, 4, 3], 1), runsOf('tanh', [2.5, 2.4, 4.4, 3.4], 11)));
  expect(found.verdict).toBe('undecided');
  expect(verdictText(found, metric, 'seed')).toMatch(
    /^no difference that these 4 seeds can show; one below about 0\.\d\d points would not be seen$/,
  );
});

test('what one comparison would show and all together do not is said so', () => {
  const near = runsOf('tanh', [1.6, 2.1, 2.8, 4.4], 11);
  const others = ['sigmoid', 'gelu', 'elu', 'linear'].map((name, i) =>
    runsOf(name, [2.1, 2.9, 4.2, 4.9], 21 + 10 * i),
  );
  const among = testsOf(runsOf('relu', [2, 3, 4, 5], 1), near, ...others);
  const found = among.find(({ group }) => group.name === 'tanh') as GroupTest;
  expect(found.result?.interval?.[1]).toBeLessThan(0);
  expect(found.verdict).toBe('undecided');
  expect(verdictText(found, metric, 'seed')).toBe(
    'no difference that these 4 seeds can show once all comparisons are counted',
  );
});

test('runs without a partner of the same seed do not count', () => {
  const found = only(testsOf(runsOf('relu', [2, 3, 4], 1), runsOf('tanh', [5], 11)));
  expect(found).toMatchObject({ verdict: 'too-few', alone: 2, adjustedP: null });
  expect(verdictText(found, metric, 'seed')).toBe('one common seed shows nothing');
});

test('several comparisons are corrected together', () => {
  const base = runsOf('relu', [2, 3, 4, 5], 1);
  const near = [1.4, 2.5, 3.2, 4.6];
  const alone = only(testsOf(base, runsOf('tanh', near, 11)));
  const among = testsOf(base, runsOf('tanh', near, 11), runsOf('sigmoid', [2.1, 2.9, 4.2, 4.9], 21));
  const corrected = among.find(({ group }) => group.name === 'tanh');
  expect(among).toHaveLength(2);
  expect(corrected?.adjustedP).toBeCloseTo(2 * (alone.adjustedP ?? NaN), 12);
});

test('texts of p values and intervals', () => {
  expect([null, 0.0004, 0.0344].map(pText)).toEqual(['–', '< 0.001', '0.034']);
  expect(intervalText([-0.31, 0.2], metric)).toBe('−0.31 to +0.20 points');
  expect(intervalText([-0.5, -0.25], metricOf('testLoss'))).toBe('−0.500 to −0.250');
});
