// The data set that was read last is not read again, and a failure is not remembered (Node).
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DatasetSource } from '../../shared/trainer/protocol';
import { RecentDataset } from './recentDataset';

const moons = (seed: number): DatasetSource => ({
  kind: 'generator',
  id: 'moons',
  params: { n: 20, noise: 0, seed },
});

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-recent-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the same source is read once, another one anew', async () => {
  const datasets = new RecentDataset();
  const first = await datasets.get(moons(1));
  expect(await datasets.get(moons(1))).toBe(first);
  const other = await datasets.get(moons(2));
  expect(other.info.hash).not.toBe(first.info.hash);
  // Only one is kept.
  expect(await datasets.get(moons(1))).not.toBe(first);
});

test('what could not be read is tried again', async () => {
  const datasets = new RecentDataset();
  const bad: DatasetSource = { kind: 'mnist', directory: path.join(folder, 'missing') };
  await expect(datasets.get(bad)).rejects.toThrow('MNIST is not complete');
  await expect(datasets.get(bad)).rejects.toThrow('MNIST is not complete');
  expect(await datasets.get(moons(1))).toBeDefined();
});
