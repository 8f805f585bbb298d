/** The moments of compared runs, and which record stands for a run at each. */
import { expect, test } from 'vitest';
import type { SpreadRecord } from '../../../shared/runs/inside';
import { recordAt, recordedEpochs } from './spreadCourse';

const at = (epoch: number): SpreadRecord => ({ step: 10 * epoch, epoch, rows: 4, layers: [] });

test('every epoch that one of them has, in order', () => {
  expect(recordedEpochs([[at(0), at(4)], [at(0), at(2)], []])).toEqual([0, 2, 4]);
  expect(recordedEpochs([[], []])).toEqual([]);
});

test('the last record up to then; none before the first', () => {
  const records = [at(0), at(4)];
  expect(recordAt(records, 2)).toBe(records[0]);
  expect(recordAt(records, 4)).toBe(records[1]);
  expect(recordAt([at(3)], 2)).toBeNull();
  expect(recordAt([], 2)).toBeNull();
});
