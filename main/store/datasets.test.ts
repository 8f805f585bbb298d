// Imported data sets are kept whole, whatever their size, and only removed when no run needs them (Node).
import { randomFillSync } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DatasetContent, DatasetInfo } from '../../shared/data/dataset';
import { bitsOf, newRun } from './fixtures/runs';
import { behind, newFile, openStore, problemOf } from './fixtures/stores';

const [first, second, third] = ['a', 'b', 'c'].map((digit) => `sha256:${digit.repeat(64)}`) as [
  string,
  string,
  string,
];

const content: DatasetContent = {
  features: Float32Array.of(0, -0.5, 1e-40, Infinity, 3, 4),
  labels: Uint8Array.of(0, 1, 1),
};

const infoOf = (id: string, parts: Partial<DatasetInfo> = {}): DatasetInfo => ({
  id,
  name: 'My points',
  kind: 'points',
  source: 'imported',
  rows: 3,
  featureShape: [2],
  featureNames: ['x', 'ÿ'],
  classNames: ['no', 'yes'],
  classCounts: [1, 2],
  givenTrainRows: null,
  hash: id,
  featureRanges: [
    [0, 1],
    [-1, 1],
  ],
  mean: 0.5,
  std: 1,
  importedAt: null,
  fileName: 'points.csv',
  ...parts,
});

test('floats and bytes come back as they were, in memory of their own', () => {
  const file = newFile();
  const store = openStore(file, { now: () => 42 });
  expect(store.putDataset(infoOf(first), content)).toEqual(infoOf(first, { importedAt: 42 }));
  const images = { features: Uint8Array.of(0, 1, 254, 255), labels: Uint8Array.of(9, 0) };
  store.putDataset(infoOf(second, { kind: 'images', rows: 2, featureShape: [1, 2] }), images);
  store.close();

  const later = openStore(file);
  expect(later.datasetInfo(first)).toEqual(infoOf(first, { importedAt: 42 }));
  const points = later.datasetContent(first);
  expect(bitsOf(points.features as Float32Array)).toEqual(bitsOf(content.features as Float32Array));
  expect(points.labels).toEqual(content.labels);
  expect(later.datasetContent(second)).toEqual(images);
  for (const array of [points.features, points.labels])
    expect([array.byteOffset, array.buffer.byteLength]).toEqual([0, array.byteLength]);
});

test('what is larger than one part is put together again', () => {
  const file = newFile();
  const store = openStore(file);
  // A part is 32 MB; the second one holds the rest.
  const features = randomFillSync(new Uint8Array(5000 * 6800));
  const labels = new Uint8Array(5000).map((_, i) => i % 3);
  store.putDataset(infoOf(third, { rows: 5000, featureShape: [6800] }), { features, labels });
  expect(behind(file, (db) => db.all('SELECT kind, position FROM dataset_parts'))).toHaveLength(3);
  const read = store.datasetContent(third);
  expect(Buffer.compare(read.features as Uint8Array, features)).toBe(0);
  expect(Buffer.compare(read.labels, labels)).toBe(0);

  behind(file, (db) => db.run("DELETE FROM dataset_parts WHERE kind = 'features' AND position = 1"));
  expect(problemOf(() => store.datasetContent(third))).toMatchObject({
    code: 'database',
    message: 'A stored data set is damaged; import it again.',
  });
});

test('the same content again takes the new description, and comes first', () => {
  let now = 1;
  const store = openStore(undefined, { now: () => now++ });
  store.putDataset(infoOf(first), content);
  store.putDataset(infoOf(second), content);
  expect(store.listDatasets().map(({ id }) => id)).toEqual([second, first]);
  const again = store.putDataset(infoOf(first, { name: 'Renamed', fileName: 'b.npz' }), content);
  expect(again).toMatchObject({ name: 'Renamed', importedAt: 4 });
  expect(store.listDatasets()[0]).toEqual(again);
  expect(store.listDatasets()).toHaveLength(2);
  expect(store.datasetContent(first)).toEqual(content);
});

test('whether they have changed shows, whatever the clock says', () => {
  let now = 1000;
  const store = openStore(undefined, { now: () => (now -= 100) });
  const seen = new Set([store.datasetsFingerprint()]);
  const isNew = () => seen.size !== seen.add(store.datasetsFingerprint()).size;
  expect(isNew()).toBe(false);
  store.putDataset(infoOf(first), content);
  expect(isNew()).toBe(true);
  store.putDataset(infoOf(first, { name: 'Renamed' }), content);
  expect(isNew()).toBe(true);
  store.removeDataset(first);
  expect(isNew()).toBe(true);
  store.listDatasets();
  expect(isNew()).toBe(false);
});

test('one that runs use is not removed; afterwards it is, with all its bytes', () => {
  const file = newFile();
  const store = openStore(file);
  const large = { features: new Uint8Array(8_000_000), labels: new Uint8Array(8000) };
  store.putDataset(infoOf(first, { rows: 8000, featureShape: [1000] }), large);
  const runs = [1, 2].map(() => store.createRun(newRun({ datasetId: first })));
  for (const { id } of runs) store.changeState(id, 'cancelled', null);
  const refusal = () => problemOf(() => store.removeDataset(first));
  expect(refusal()).toMatchObject({
    code: 'conflict',
    message: '"My points" is used by 2 runs; delete them first.',
  });
  store.markDeleted([runs[0]!.id]);
  expect(refusal().message).toBe('"My points" is used by 1 run; delete it first.');
  store.markDeleted([runs[1]!.id]);
  expect(refusal()).toMatchObject({ code: 'conflict', message: /can still be restored/ });
  expect(store.datasetContent(first).features).toHaveLength(8_000_000);
  store.close();

  const later = openStore(file);
  later.removeDataset(first);
  expect(problemOf(() => later.datasetInfo(first))).toMatchObject({
    code: 'not-found',
    message: 'There is no such data set; it may have been removed.',
  });
  expect(problemOf(() => later.datasetContent(first)).code).toBe('not-found');
  expect(problemOf(() => later.removeDataset(first)).code).toBe('not-found');
  expect(later.listDatasets()).toEqual([]);
  later.close();
  const left = behind(file, (db) => [
    db.all('SELECT 1 FROM dataset_parts').length,
    Number(db.pragma('page_count')) * 4096,
  ]);
  expect(left[0]).toBe(0);
  expect(left[1]).toBeLessThan(400_000);
});

test('a data set without rows in its arrays is one all the same', () => {
  const store = openStore();
  const empty = { features: new Float32Array(0), labels: new Uint8Array(0) };
  store.putDataset(infoOf(third, { rows: 0 }), empty);
  expect(store.datasetContent(third)).toEqual(empty);
});
