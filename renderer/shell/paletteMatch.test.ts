import { expect, test } from 'vitest';
import { findEntries } from './paletteMatch';

const entries = [
  { label: 'Go to Runs', words: 'every saved run' },
  { label: 'Import data set', words: 'file npz csv' },
  { label: '784-64-10 ReLU, Adam 0.001', words: 'MNIST 12' },
  { label: 'Settings', words: 'theme cores' },
];
const labels = (query: string) => findEntries(entries, query).map(({ label }) => label);

test('nothing typed finds all', () => {
  expect(labels('')).toEqual(entries.map(({ label }) => label));
  expect(labels('  ')).toHaveLength(entries.length);
});

test('starts of words come before their middles', () => {
  expect(labels('set')).toEqual(['Settings', 'Import data set']);
});

test('every word must fit, in any order and case', () => {
  expect(labels('adam relu')).toEqual(['784-64-10 ReLU, Adam 0.001']);
  expect(labels('adam tanh')).toEqual([]);
});

test('finds by more words and by letters in order', () => {
  expect(labels('mnist')).toEqual(['784-64-10 ReLU, Adam 0.001']);
  expect(labels('csv')).toEqual(['Import data set']);
  expect(labels('stgs')).toEqual(['Settings']);
});

test('signs of regular expressions are letters like others', () => {
  expect(labels('.*')).toEqual([]);
});
