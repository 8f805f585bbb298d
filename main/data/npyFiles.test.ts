// Data sets in several .npy files: found by name, with or without something before it (Node).
import path from 'node:path';
import { expect, test } from 'vitest';
import { noOptions, npy, problemOf, writeFiles } from './fixtures/files';
import { importFiles } from './index';

const x = npy(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);
const y = npy(Int32Array.of(0, 1, 1), [3]);

const importAll = (files: Readonly<Record<string, Uint8Array | string>>) => {
  const folder = writeFiles(files);
  return importFiles(
    Object.keys(files).map((name) => path.join(folder, name)),
    noOptions,
  );
};

test.each([
  ['X.npy', 'y.npy'],
  ['y.npy', 'X.npy'],
  ['moons_X.npy', 'moons_y.npy'],
  ['my-data.features.npy', 'my-data.labels.npy'],
])('%s and %s', async (first, second) => {
  const isLabels = /y|labels/.test(first.replace('my-data', '').replace('.npy', ''));
  const { info, content } = await importAll({ [first]: isLabels ? y : x, [second]: isLabels ? x : y });
  expect(info).toMatchObject({ rows: 3, featureShape: [2], classNames: ['0', '1'] });
  expect([...content.features]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...content.labels]).toEqual([0, 1, 1]);
});

test('a training and a test half', async () => {
  const half = { 'x_train.npy': x, 'y_train.npy': y, 'x_test.npy': x, 'y_test.npy': y };
  expect((await importAll(half)).info).toMatchObject({ rows: 6, givenTrainRows: 3 });
});

test.each<[string, Readonly<Record<string, Uint8Array | string>>, RegExp]>([
  ['alone', { 'X.npy': x }, /single array; choose the features and the labels together/],
  ['without labels', { 'X.npy': x, 'Z.npy': y }, /needs an array X \(features\) and an array y/],
  ['with something else', { 'X.npy': x, 'y.npy': 'no array' }, /not in NumPy's .npy format/],
  ['of two lengths', { 'X.npy': x, 'y.npy': npy(Int32Array.of(0, 1), [2]) }, /3 rows but y has 2 labels/],
])('%s', async (_name, files, message) => {
  expect((await problemOf(importAll(files))).message).toMatch(message);
});
