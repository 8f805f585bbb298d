// Import of .npz archives, those of NumPy itself and those that are wrong in some way (Node).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixture, importContent, noOptions, npy, npz, problemOf, rawNpy } from './fixtures/files';
import { importFiles } from './index';

const firstRow = [0.0012301533574825742, 0.2987455375084699, -0.27413785536221805];
const y = npy(Int32Array.of(0, 1, 1), [3]);
const x = npy(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);

test('reads the point cloud of the notebooks', async () => {
  const { info, content } = await importFiles([fixture('2d_pcl_dataset.npz')], noOptions);
  expect(info).toMatchObject({
    id: `sha256:${info.hash}`,
    name: '2d_pcl_dataset',
    kind: 'points',
    source: 'imported',
    rows: 90,
    featureShape: [2],
    featureNames: ['x1', 'x2'],
    classNames: ['0', '1'],
    classCounts: [44, 46],
    givenTrainRows: null,
    fileName: '2d_pcl_dataset.npz',
  });
  expect(info.hash).toBe('f5159e7ebb760b75de99846d12cc05e61c96d111bf4cc81b9cabe76a4e9ac73b');
  expect(content.features[0]).toBeCloseTo(0.06451613, 7);
  expect(content.features[3]).toBeCloseTo(-0.07567568, 7);
});

test.each(['fortran', 'bigEndian', 'words', 'compressed'])("reads NumPy's own %s.npz", async (name) => {
  const { info, content } = await importFiles([fixture(`${name}.npz`)], noOptions);
  expect(info).toMatchObject({ kind: 'table', rows: 12, featureShape: [3] });
  const digits = name === 'compressed' ? 3 : 7;
  firstRow.forEach((value, i) => expect(content.features[i]).toBeCloseTo(value, digits));
  expect(info.classNames).toEqual(
    { words: ['ant', 'bee', 'fly'], compressed: ['0', '1'] }[name] ?? ['0', '1', '2'],
  );
});

test('takes uint8 images as images and the split of four arrays as it is', async () => {
  const { info, content } = await importFiles([fixture('kerasSplit.npz')], noOptions);
  expect(info).toMatchObject({ kind: 'images', rows: 20, featureShape: [28, 28], givenTrainRows: 14 });
  expect(info.featureNames).toEqual([]);
  expect(content.features).toBeInstanceOf(Uint8Array);
  expect([...content.labels.subarray(12, 16)]).toEqual([2, 3, 0, 1]);
});

test('takes flat rows of 784 bytes and whole numbers of any type as images', async () => {
  const pixels = Uint8Array.from({ length: 2 * 784 }, (_, i) => i % 256);
  const labels = npy(Uint8Array.of(3, 7), [2]);
  const flat = await importContent('a.npz', npz({ X: npy(pixels, [2, 784]), y: labels }));
  const floats = await importContent(
    'b.npz',
    npz({ X: npy(Float64Array.from(pixels), [2, 28, 28, 1]), y: labels }),
  );
  expect(flat.info).toMatchObject({ kind: 'images', featureShape: [28, 28], classNames: ['3', '7'] });
  expect(floats.info.hash).toBe(flat.info.hash);
});

test('values survive, whatever they are, and equal values have equal hashes', async () => {
  const rows = fc.array(
    fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 3, maxLength: 3 }),
    {
      minLength: 2,
      maxLength: 30,
    },
  );
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(0, 6), fc.boolean(), async (values, level, lower) => {
      const features = Float32Array.from(values.flat());
      const labels = values.map((_, i) => (i % 2 === 0 ? -1 : 1));
      const arrays = (X: Uint8Array) => ({
        [lower ? 'x' : 'X']: X,
        [lower ? 'labels' : 'y']: npy(Float64Array.from(labels), [values.length, 1]),
      });
      const shape = [values.length, 3];
      const single = await importContent('a.npz', npz(arrays(npy(features, shape)), level as 0 | 6));
      const double = await importContent('b.npz', npz(arrays(npy(Float64Array.from(features), shape))));
      expect(single.content.features).toEqual(features);
      expect(single.info.classNames).toEqual(['-1', '1']);
      expect([...single.content.labels]).toEqual(labels.map((label) => (label === 1 ? 1 : 0)));
      expect(double.info.hash).toBe(single.info.hash);
    }),
    { numRuns: 40 },
  );
});

test.each<[string, Record<string, Uint8Array>, RegExp]>([
  ['no y', { X: x }, /needs an array X .* and an array y/],
  ['other names', { a: x, b: y }, /holds a, b; it needs/],
  ['label count', { X: x, y: npy(Int32Array.of(0, 1), [2]) }, /X has 3 rows but y has 2 labels/],
  ['NaN', { X: npy(Float64Array.of(1, 2, 3, NaN, 5, 6), [3, 2]), y }, /X\[1, 1\] is NaN/],
  ['infinite', { X: npy(Float32Array.of(1, 2, 3, 4, -Infinity, 6), [3, 2]), y }, /X\[2, 0\] is -Infinity/],
  [
    'beyond floats',
    { X: npy(Float64Array.of(1, 2, 1e300, 4, 5, 6), [3, 2]), y },
    /X\[1, 0\] is 1e\+300, which is too large/,
  ],
  ['one class', { X: x, y: npy(Int32Array.of(1, 1, 1), [3]) }, /only one class \("1"\) in y/],
  ['fractions', { X: x, y: npy(Float32Array.of(0, 0.5, 1), [3]) }, /label at y\[1\] is 0.5/],
  ['missing label', { X: x, y: npy(Float32Array.of(0, NaN, 1), [3]) }, /label at y\[1\] is missing/],
  [
    'regression',
    {
      X: npy(new Float32Array(202), [101, 2]),
      y: npy(
        Int32Array.from({ length: 101 }, (_, i) => i),
        [101],
      ),
    },
    /more than 100 different values in y/,
  ],
  ['flat X', { X: npy(new Float32Array(6), [6]), y }, /X has shape \(6\); features must be rows × columns/],
  [
    'colour images',
    { X: npy(new Uint8Array(3 * 4 * 4 * 3), [3, 4, 4, 3]), y },
    /images rows × height × width/,
  ],
  [
    'grey fractions',
    { X: npy(new Float32Array(3 * 16).fill(0.5), [3, 4, 4]), y },
    /whole grey levels from 0 to 255/,
  ],
  ['no rows', { X: npy(new Float32Array(0), [0, 2]), y }, /it has no rows/],
  ['one-hot', { X: x, y: npy(new Int32Array(6), [3, 2]) }, /one number per row, shape \(3,\)/],
  ['too wide', { X: npy(new Uint8Array(3 * 20_001), [3, 20_001]), y }, /20,001 features; at most 20,000/],
  [
    'text features',
    { X: rawNpy("{'descr': '<U1', 'fortran_order': False, 'shape': (3, 1), }", new Uint8Array(12)), y },
    /X holds text/,
  ],
  [
    'complex',
    { X: rawNpy("{'descr': '<c8', 'fortran_order': False, 'shape': (3, 1), }", new Uint8Array(24)), y },
    /elements of type "<c8"/,
  ],
  [
    'records',
    {
      X: rawNpy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }", new Uint8Array(12)),
      y,
    },
    /structured array/,
  ],
  [
    'claims more',
    { X: rawNpy("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 2), }", new Uint8Array(24)), y },
    /should have 32 bytes .* but has 24/,
  ],
  [
    'claims the world',
    {
      X: rawNpy(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }",
        new Uint8Array(24),
      ),
      y,
    },
    /the file is damaged/,
  ],
  [
    'negative',
    { X: rawNpy("{'descr': '<f4', 'fortran_order': False, 'shape': (-3, 2), }", new Uint8Array(24)), y },
    /damaged \.npy header/,
  ],
  ['code', { X: rawNpy('__import__("os")', new Uint8Array(24)), y }, /damaged \.npy header/],
  [
    'not an array',
    { X: new TextEncoder().encode('hello, world, hello'), y },
    /X is not in NumPy's \.npy format/,
  ],
])('refuses %s', async (_name, arrays, message) => {
  expect((await problemOf(importContent('bad.npz', npz(arrays)))).message).toMatch(message);
});

test('refuses pickled objects and a lone .npy', async () => {
  const objects = await problemOf(importFiles([fixture('objects.npz')], noOptions));
  expect(objects.message).toMatch(/y holds Python objects/);
  expect((await problemOf(importContent('x.npy', x))).message).toMatch(/np\.savez/);
});

test('reads version 2 headers and column-major cubes', async () => {
  const cube = Uint8Array.from({ length: 2 * 2 * 3 }, (_, i) => i);
  const X = rawNpy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2, 3), }", cube, 2);
  const { content } = await importContent('c.npz', npz({ X, y: npy(Uint8Array.of(0, 1), [2]) }));
  // np.arange(12).reshape((2, 2, 3), order='F').ravel()
  expect([...content.features]).toEqual([0, 4, 8, 2, 6, 10, 1, 5, 9, 3, 7, 11]);
});
