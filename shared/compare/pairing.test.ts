// Values are set against each other by what they have in common.
import { expect, test } from 'vitest';
import { pairUp } from './pairing';

const keyed = (entries: readonly (readonly [string, number])[]) =>
  entries.map(([key, value]) => ({ key, value }));

test('equal keys make a pair, whatever their order; the others are counted', () => {
  const pairing = pairUp(
    keyed([
      ['1', 10],
      ['2', 20],
      ['3', 30],
    ]),
    keyed([
      ['4', 4],
      ['2', 2],
      ['1', 1],
    ]),
  );
  expect(pairing).toEqual({
    pairs: [
      [10, 1],
      [20, 2],
    ],
    alone: 2,
  });
});

test('a key that comes twice counts once, with its mean', () => {
  expect(
    pairUp(
      keyed([
        ['1', 2],
        ['1', 4],
      ]),
      keyed([['1', 5]]),
    ).pairs,
  ).toEqual([[3, 5]]);
  expect(pairUp([], keyed([['1', 5]]))).toEqual({ pairs: [], alone: 1 });
});
