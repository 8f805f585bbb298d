import { expect, test } from 'vitest';
import { ShownFiles } from './shownFiles';

test('only files that were shown may be read', () => {
  const shown = new ShownFiles();
  shown.add('/data/a.npz');
  expect(() => shown.check(['/data/a.npz'])).not.toThrow();
  expect(() => shown.check(['/data/../data/a.npz'])).not.toThrow();
  expect(() => shown.check(['/data/a.npz', '/etc/passwd'])).toThrow(/Choose the file/);
});

test('relative paths and NUL bytes are not remembered', () => {
  const shown = new ShownFiles();
  shown.add('a.npz');
  shown.add('/a\0.npz');
  expect(() => shown.check(['a.npz'])).toThrow();
  expect(() => shown.check(['/a\0.npz'])).toThrow();
});

test('forgets the oldest when there are too many', () => {
  const shown = new ShownFiles();
  for (let i = 0; i <= 10_000; i += 1) shown.add(`/data/${i}.csv`);
  expect(() => shown.check(['/data/0.csv'])).toThrow();
  expect(() => shown.check(['/data/1.csv', '/data/10000.csv'])).not.toThrow();
});
