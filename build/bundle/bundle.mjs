// `npm run bundle`: makes out/ from the sources, part by part, and does nothing where nothing has changed (Node).
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readJson, writeJsonAtomic } from '../setup/atomic.mjs';
import { acquireLock } from '../setup/lock.mjs';
import { projectRoot } from '../setup/paths.mjs';
import { canMakeCodeCache, makeCodeCache } from './codeCache.mjs';
import { packagesOf } from './packages.mjs';
import { hashSources } from './sources.mjs';
import { targets } from './targets.mjs';

const OUT = path.join(projectRoot, 'out');
const STATE_FILE = path.join(OUT, '.bundle.json');

/** @typedef {import('./targets.mjs').Target} Target */
/**
 * @typedef {object} Made
 * @property {string} buildId of the sources
 * @property {string[]} files relative to out/
 * @property {string[]} packages whose code is inside, as folders of node_modules
 * @property {string[]} externals modules that are loaded from node_modules at run time
 */
/** @typedef {Record<string, Made>} State */

/**
 * @param {Target} target
 * @param {State} state
 * @param {string} buildId
 */
function isCurrent(target, state, buildId) {
  const made = state[target.id];
  return (
    made?.buildId === buildId &&
    made.externals &&
    made.files.every((file) => existsSync(path.join(OUT, file)))
  );
}

/**
 * Builds aside and moves the result into place, so that a failing build leaves the last good one.
 * @param {Target} target
 * @param {string} buildId
 * @returns {Promise<Omit<Made, 'buildId'>>}
 */
async function make(target, buildId) {
  const aside = path.join(OUT, `.${target.folder}.new`);
  const old = path.join(OUT, `.${target.folder}.old`);
  const place = path.join(OUT, target.folder);
  rmSync(aside, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  const { version } = await readJson(path.join(projectRoot, 'package.json'));
  const define = {
    __LOSSLAB_BUILD_ID__: JSON.stringify(buildId),
    __LOSSLAB_VERSION__: JSON.stringify(version),
  };
  let parts;
  if (target.kind === 'codeCache') {
    parts = await makeCodeCache({ outFolder: aside, buildId });
  } else if (target.kind === 'renderer') {
    const { bundleRenderer } = await import('./rendererBundle.mjs');
    parts = await bundleRenderer({ projectRoot, outFolder: aside, define });
  } else {
    const { bundleNode } = await import('./nodeBundle.mjs');
    parts = await bundleNode({
      kind: target.kind,
      entries: target.entries,
      projectRoot,
      outFolder: aside,
      define,
    });
  }
  if (existsSync(place)) renameSync(place, old);
  renameSync(aside, place);
  rmSync(old, { recursive: true, force: true });
  const files = readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(OUT, path.join(entry.parentPath ?? entry.path, entry.name)));
  return { files, packages: packagesOf(parts.inputs), externals: parts.externals };
}

/**
 * @param {string[]} only ids of targets; empty for all
 * @returns {Promise<boolean>} whether all went well
 */
async function bundle(only) {
  const unknown = only.filter((id) => !targets.some((target) => target.id === id));
  if (unknown.length > 0) {
    console.error(
      `There is no part ${unknown.join(', ')}; there are ${targets.map(({ id }) => id).join(', ')}.`,
    );
    return false;
  }
  const wanted = targets.filter(({ id }) => only.length === 0 || only.includes(id));
  const buildId = hashSources(projectRoot);
  const release = await acquireLock(path.join(OUT, '.bundle.lock'), { pollMs: 50 });
  let well = true;
  try {
    /** @type {State} */
    const state = (await readJson(STATE_FILE)) ?? {};
    for (const target of wanted) {
      if (isCurrent(target, state, buildId)) continue;
      const missing = Object.values(target.entries).filter(
        (source) => !existsSync(path.join(projectRoot, source)),
      );
      if (missing.length > 0) {
        console.warn(`${target.id}: left out, there is no ${missing.join(', ')}`);
        continue;
      }
      if (target.kind === 'codeCache' && !(await canMakeCodeCache())) continue;
      const start = performance.now();
      try {
        state[target.id] = { buildId, ...(await make(target, buildId)) };
        await writeJsonAtomic(STATE_FILE, state);
        console.log(`${target.id}: bundled in ${((performance.now() - start) / 1000).toFixed(1)} s`);
      } catch (error) {
        well = false;
        console.error(
          `${target.id}: could not be bundled\n${error instanceof Error ? error.message : error}`,
        );
      }
    }
  } finally {
    release();
  }
  return well;
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
process.exitCode = (await bundle(values.only?.split(',').filter(Boolean) ?? [])) ? 0 : 1;
