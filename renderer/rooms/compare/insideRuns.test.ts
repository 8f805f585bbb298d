// What is looked into side by side.
import { expect, test } from 'vitest';
import type { BoundarySnapshot } from '../../../shared/runs/run';
import { commonRanges } from '../../charts/plane';
import { fakeRun } from '../runs/fakeRun';
import { runGroups } from './grouping';
import { epochsOf, picturedRuns, snapshotAt } from './insideRuns';

const at = (epoch: number): BoundarySnapshot => ({
  step: 10 * epoch,
  epoch,
  size: 2,
  xRange: [-1, 1],
  yRange: [0, epoch + 1],
  values: Uint8Array.of(0, 0, 255, 255),
  classes: 2,
});

test('runs with other intervals are seen at the same epoch, or the last one before it', () => {
  const [often, seldom] = [[0, 1, 2, 3].map(at), [0, 2].map(at)];
  expect(epochsOf([often, seldom])).toEqual([0, 1, 2, 3]);
  expect(snapshotAt(seldom, 1)?.epoch).toBe(0);
  expect(snapshotAt(seldom, 3)?.epoch).toBe(2);
  expect(snapshotAt([at(5)], 3)?.epoch).toBe(5);
  expect(snapshotAt([], 3)).toBeUndefined();
});

test('all share the axes that hold the whole of each', () => {
  expect(commonRanges([at(1), at(4)])).toEqual({ xRange: [-1, 1], yRange: [0, 5] });
  expect(commonRanges([])).toBeNull();
});

test('one run of each group, of those that can be looked into', () => {
  const runs = [1, 2, 3].map((number) => fakeRun({ id: `run0000${number}`, number }));
  const groups = runGroups(runs, []);
  const numbers = (each: 'group' | 'run', usable: (n: number) => boolean): number[] =>
    picturedRuns(groups, each, ({ number }) => usable(number)).map(({ run }) => run.number);
  expect(numbers('group', () => true)).toEqual([1]);
  expect(numbers('group', (n) => n > 1)).toEqual([2]);
  expect(numbers('run', (n) => n > 1)).toEqual([2, 3]);
  expect(numbers('run', () => false)).toEqual([]);
});
