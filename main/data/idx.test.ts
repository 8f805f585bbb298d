// Import of idx files: which belong together, and what a wrong one is told (Node).
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { idx, importContent, noOptions, problemOf, writeFiles } from './fixtures/files';
import { importFiles } from './index';

const images = (rows: number, size = 4) =>
  idx(
    [rows, size, size],
    Uint8Array.from({ length: rows * size * size }, (_, i) => i % 256),
  );
const labels = (rows: number) =>
  idx(
    [rows],
    Uint8Array.from({ length: rows }, (_, i) => i % 3),
  );
const four = {
  'train-images-idx3-ubyte': images(6),
  'train-labels-idx1-ubyte': labels(6),
  't10k-images-idx3-ubyte': images(4),
  't10k-labels-idx1-ubyte': labels(4),
};

const importNamed = (folder: string, ...names: string[]) =>
  importFiles(
    names.map((name) => path.join(folder, name)),
    noOptions,
  );

test.each([
  ['both', ['train-labels-idx1-ubyte', 'train-images-idx3-ubyte']],
  ['images alone', ['train-images-idx3-ubyte']],
  ['labels alone', ['train-labels-idx1-ubyte']],
])('finds a pair from %s', async (_name, names) => {
  const { info, content } = await importNamed(writeFiles(four), ...names);
  expect(info).toMatchObject({ kind: 'images', rows: 6, featureShape: [4, 4], givenTrainRows: null });
  expect(info).toMatchObject({ classNames: ['0', '1', '2'], fileName: 'train-images-idx3-ubyte' });
  expect([...content.features.subarray(14, 18)]).toEqual([14, 15, 16, 17]);
});

test.each([[Object.keys(four).reverse()], [['t10k-images-idx3-ubyte', 'train-images-idx3-ubyte']]])(
  'puts training rows before test rows (%j)',
  async (names) => {
    const { info, content } = await importNamed(writeFiles(four), ...names);
    expect(info).toMatchObject({ rows: 10, givenTrainRows: 6 });
    expect([...content.labels]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0]);
  },
);

test('gzipped files are the same, mixed with plain ones too', async () => {
  const plain = await importNamed(writeFiles(four), 'train-images-idx3-ubyte');
  const zipped = writeFiles({
    'train-images-idx3-ubyte.gz': gzipSync(four['train-images-idx3-ubyte']),
    'train-labels-idx1-ubyte': four['train-labels-idx1-ubyte'],
  });
  expect((await importNamed(zipped, 'train-images-idx3-ubyte.gz')).info.hash).toBe(plain.info.hash);
});

test('other names do when both files are given', async () => {
  const folder = writeFiles({ pictures: images(6), answers: labels(6) });
  expect((await importNamed(folder, 'pictures', 'answers')).info.rows).toBe(6);
  expect((await problemOf(importNamed(folder, 'pictures'))).message).toMatch(
    /"pictures" holds images; the labels for it/,
  );
});

test.each<[string, Record<string, Uint8Array>, RegExp]>([
  [
    'other numbers of rows',
    { images: images(6), labels: labels(5) },
    /"images" has 6 images but "labels" has 5 labels/,
  ],
  [
    'a truncated file',
    { images: images(6).subarray(0, 80), labels: labels(6) },
    /6 × 4 × 4 values, that is 96 bytes, but has 64/,
  ],
  [
    'bytes too many',
    { images: Buffer.concat([images(6), Buffer.alloc(1)]), labels: labels(6) },
    /but has 97/,
  ],
  ['floats', { images: Buffer.from([0, 0, 0x0d, 3, 0, 0, 0, 1]), labels: labels(6) }, /32-bit floats/],
  ['two dimensions', { images: idx([2, 3], new Uint8Array(6)), labels: labels(6) }, /has 2 dimensions/],
  [
    'a header alone',
    { images: Buffer.from([0, 0, 8, 3, 0, 0]), labels: labels(6) },
    /ends within its header/,
  ],
  [
    'a huge claim',
    { images: Buffer.concat([Buffer.from([0, 0, 8, 3]), Buffer.alloc(12, 0xff)]), labels: labels(6) },
    /at most/,
  ],
  ['no rows', { images: images(0), labels: labels(0) }, /0 rows/],
  [
    'two of images',
    { images: images(6), moreImages: images(6) },
    /the labels for it were not found|Choose one/,
  ],
])('refuses %s', async (_name, files, message) => {
  expect((await problemOf(importNamed(writeFiles(files), ...Object.keys(files)))).message).toMatch(message);
});

test('refuses images of different sizes in the two parts', async () => {
  const folder = writeFiles({ ...four, 't10k-images-idx3-ubyte': images(4, 5) });
  expect((await problemOf(importNamed(folder, ...Object.keys(four)))).message).toMatch(
    /are 4 × 4, in .* 5 × 5/,
  );
});

test('a gzip bomb is stopped at the length that its header announces', async () => {
  // 1,100 gzip members of 1 MiB of zeros after a header that speaks of 6 labels.
  const zeros = new Array<Buffer>(1100).fill(gzipSync(new Uint8Array(1024 * 1024), { level: 9 }));
  const before = process.memoryUsage().rss;
  const problem = await problemOf(importContent('labels.gz', Buffer.concat([gzipSync(labels(6)), ...zeros])));
  expect(problem).toMatchObject({ code: 'too-large', message: expect.stringMatching(/more than 14 bytes/) });
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
});

test('damaged gzip and foreign content are told apart', async () => {
  const zipped = gzipSync(four['train-images-idx3-ubyte']);
  expect((await problemOf(importContent('a.gz', zipped.subarray(0, 40)))).message).toMatch(
    /cannot be unpacked/,
  );
  expect((await problemOf(importContent('a.gz', gzipSync('hello, world')))).message).toMatch(
    /not an idx file/,
  );
});
