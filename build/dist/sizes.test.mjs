// Tests of the size table: every file counts once, under the part it belongs to.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { partSizes, sizeTable } from './sizes.mjs';

const root = mkdtempSync(path.join(os.tmpdir(), 'losslab-sizes-'));
afterAll(() => rmSync(root, { recursive: true }));

/** @param {string} name @param {number} bytes */
function put(name, bytes) {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, Buffer.alloc(bytes));
}

it('adds up by part, the largest first', () => {
  const modules = 'resources/app.asar.unpacked/node_modules';
  put('losslab', 3_000_000);
  put('locales/en-US.pak', 500_000);
  put('LICENSES.chromium.html', 100_000);
  put('resources/app.asar', 700_000);
  put('resources/mnist/train-images-idx3-ubyte', 800_000);
  put(`${modules}/@tensorflow/tfjs-node/deps/lib/libtensorflow.so.2`, 9_000_000);
  put(`${modules}/@tensorflow/tfjs-core/dist/tf-core.node.js`, 200_000);
  put(`${modules}/better-sqlite3/prebuilds/linux-x64.node`, 300_000);
  const parts = partSizes(root);
  expect(parts).toEqual([
    { part: 'TensorFlow', bytes: 9_000_000 },
    { part: 'Electron', bytes: 3_500_000 },
    { part: 'MNIST', bytes: 800_000 },
    { part: 'the lab itself (app.asar)', bytes: 700_000 },
    { part: 'SQLite', bytes: 300_000 },
    { part: 'WebAssembly and JavaScript engines', bytes: 200_000 },
    { part: 'licences', bytes: 100_000 },
  ]);
  const lines = sizeTable(parts).split('\n');
  expect(lines[0]).toMatch(/^TensorFlow +9\.0 MB$/);
  expect(lines.at(-1)).toMatch(/^together +14\.6 MB$/);
});
