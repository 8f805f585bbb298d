/** Tests of which rows two networks decide differently (Node). */
import { expect, test } from 'vitest';
import type { RunDecisions } from '../../../shared/runs/inside';
import { fakeRun } from '../runs/fakeRun';
import { confidence, disagreement, sameRows } from './disagreement';

const decided = (labels: number[], predicted: number[]): RunDecisions => ({
  rowsOf: 'test',
  labels: Uint8Array.from(labels),
  predicted: Uint16Array.from(predicted),
});

test('rows that one of them, the other, or both get wrong', () => {
  const labels = [0, 1, 2, 1, 0, 2];
  const found = disagreement(decided(labels, [0, 2, 2, 0, 1, 2]), decided(labels, [0, 1, 0, 0, 1, 2]));
  expect(found.rows).toEqual({ first: [1], second: [2], both: [3, 4] });
  expect(found.total).toBe(6);
  expect(found.p).toBe(1);
});

test('a random split of another seed has other rows; more rows to train on do not change those to test by', () => {
  const decisions = [decided([0, 1], [0, 0]), decided([0, 1], [1, 1])] as const;
  const one = fakeRun({ number: 1 });
  const withData = (change: object) => ({
    ...one,
    config: { ...one.config, dataset: { ...one.config.dataset, ...change } },
  });
  expect(sameRows([one, one], decisions)).toBe(true);
  expect(sameRows([one, withData({ trainRows: 10 })], decisions)).toBe(true);
  const split = withData({ testFraction: 0.2, splitSeed: 1 });
  expect(sameRows([split, withData({ testFraction: 0.2, splitSeed: 2 })], decisions)).toBe(false);
  expect(sameRows([one, { ...one, datasetHash: 'other' }], decisions)).toBe(false);
  expect(sameRows([one, one], [decisions[0], decided([1, 1], [1, 1])])).toBe(false);
});

test('a single output is the probability of class 1', () => {
  expect(confidence([0.9], 1)).toBeCloseTo(0.9);
  expect(confidence([0.9], 0)).toBeCloseTo(0.1);
  expect(confidence([0.2, 0.5, 0.3], 1)).toBe(0.5);
});
