/** kill −9 in the middle of writing: what was committed is there, the run is interrupted, the file is whole. */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';
import { allLosses } from './fixtures/events';
import { nativeBinding, storeWorkshop } from './fixtures/stores';

const { folder, openStore, closeStore, remove } = storeWorkshop();
let writer: string;

beforeAll(async () => {
  writer = path.join(projectRoot, 'out', `.writer-${process.pid}`, 'writer.cjs');
  await build({
    entryPoints: [path.join(projectRoot, 'main', 'store', 'fixtures', 'writer.ts')],
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    external: ['better-sqlite3'],
    logLevel: 'error',
  });
});
afterAll(async () => {
  remove();
  await rm(path.dirname(writer), { recursive: true, force: true });
});

/** Lets a writer work for so long and kills it; what it said last. */
async function killAfter(file: string, ms: number): Promise<{ id: string; step: number }> {
  const child = spawn(process.execPath, [writer, file, nativeBinding ?? ''], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const begun = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      resolve();
    });
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await Promise.race([begun, gone]);
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill('SIGKILL');
  await gone;
  const [id = '', step = '0'] = (
    said
      .trim()
      .split('\n')
      .findLast((line) => /^\w+ \d+$/.test(line)) ?? ''
  ).split(' ');
  return { id, step: Number(step) };
}

test('at twenty moments', { timeout: 120_000 }, async () => {
  const file = path.join(folder(), 'lab.sqlite');
  for (let turn = 0; turn < 20; turn++) {
    const { id, step } = await killAfter(file, (turn * 37) % 200);
    expect(step).toBeGreaterThan(0);
    const store = openStore(file);
    const run = store.getRun(id);
    expect(run.state).toBe('interrupted');
    expect(run.step).toBeGreaterThanOrEqual(step);
    expect(allLosses(store, id)).toHaveLength(run.step);
    expect(store.checkpointStep(id)).toBeLessThanOrEqual(run.step);
    closeStore(store);
  }
});
