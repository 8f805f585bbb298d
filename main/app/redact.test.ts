import { expect, test } from 'vitest';
import { redactPaths } from './redact';

test('the longest folder wins, everywhere in the text', () => {
  const folders = new Map([
    ['/home/ada', '~'],
    ['/home/ada/.config/LossLab', '<data>'],
  ]);
  const text = 'at open (/home/ada/.config/LossLab/lab.sqlite:1), /home/ada/x, /home/ada';
  expect(redactPaths(text, folders)).toBe('at open (<data>/lab.sqlite:1), ~/x, ~');
});

test('Windows paths in any spelling', () => {
  const folders = new Map([['C:\\Users\\Ada', '~']]);
  expect(redactPaths('C:\\Users\\Ada\\x C:/Users/Ada/x "C:\\\\Users\\\\Ada"', folders)).toBe('~\\x ~/x "~"');
});

test('an empty or root folder hides nothing', () => {
  expect(
    redactPaths(
      '/a/b',
      new Map([
        ['', '~'],
        ['/', '~'],
      ]),
    ),
  ).toBe('/a/b');
});
