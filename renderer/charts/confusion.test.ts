/** The confusion matrix in words. */
import { expect, test } from 'vitest';
import { cellText, mistakesText, rowsOfClass } from './confusion';

const confusion = { counts: [90, 8, 2, 1, 99, 0, 0, 12, 88], classNames: ['cat', 'dog', 'owl'] };

test('rows are true classes, columns predicted ones', () => {
  expect(rowsOfClass(confusion, 0)).toBe(100);
  expect(cellText(confusion, 2, 1)).toBe('True owl, predicted dog: 12 of 100 rows of class owl (12.0 %)');
  expect(cellText(confusion, 1, 2)).toContain('0 of 100');
});

test('the most frequent mistakes, the largest first', () => {
  expect(mistakesText(confusion, 2)).toBe(
    'Most frequent: owl taken for dog (12 rows), cat taken for dog (8 rows)',
  );
  expect(mistakesText({ counts: [5, 0, 0, 5], classNames: ['0', '1'] })).toBe(
    'No row was given a wrong class.',
  );
});

test('a class without rows has no share', () => {
  expect(cellText({ counts: [0, 0, 0, 5], classNames: ['0', '1'] }, 0, 1)).toBe(
    'True 0, predicted 1: 0 of 0 rows of class 0',
  );
});
