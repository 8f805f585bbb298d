// Native TensorFlow for @tensorflow/tfjs-node: provisioned in the cache, linked into node_modules, tried out (set-up, Node).
import fs from 'node:fs';
import path from 'node:path';
import { linkOrCopy } from '../atomic.mjs';
import { inNodeModules, platformArch } from '../paths.mjs';
import { PartProblem } from '../problem.mjs';
import { obtainPart } from '../provision.mjs';
import { run } from '../run.mjs';
import { officialTensorflow } from './tensorflowOfficial.mjs';
import { wheelTensorflow } from './tensorflowWheel.mjs';

const TFJS_NODE = inNodeModules('@tensorflow', 'tfjs-node');

/**
 * Not having it is not fatal: the lab trains on WebAssembly then.
 * @param {import('../provision.mjs').Context} context
 * @param {import('./electron.mjs').Electron | null} electron
 * @returns {Promise<{ version: string | null, native: boolean, source: 'official' | 'registry' | null }>}
 */
export async function provideTensorflow(context, electron) {
  const { report } = context;
  const check = (/** @type {import('../cache.mjs').Part} */ part) => tryOut(context, part, electron);
  const sources = [{ ...officialTensorflow(context), check }];
  if (platformArch === 'linux-x64') sources.push({ ...wheelTensorflow(context), check });
  try {
    const { part, source, changed } = await obtainPart(context, {
      name: 'Native TensorFlow',
      sources,
      advice: [
        'connect to storage.googleapis.com, or have pip reach a Python package index (python3 -m pip download tensorflow-cpu)',
        'until then the lab trains on WebAssembly: the same results, slower',
      ],
    });
    const version = await tryOut(context, part, electron);
    report.done(`TensorFlow ${version}, native (${source.label}${changed ? '' : ', cached'})`, { changed });
    return { version, native: true, source: source.official ? 'official' : 'registry' };
  } catch (error) {
    if (!(error instanceof PartProblem)) throw error;
    await unlinkNative();
    report.warn(error.message);
    return { version: null, native: false, source: null };
  }
}

/**
 * Puts the part where tfjs-node looks for it and trains a step with it in Node and in Electron's Node.
 * @param {import('../provision.mjs').Context} context
 * @param {import('../cache.mjs').Part} part
 * @param {import('./electron.mjs').Electron | null} electron
 * @returns {Promise<string>} libtensorflow's version
 */
async function tryOut({ cache }, part, electron) {
  await linkNative(part);
  const version = await cache.checkOnce(`tensorflow ${part.id} node-${process.version}`, async () => {
    const { stdout } = await run(process.execPath, ['-e', PROBE], { env: PROBE_ENV, timeoutMs: 60_000 });
    return stdout.trim().split('\n').at(-1) ?? '';
  });
  if (electron) {
    await cache.checkOnce(`tensorflow ${part.id} electron-${electron.id}`, () =>
      run(electron.path, ['-e', PROBE], {
        env: { ...PROBE_ENV, ELECTRON_RUN_AS_NODE: '1' },
        timeoutMs: 60_000,
      }).then(() => true),
    );
  }
  return version;
}

const PROBE_ENV = { TF_CPP_MIN_LOG_LEVEL: '3' };

/** One gradient step; prints libtensorflow's version. The functions restored first are gone from Node 23 on. */
const PROBE = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  const tf = require('@tensorflow/tfjs-node');
  const w = tf.variable(tf.zeros([2, 1]));
  const x = tf.tensor2d([[1, 0], [0, 1]]);
  const y = tf.tensor2d([[1], [2]]);
  const loss = () => tf.losses.meanSquaredError(y, tf.matMul(x, w));
  const optimizer = tf.train.sgd(0.5);
  for (let i = 0; i < 50; i += 1) optimizer.minimize(loss);
  const [a, b] = w.dataSync();
  if (tf.getBackend() !== 'tensorflow' || Math.abs(a - 1) > 0.01 || Math.abs(b - 2) > 0.01) process.exit(1);
  console.log(tf.backend().binding.TF_Version);
`;

/**
 * Links file by file: the binding finds libtensorflow by a path relative to itself, and packagers want real files.
 * @param {import('../cache.mjs').Part} part
 */
async function linkNative(part) {
  await dropForeignLinks();
  const wanted = Object.entries(part.files);
  for (const [name, record] of wanted) {
    const target = path.join(TFJS_NODE, name);
    if ('link' in record) await placeLink(record.link, target);
    else if (!(await isSameFile(path.join(part.dir, name), target)))
      await linkOrCopy(path.join(part.dir, name), target);
  }
  const names = new Set(wanted.map(([name]) => name));
  for (const folder of ['deps/lib', 'lib/napi-v8']) {
    for (const name of await fs.promises.readdir(path.join(TFJS_NODE, folder)).catch(() => [])) {
      if (!names.has(`${folder}/${name}`))
        await fs.promises.rm(path.join(TFJS_NODE, folder, name), { recursive: true });
    }
  }
}

/** A folder that is itself a link must not be written through. */
async function dropForeignLinks() {
  for (const folder of ['deps', 'deps/lib', 'lib', 'lib/napi-v8']) {
    const stat = await fs.promises.lstat(path.join(TFJS_NODE, folder)).catch(() => null);
    if (stat?.isSymbolicLink()) await fs.promises.unlink(path.join(TFJS_NODE, folder));
  }
}

/** Half of a native part is worse than none: without it tfjs-node says plainly that it has no binding. */
async function unlinkNative() {
  await dropForeignLinks();
  await fs.promises.rm(path.join(TFJS_NODE, 'lib', 'napi-v8'), { recursive: true, force: true });
  await fs.promises.rm(path.join(TFJS_NODE, 'deps', 'lib'), { recursive: true, force: true });
}

/**
 * @param {string} destination
 * @param {string} target
 */
async function placeLink(destination, target) {
  if ((await fs.promises.readlink(target).catch(() => null)) === destination) return;
  await fs.promises.mkdir(path.dirname(target), { recursive: true });
  await fs.promises.rm(target, { force: true });
  await fs.promises.symlink(destination, target);
}

/**
 * @param {string} a
 * @param {string} b
 */
async function isSameFile(a, b) {
  const [first, second] = await Promise.all([a, b].map((file) => fs.promises.lstat(file).catch(() => null)));
  if (!first || !second || !second.isFile()) return false;
  if (first.dev === second.dev && first.ino === second.ino) return true;
  return (
    first.dev !== second.dev && first.size === second.size && Math.abs(first.mtimeMs - second.mtimeMs) < 2000
  );
}
