// The point clouds: reproducible, of the right shape, with the noise that is asked for (Node).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtInDatasets } from '../../shared/catalog/datasets';
import { generateDataset } from './generators';
import { loadDataset } from './index';

const ids = builtInDatasets.filter(({ kind }) => kind === 'generator').map(({ id }) => id);

test.each(ids)('%s is a function of its parameters', (id) => {
  const a = generateDataset(id, { n: 101, noise: 0.1, seed: 5 });
  const b = generateDataset(id, { n: 101, noise: 0.1, seed: 5 });
  const c = generateDataset(id, { n: 101, noise: 0.1, seed: 6 });
  expect(a.features).toEqual(b.features);
  expect(a.info.hash).toBe(b.info.hash);
  expect(c.info.hash).not.toBe(a.info.hash);
  expect(a.info).toMatchObject({
    id,
    kind: 'points',
    source: 'generator',
    rows: 101,
    featureShape: [2],
    givenTrainRows: null,
    importedAt: null,
  });
});

test('the streams are what they were: saved runs can be repeated', () => {
  const hashes = Object.fromEntries(ids.map((id) => [id, generateDataset(id, {}).info.hash.slice(0, 16)]));
  expect(hashes).toMatchInlineSnapshot(`
    {
      "blobs": "83d5dd44394e851b",
      "circles": "2a1a457c0a30f304",
      "moons": "74e0bd76811a406c",
      "spirals": "ab46793fe1845a5e",
      "xor": "4d776cced6652844",
    }
  `);
});

test.each(ids)('%s has about as many points of each class, in mixed order, at any size', (id) => {
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 500 }), fc.nat(0xffff_ffff), (n, seed) => {
      const { info, labels } = generateDataset(id, { n, seed });
      const spread = id === 'xor' ? 4 * Math.sqrt(n) : 1;
      expect(Math.abs(info.classCounts[0]! - info.classCounts[1]!)).toBeLessThanOrEqual(spread);
      const early = labels.subarray(0, 20).reduce((a, b) => a + b, 0);
      expect(early).toBeGreaterThan(0);
      expect(early).toBeLessThan(20);
    }),
    { numRuns: 50 },
  );
});

/** Distance of a point from where its class would lie without noise. */
const distances: Readonly<Record<string, (x: number, y: number, label: number) => number>> = {
  moons: (x, y, label) => Math.abs((label === 0 ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5)) - 1),
  circles: (x, y, label) => Math.abs(Math.hypot(x, y) - (label === 0 ? 1 : 0.5)),
  spirals: (x, y, label) => {
    const radius = Math.hypot(x, y);
    const angle = 3 * Math.PI * ((radius - 0.1) / 0.9) + Math.PI * label;
    return Math.hypot(x - radius * Math.cos(angle), y - radius * Math.sin(angle));
  },
  blobs: (x, y, label) => Math.hypot(x - (2 * label - 1), y - (2 * label - 1)),
  xor: (x, y, label) => (x * y > 0 === (label === 0) ? 0 : 1),
};

test.each(ids)('%s lies on its curve without noise', (id) => {
  const { features, labels } = generateDataset(id, { n: 500, noise: 0 });
  labels.forEach((label, i) =>
    expect(distances[id]!(features[2 * i]!, features[2 * i + 1]!, label)).toBeLessThan(1e-5),
  );
});

test('noise has the deviation asked for', () => {
  const noisy = generateDataset('blobs', { n: 50_000, noise: 0.4 });
  const centred = Float32Array.from(
    noisy.features,
    (value, i) => value - (2 * noisy.labels[Math.floor(i / 2)]! - 1),
  );
  const mean = centred.reduce((a, b) => a + b, 0) / centred.length;
  const variance = centred.reduce((a, b) => a + b * b, 0) / centred.length;
  expect(Math.abs(mean)).toBeLessThan(0.006);
  expect(Math.sqrt(variance)).toBeCloseTo(0.4, 2);
});

test('parameters out of range are refused', async () => {
  const load = (id: string, params: Record<string, number>) => loadDataset({ kind: 'generator', id, params });
  await expect(load('moons', { n: 3 })).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(load('moons', { size: 3 })).rejects.toThrow(/has no parameter "size"/);
  await expect(load('mnist', {})).rejects.toThrow(/no generator "mnist"/);
});
