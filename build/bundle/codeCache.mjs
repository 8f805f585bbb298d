// Has the app's own Electron compile the main process's code once, so that no start has to (bundler, Node).
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readJson } from '../setup/atomic.mjs';
import { projectRoot, runtimeFile } from '../setup/paths.mjs';
import { findProgram, run } from '../setup/run.mjs';

const RUNNER = path.join(import.meta.dirname, 'codeCacheApp', 'main.cjs');
const LIMIT_MS = 60_000;

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

/** Whether there is an Electron, and a display for it; without them the app compiles at each start. */
export async function canMakeCodeCache() {
  const runtime = await readJson(runtimeFile);
  return Boolean(runtime?.electron) && (hasDisplay() || findProgram('xvfb-run') !== null);
}

/**
 * @param {object} job
 * @param {string} job.outFolder
 * @param {string} job.buildId of the main process's bundle
 * @returns {Promise<{ inputs: string[], externals: string[] }>}
 */
export async function makeCodeCache({ outFolder, buildId }) {
  const { electron, electronVersion } = await readJson(runtimeFile);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-code-cache-'));
  try {
    const appFolder = path.join(folder, 'app');
    mkdirSync(appFolder);
    const { name, productName, version } = await readJson(path.join(projectRoot, 'package.json'));
    writeFileSync(
      path.join(appFolder, 'package.json'),
      JSON.stringify({ name, productName, version, main: 'main.cjs' }),
    );
    symlinkSync(RUNNER, path.join(appFolder, 'main.cjs'));
    for (const part of ['out', 'node_modules'])
      symlinkSync(path.join(projectRoot, part), path.join(appFolder, part), 'junction');
    // As main/codeCache.ts names it.
    const file = `${buildId}-${process.platform}-${process.arch}-${electronVersion}.bin`;
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const command = [electron, appFolder, ...asRoot];
    const [program, ...args] = hasDisplay() ? command : ['xvfb-run', '-a', ...command];
    await run(program, args, {
      env: {
        LOSSLAB_DATA_DIR: path.join(folder, 'data'),
        LOSSLAB_CODE_CACHE_TARGET: path.join(outFolder, file),
        ELECTRON_RUN_AS_NODE: undefined,
      },
      timeoutMs: LIMIT_MS,
    });
    if (!readdirSync(outFolder).includes(file)) throw new Error('the app has written nothing down');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { inputs: [], externals: [] };
}
