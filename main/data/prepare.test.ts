// Splits and standardisation as training sees them (Node).
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunConfig } from '../../shared/config/runConfig';
import type { Dataset } from '../../shared/data/dataset';
import { assembleDataset } from './assemble';
import { loadDataset, prepareData, previewDataset } from './index';

const config = (changes: Partial<RunConfig['dataset']> = {}): RunConfig['dataset'] => ({
  id: 'moons',
  params: {},
  testFraction: null,
  splitSeed: 1,
  standardize: 'none',
  trainRows: null,
  ...changes,
});

/** Row i is (i, 7, 1000 − i); labels alternate. */
function table(rows: number, givenTrainRows: number | null = null): Dataset {
  return assembleDataset({
    id: null,
    name: 'rows',
    source: 'generator',
    featureShape: [3],
    featureNames: [],
    features: Float32Array.from(
      { length: 3 * rows },
      (_, i) => [Math.floor(i / 3), 7, 1000 - Math.floor(i / 3)][i % 3]!,
    ),
    labels: Uint8Array.from({ length: rows }, (_, i) => i % 2),
    classNames: ['0', '1'],
    givenTrainRows,
    fileName: null,
  });
}

const firstColumn = (features: ArrayLike<number>) => Array.from(features).filter((_, i) => i % 3 === 0);

test('a random split parts the rows, labels with them, the same for the same seed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 200 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.nat(1000),
      (rows, testFraction, splitSeed) => {
        // A split that leaves nothing to train on is refused before data are prepared.
        fc.pre(Math.round(rows * testFraction) < rows);
        const dataset = table(rows, 3);
        const prepared = prepareData(dataset, config({ testFraction, splitSeed }));
        const again = prepareData(dataset, config({ testFraction, splitSeed }));
        const train = firstColumn(prepared.trainFeatures);
        const test = firstColumn(prepared.testFeatures);
        expect(test).toHaveLength(Math.round(rows * testFraction));
        expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
        expect([...prepared.trainLabels]).toEqual(train.map((row) => row % 2));
        expect([...prepared.testLabels]).toEqual(test.map((row) => row % 2));
        expect(again.trainFeatures).toEqual(prepared.trainFeatures);
      },
    ),
    { numRuns: 60 },
  );
  const [a, b] = [1, 2].map((splitSeed) => prepareData(table(50), config({ testFraction: 0.5, splitSeed })));
  expect(a!.trainFeatures).not.toEqual(b!.trainFeatures);
});

test('null takes the split that the data bring, or everything for training', () => {
  const given = prepareData(table(10, 6), config());
  expect(firstColumn(given.trainFeatures)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(firstColumn(given.testFeatures)).toEqual([6, 7, 8, 9]);
  const whole = prepareData(table(10), config());
  expect(whole.trainLabels).toHaveLength(10);
  expect(whole.testFeatures).toHaveLength(0);
});

test('trainRows takes the first rows of the split and leaves the test rows alone', () => {
  const all = prepareData(table(20), config({ testFraction: 0.25 }));
  const few = prepareData(table(20), config({ testFraction: 0.25, trainRows: 4 }));
  expect(few.trainFeatures).toEqual(all.trainFeatures.slice(0, 12));
  expect(few.testFeatures).toEqual(all.testFeatures);
});

test('arrays are in shared memory', () => {
  for (const testFraction of [null, 0.2]) {
    const prepared = prepareData(table(10, 6), config({ testFraction }));
    const { trainFeatures, trainLabels, testFeatures, testLabels } = prepared;
    for (const array of [trainFeatures, trainLabels, testFeatures, testLabels]) {
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  }
});

describe('standardisation', () => {
  test('is by the training rows alone', () => {
    const { mean, invStd } = prepareData(table(10, 4), config({ standardize: 'feature' }));
    expect([...mean]).toEqual([1.5, 7, 998.5]);
    expect(invStd[0]).toBeCloseTo(1 / Math.sqrt(1.25), 6);
    const limited = prepareData(table(10, 4), config({ standardize: 'feature', trainRows: 2 }));
    expect([...limited.mean]).toEqual([0.5, 7, 999.5]);
  });

  test('keeps the unit of what is constant', () => {
    const { invStd } = prepareData(table(10), config({ standardize: 'feature' }));
    expect(invStd[1]).toBe(1);
    const tiny = Float32Array.of(1e-40, 1, 2e-40, 1, 3e-40, 2);
    const odd = { ...table(3), features: tiny };
    const info = { ...odd.info, featureShape: [2] };
    expect(prepareData({ ...odd, info }, config({ standardize: 'feature' })).invStd[0]).toBe(1);
  });

  test('none leaves numbers alone', () => {
    const { mean, invStd } = prepareData(table(10), config());
    expect([[...mean], [...invStd]]).toEqual([[0], [1]]);
  });

  test('makes mean 0 and deviation 1', () => {
    // Deviations too small for float32 to invert keep their unit, as the test above says.
    const value = fc
      .float({ min: -1000, max: 1000, noNaN: true })
      .map((drawn) => (Math.abs(drawn) < 1e-6 ? 0 : drawn));
    const values = fc.array(value, {
      minLength: 12,
      maxLength: 90,
    });
    fc.assert(
      fc.property(values, fc.constantFrom('scalar' as const, 'feature' as const), (given, standardize) => {
        const rows = Math.floor(given.length / 3);
        const base = table(rows);
        const prepared = prepareData(
          { ...base, features: Float32Array.from(given.slice(0, 3 * rows)) },
          config({ standardize }),
        );
        const { mean, invStd, trainFeatures } = prepared;
        const groups = mean.length;
        expect(groups).toBe(standardize === 'scalar' ? 1 : 3);
        for (let group = 0; group < groups; group++) {
          const z = Array.from(trainFeatures)
            .filter((_, i) => i % groups === group)
            .map((x) => (x - mean[group]!) * invStd[group]!);
          const average = z.reduce((a, b) => a + b, 0) / z.length;
          const variance = z.reduce((a, b) => a + (b - average) ** 2, 0) / z.length;
          const scale = Math.max(...z.map(Math.abs), Math.abs(mean[group]! * invStd[group]!), 1);
          expect(Math.abs(average)).toBeLessThan(1e-5 * scale);
          if (new Set(z).size > 1) expect(variance).toBeCloseTo(1, 3);
        }
      }),
    );
  });
});

describe('MNIST', () => {
  const runtime = path.join(import.meta.dirname, '../../out/runtime.json');
  const provisioned = existsSync(runtime)
    ? (JSON.parse(readFileSync(runtime, 'utf8')) as { mnistDir: string }).mnistDir
    : '';
  const directory = path.resolve(path.dirname(runtime), provisioned);

  test('is whole, and standardises to the known numbers', async () => {
    const mnist = await loadDataset({ kind: 'mnist', directory });
    expect(mnist.info).toMatchObject({
      id: 'mnist',
      rows: 70_000,
      givenTrainRows: 60_000,
      featureShape: [28, 28],
    });
    expect(mnist.info.hash).toBe('0e7de8c51f7ab68c24fd1c7b6f7941eba8198dadea7d1e3d9d30d26891f16ddd');
    const scalar = prepareData(mnist, config({ standardize: 'scalar' }));
    expect(scalar.mean[0]).toBeCloseTo(33.3184, 3);
    expect(1 / scalar.invStd[0]!).toBeCloseTo(78.5675, 3);
    expect(scalar.trainLabels).toHaveLength(60_000);
    expect(scalar.testLabels).toHaveLength(10_000);
    const none = prepareData(mnist, config());
    expect([none.mean[0], none.invStd[0]]).toEqual([0, Math.fround(1 / 255)]);
    const feature = prepareData(mnist, config({ standardize: 'feature' }));
    expect([feature.mean[0], feature.invStd[0]]).toEqual([0, Math.fround(1 / 255)]);
    const { labels, rowIndices } = previewDataset(mnist, 25);
    expect([...labels.subarray(0, 10)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(rowIndices).size).toBe(25);
  });

  test('says what is missing', async () => {
    const loading = loadDataset({ kind: 'mnist', directory: import.meta.dirname });
    await expect(loading).rejects.toThrow(
      /MNIST is not complete: There is no file "train-images-idx3-ubyte\.gz"/,
    );
  });
});

test('a preview shows the rows it names, and no more than there are', () => {
  const dataset = table(30);
  fc.assert(
    fc.property(fc.nat(40), (rows) => {
      const { rowIndices, features, labels } = previewDataset(dataset, rows);
      expect(rowIndices).toHaveLength(Math.min(rows, 30));
      expect(firstColumn(features)).toEqual([...rowIndices]);
      expect([...labels]).toEqual([...rowIndices].map((row) => row % 2));
      expect(new Set(rowIndices).size).toBe(rowIndices.length);
    }),
  );
});

test('a stored data set whose arrays do not fit is refused', async () => {
  const { info, labels } = table(5);
  const stored = { kind: 'stored', info, content: { features: new Float32Array(3), labels } } as const;
  await expect(loadDataset(stored)).rejects.toMatchObject({ code: 'database' });
});
