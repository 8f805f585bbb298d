// The whole lab is killed while it trains: nothing that was stored is lost, and the run ends as if nothing had been.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleNode } from '../../build/bundle/nodeBundle.mjs';
import { projectRoot } from '../../build/setup/paths.mjs';
import { killAgainAndAgain } from './fixtures/kills';
import { runtimeParts } from './fixtures/labs';

/** `npm run test:kills` does a hundred; the store alone is killed twenty times in main/store/kill.test.ts. */
const kills = 5;

// Below out/, so that native modules are found.
const outFolder = path.join(projectRoot, 'out', `.kills-test-${process.pid}`);
const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-kills-'));

beforeAll(async () => {
  mkdirSync(outFolder, { recursive: true });
  await bundleNode({
    kind: 'node',
    entries: {
      trainUntilKilled: 'main/runs/fixtures/trainUntilKilled.ts',
      host: 'main/trainer/host.ts',
      worker: 'main/trainer/worker.ts',
    },
    ...{ projectRoot, outFolder },
    define: { __LOSSLAB_BUILD_ID__: '"test"', __LOSSLAB_VERSION__: '"0.0.0"' },
  });
});
afterAll(() => {
  for (const place of [outFolder, folder]) rmSync(place, { recursive: true, force: true });
});

test(`${kills} times kill −9 of a lab that trains`, { timeout: 300_000 }, async () => {
  const outcome = await killAgainAndAgain({
    file: path.join(folder, 'lab.sqlite'),
    nativeBinding: runtimeParts.sqliteBinding,
    mnistDirectory: runtimeParts.mnistDirectory,
    script: path.join(outFolder, 'trainUntilKilled.cjs'),
    ...{ kills, seed: 7, steps: 50_000, longestMs: 800 },
  });
  expect(outcome.problems).toEqual([]);
  expect(outcome.kills).toHaveLength(kills);
  expect(outcome.completed).toBeGreaterThan(0);
  // Or there would have been nothing to lose.
  expect(Math.max(...outcome.kills.map(({ toldStep }) => toldStep))).toBeGreaterThan(0);
});
