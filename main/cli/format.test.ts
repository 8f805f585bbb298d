// Numbers, times and tables for a terminal (Node).
import { expect, test } from 'vitest';
import { duration, loss, percent, printable, table } from './format';

test('numbers are short, and what is missing is a dash', () => {
  expect([loss(0.123456), loss(1e-9), loss(0), loss(null)]).toEqual(['0.1235', '1e-9', '0', '–']);
  expect([percent(2.345), percent(100), percent(null)]).toEqual(['2.35 %', '100.00 %', '–']);
  expect([800, 59_900, 187_000, 3_729_000].map(duration)).toEqual(['0.8 s', '59.9 s', '3:07', '1:02:09']);
});

test('columns line up, and names cannot play tricks on the terminal', () => {
  expect(
    table(
      ['A', 'NUMBER'],
      [
        ['long one', '1'],
        ['x', '22'],
      ],
      [1],
    ),
  ).toBe('A         NUMBER\nlong one       1\nx             22\n');
  expect(printable('a\u001b[31mb\nc\u202ed')).toBe('a [31mb c d');
});
