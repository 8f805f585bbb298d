// Lists and matrices as they are typed (pure).
import { expect, test } from 'vitest';
import { parseList, parseMatrix, shortNumber } from './listText';

test('numbers with commas or spaces, minus signs of either kind', () => {
  expect(parseList('3, 2', 1, 4)).toEqual({ values: [3, 2], problem: '' });
  expect(parseList(' −1 2e3\t0.5 ', 1, 4).values).toEqual([-1, 2000, 0.5]);
});

test('what is wrong is said', () => {
  expect(parseList('1, two', 1, 4).problem).toBe('"two" is not a number.');
  expect(parseList('1', 2, 4).problem).toBe('List 2 to 4 numbers, with commas; there are 1.');
  expect(parseList('1', 2, 2).problem).toBe('List 2 numbers, with commas; there are 1.');
});

test('a matrix has the rows asked for, all of one length', () => {
  expect(parseMatrix('2, 1, -1; 4, -2, 0', 2, 6)).toEqual({
    rows: [
      [2, 1, -1],
      [4, -2, 0],
    ],
    problem: '',
  });
  expect(parseMatrix('1, 2', 2, 6).problem).toMatch(/2 rows/);
  expect(parseMatrix('1, 2; 3', 2, 6).problem).toMatch(/one length/);
  expect(parseMatrix('1, x; 3, 4', 2, 6).problem).toMatch(/"x"/);
});

test('numbers are as short as six digits allow', () => {
  expect([0.5, -1, 1 / 3, 1.23456789e-10, NaN, Infinity].map(shortNumber)).toEqual([
    '0.5',
    '-1',
    '0.333333',
    '1.23457e-10',
    'NaN',
    'too large',
  ]);
});
