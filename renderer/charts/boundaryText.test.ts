/** The decision boundary in words. */
import { expect, test } from 'vitest';
import type { BoundarySnapshot } from '../../shared/runs/run';
import { classShares, describeBoundary, readBoundary } from './boundaryText';

/** Class 1 in the upper quarter of the plane. */
const snapshot: BoundarySnapshot = {
  step: 1234,
  epoch: 12,
  size: 4,
  xRange: [-1, 2],
  yRange: [0, 3],
  values: Uint8Array.from([0, 0, 0, 0, 20, 20, 20, 20, 100, 100, 100, 100, 255, 255, 255, 204]),
  classes: 2,
};

test('shares of the area', () => {
  expect(classShares(snapshot)).toEqual([0.75, 0.25]);
  expect(describeBoundary(snapshot, ['red', 'blue'])).toBe(
    'Decision boundary at step 1,234, epoch 12. Of the area shown the network gives: class red 75 %, class blue 25 %.',
  );
});

test('the value at a place; row 0 is the lowest', () => {
  expect(readBoundary(snapshot, 2, 3, ['red', 'blue'])).toBe('P(class blue) = 0.80');
  expect(readBoundary(snapshot, -1, 0, ['red', 'blue'])).toBe('P(class blue) = 0.00');
  // Beyond the grid its edge counts.
  expect(readBoundary(snapshot, 99, 99, ['red', 'blue'])).toBe('P(class blue) = 0.80');
});

test('more than two classes: the class itself', () => {
  const three = { ...snapshot, classes: 3, values: new Uint8Array(16).fill(2) };
  expect(readBoundary(three, 0, 0, ['a', 'b', 'c'])).toBe('class c');
  expect(classShares(three)).toEqual([0, 0, 1]);
});
