/** Runs in order and in groups. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findQueryField } from '../../../shared/query/fields';
import type { RunRecord } from '../../../shared/runs/run';
import { fakeRun } from './fakeRun';
import { columnOf } from './runColumns';
import { groupRuns, groupSummary, keysAhead, linesOfGroups, sortRuns } from './tableModel';

const field = (name: string) => findQueryField(name)!;
const run = (number: number, testError: number | null, name = 'same', learningRate = 0.001): RunRecord =>
  fakeRun({
    ...{ id: `run${number}`, number, name, result: null },
    latest: testError === null ? null : { ...fakeRun({}).latest!, testError },
    config: { seed: number, optimizer: { id: 'adam', learningRate } },
  });
const numbers = (runs: readonly RunRecord[]): number[] => runs.map(({ number }) => number);

test('names are sorted as people count, equal ones by the next column', () => {
  const runs = [run(1, 3, 'run 10'), run(2, 2, 'Run 9'), run(3, 1, 'run 10'), run(4, null, 'run 10')];
  const order = [
    { id: 'name', desc: false },
    { id: 'testError', desc: true },
  ];
  expect(numbers(sortRuns(runs, order, columnOf))).toEqual([2, 1, 3, 4]);
  expect(numbers(sortRuns(runs, [], columnOf))).toEqual([1, 2, 3, 4]);
  expect(numbers(sortRuns(runs, [{ id: 'gone', desc: true }], columnOf))).toEqual([1, 2, 3, 4]);
});

test('keys got ready ahead sort as those made when they are asked for', () => {
  const runs = [run(1, 3, 'run 10'), run(2, 2, 'Run 9'), run(3, 1, 'a')];
  const columns = [columnOf('name')!, columnOf('testError')!];
  for (const one of runs) keysAhead(one, columns);
  expect(numbers(sortRuns(runs, [{ id: 'name', desc: false }], columnOf))).toEqual([3, 2, 1]);
  const renamed = [...runs.slice(0, 2), { ...runs[2]!, name: 'z' }];
  expect(numbers(sortRuns(renamed, [{ id: 'name', desc: false }], columnOf))).toEqual([2, 1, 3]);
});

test('any order puts every run somewhere, by the columns it names', () => {
  const runs = fc.array(fc.option(fc.integer({ min: 0, max: 3 })), { maxLength: 30 });
  fc.assert(
    fc.property(runs, fc.boolean(), (errors, desc) => {
      const sorted = sortRuns(
        errors.map((error, i) => run(i, error)),
        [{ id: 'testError', desc }],
        columnOf,
      );
      expect(numbers(sorted).sort((a, b) => a - b)).toEqual(errors.map((_, i) => i));
      const found = sorted.flatMap(({ latest }) => latest?.testError ?? []);
      expect(found).toEqual([...found].sort((a, b) => (desc ? b - a : a - b)));
      const without = sorted.findIndex(({ latest }) => latest === null);
      expect(sorted.slice(without < 0 ? sorted.length : without).every(({ latest }) => latest === null)).toBe(
        true,
      );
    }),
  );
});

test('groups by several fields, with what their numbers come to', () => {
  const runs = [run(1, 1, 'a', 0.1), run(2, 3, 'a', 0.1), run(3, 9, 'a', 0.2), run(4, null, 'a', 0.2)];
  const groups = groupRuns(
    runs,
    [field('learningRate'), field('optimizer')],
    [{ id: 'testError', desc: true }],
    columnOf,
  );
  expect(groups.map(({ values }) => values)).toEqual([
    ['0.2', 'Adam'],
    ['0.1', 'Adam'],
  ]);
  const [high, low] = groups.map((group) => groupSummary(group, columnOf('testError')!));
  expect(low).toEqual({ n: 2, mean: 2, sd: Math.SQRT2, min: 1, max: 3 });
  expect(high).toEqual({ n: 1, mean: 9, sd: null, min: 9, max: 9 });
  const lines = linesOfGroups(groups, new Set([groups[1]!.id]));
  expect(lines.map(({ kind, id }) => (kind === 'group' ? kind : id))).toEqual([
    'group',
    'group',
    'run1',
    'run2',
  ]);
});
