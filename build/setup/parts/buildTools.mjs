// Compiling native add-ons with node-gyp: the tools it takes, and where Node's headers are (set-up, Node).
import fs from 'node:fs';
import path from 'node:path';
import { inNodeModules } from '../paths.mjs';
import { findProgram, run } from '../run.mjs';

/** @type {Promise<void> | undefined} */
let provided;

/**
 * Makes sure there is a compiler; as root on a Debian system it installs one. Once, however many parts want to compile.
 * @param {import('../report.mjs').Reporter} report
 */
export function provideBuildTools(report) {
  provided ??= installBuildTools(report);
  return provided;
}

/** @param {import('../report.mjs').Reporter} report */
async function installBuildTools(report) {
  if (process.platform === 'win32') return;
  const lacking = missingTools();
  if (lacking.length === 0) return;
  const asRoot = process.getuid?.() === 0 && findProgram('apt-get');
  if (!asRoot) {
    const command =
      process.platform === 'darwin'
        ? 'xcode-select --install'
        : 'sudo apt-get install build-essential python3';
    throw new Error(`${lacking.join(', ')} not found; install a C++ compiler: ${command}`);
  }
  const stop = report.working(`Build tools: installing ${lacking.join(', ')}`);
  try {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-q'], { env });
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'build-essential', 'python3'], {
      env,
    });
  } finally {
    stop();
  }
}

function missingTools() {
  const lacking = ['make', 'python3'].filter((name) => !findProgram(name));
  const compilers = [process.env.CXX, 'c++', 'g++', 'clang++'];
  if (!compilers.some((name) => name && findProgram(name))) lacking.push('g++');
  return lacking;
}

/**
 * @param {string} dir holds binding.gyp
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function nodeGyp(dir, args, env) {
  const headers = nodeHeaders();
  const nodedir = headers ? [`--nodedir=${headers}`] : [];
  const cli = inNodeModules('node-gyp', 'bin', 'node-gyp.js');
  await run(process.execPath, [cli, 'rebuild', '--release', ...nodedir, ...args], {
    cwd: dir,
    env: { ...env },
    timeoutMs: 20 * 60_000,
  });
}

/** The prefix of the running Node if its headers lie beside it; without them node-gyp fetches some from nodejs.org. */
export function nodeHeaders() {
  const prefix = path.dirname(path.dirname(fs.realpathSync(process.execPath)));
  return fs.existsSync(path.join(prefix, 'include', 'node', 'node_api.h')) ? prefix : null;
}
