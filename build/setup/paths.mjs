// Where set-up finds and leaves things: the project, its cache and the file that tells the app about both (set-up, Node).
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the project (the clone). */
export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What set-up has found out for app, command line and tests; git-ignored. */
export const runtimeFile = path.join(projectRoot, 'out', 'runtime.json');

/**
 * The folder outside the clone that keeps downloaded and compiled parts between clones.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function cacheRoot(env = process.env) {
  if (env.LOSSLAB_CACHE) return path.resolve(env.LOSSLAB_CACHE);
  if (env.XDG_CACHE_HOME) return path.join(path.resolve(env.XDG_CACHE_HOME), 'losslab');
  return path.join(os.homedir(), '.cache', 'losslab');
}

/** Goes into every cache key of a native part: `linux-x64`, `darwin-arm64`, … */
export const platformArch = `${process.platform}-${process.arch}`;

/**
 * What a binary that loads here may depend on: a cache that has been carried to another system is tried out again there.
 * @returns {string}
 */
export function systemId() {
  let release = os.release();
  try {
    // A new kernel changes nothing for a library; another distribution does.
    if (process.platform === 'linux') release = fs.readFileSync('/etc/os-release', 'utf8');
  } catch {
    // Then the kernel's version has to do.
  }
  return `${platformArch}-${createHash('sha256').update(release).digest('hex').slice(0, 8)}`;
}

/** @param {string[]} names path inside node_modules */
export function inNodeModules(...names) {
  return path.join(projectRoot, 'node_modules', ...names);
}
