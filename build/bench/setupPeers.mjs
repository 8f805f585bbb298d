// Makes the virtual environment in which the benchmark's Python peers live, outside the clone (benchmark, Node).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { cacheRoot } from '../setup/paths.mjs';

/** The folder of the environment. */
export const peersFolder = () => path.join(cacheRoot(), 'bench-peers');

/** Each is installed by itself: one that cannot be had here does not keep the others away. */
const PACKAGES = [['numpy'], ['torch'], ['jax'], ['tensorflow-cpu'], ['keras']];

/** Installs what pip finds; returns the names of what it did not find. */
export function setUpPeers() {
  const folder = peersFolder();
  const python = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(python)) {
    const made = spawnSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
    if (made.status !== 0)
      throw new Error('no virtual environment could be made: is python3 with venv installed?');
  }
  const failed = [];
  for (const names of PACKAGES) {
    console.log(`pip install ${names.join(' ')}`);
    const args = ['-m', 'pip', 'install', '--quiet', '--retries', '0', '--only-binary=:all:', ...names];
    const { status } = spawnSync(python, args, { stdio: ['ignore', 'inherit', 'pipe'] });
    if (status !== 0) failed.push(...names);
  }
  console.log(failed.length === 0 ? 'All peers are installed.' : `Not to be had here: ${failed.join(', ')}.`);
  return failed;
}
