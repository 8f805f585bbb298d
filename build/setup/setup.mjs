// Brings everything native onto this machine and writes out/runtime.json; `npm run setup`, and first step of start, test and CLI (Node).
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readJson, writeJsonAtomic } from './atomic.mjs';
import { Cache } from './cache.mjs';
import { acquireLock } from './lock.mjs';
import { cacheRoot, projectRoot, runtimeFile } from './paths.mjs';
import { PartProblem } from './problem.mjs';
import { createReporter } from './report.mjs';
import { killRunning } from './run.mjs';

/**
 * @typedef {object} Runtime the content of out/runtime.json
 * @property {string | null} electron path of the executable; null where only the command line has been set up
 * @property {string | null} electronVersion
 * @property {'official' | 'registry' | null} electronSource
 * @property {string | null} sqliteBinding for better-sqlite3's `nativeBinding`; null: its own prebuild works
 * @property {string} mnistDir
 * @property {{ version: string | null, native: boolean, source: 'official' | 'registry' | null }} tensorflow
 * @property {string} node version of the Node that has run set-up
 */

/**
 * @param {object} [options]
 * @param {'all' | 'cli' | 'test'} [options.scope] the command line needs no Electron, the tests need a display as well
 * @param {boolean} [options.quiet] print only what had to be done
 * @param {NodeJS.WritableStream & { isTTY?: boolean }} [options.stream]
 * @param {boolean} [options.retryOfficial]
 * @param {boolean} [options.verify]
 * @returns {Promise<Runtime>}
 */
export async function setUp({
  scope = 'all',
  quiet = false,
  stream = process.stdout,
  retryOfficial = false,
  verify = false,
} = {}) {
  const report = createReporter({ stream, quiet });
  const cache = new Cache(cacheRoot());
  /** @type {(() => void)[]} */
  const locks = [];
  const release = () => locks.splice(0).forEach((letGo) => letGo());
  const stopListening = onInterruption(() => {
    killRunning();
    release();
    report.note('set-up interrupted; the next one goes on where whole parts are missing');
  });
  try {
    const onWait = (/** @type {{ pid: number }} */ { pid }) =>
      report.note(`another set-up is running (process ${pid}); waiting for it`);
    locks.push(await acquireLock(path.join(projectRoot, 'out', '.setup.lock'), { onWait }));
    locks.push(await acquireLock(path.join(cache.root, '.setup.lock'), { onWait }));
    await cache.sweep();
    const skipOfficial =
      Boolean(process.env.LOSSLAB_SKIP_OFFICIAL) && process.env.LOSSLAB_SKIP_OFFICIAL !== '0';
    return await provideParts({ cache, report, scope, skipOfficial, retryOfficial, verify });
  } finally {
    stopListening();
    release();
  }
}

/**
 * @param {import('./provision.mjs').Context} context
 * @returns {Promise<Runtime>}
 */
async function provideParts(context) {
  const { provideNodeModules } = await import('./parts/nodeModules.mjs');
  await provideNodeModules(context);
  const before = await readJson(runtimeFile);
  const { provideElectron } = await import('./parts/electron.mjs');
  const { provideTensorflow } = await import('./parts/tensorflow.mjs');
  const { provideSqlite } = await import('./parts/sqlite.mjs');
  const { provideMnist } = await import('./parts/mnist.mjs');

  const electron = context.scope === 'cli' ? null : await provideElectron(context);
  // One waits for the network while the other compiles. All are waited for: a failing one must not leave others at work.
  const [tensorflow, sqliteBinding, mnistDir] = await allOrFirstError([
    provideTensorflow(context, electron),
    provideSqlite(context, electron),
    provideMnist(context),
  ]);
  /** @type {Runtime} */
  const runtime = {
    electron: electron?.path ?? before?.electron ?? null,
    electronVersion: electron?.version ?? before?.electronVersion ?? null,
    electronSource: electron?.source ?? before?.electronSource ?? null,
    sqliteBinding,
    mnistDir,
    tensorflow,
    node: process.version,
  };
  if (JSON.stringify(runtime) !== JSON.stringify(before)) await writeJsonAtomic(runtimeFile, runtime);
  return runtime;
}

/**
 * @template {readonly unknown[]} T
 * @param {{ [K in keyof T]: Promise<T[K]> }} promises
 * @returns {Promise<T>}
 */
async function allOrFirstError(promises) {
  await Promise.allSettled(promises);
  return /** @type {Promise<any>} */ (Promise.all(promises));
}

/**
 * Tidies up when the user breaks set-up off, then ends as the signal would have.
 * @param {() => void} tidy
 * @returns {() => void} stops listening
 */
function onInterruption(tidy) {
  const signals = /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  const stop = () => signals.forEach((signal) => process.off(signal, handle));
  const handle = (/** @type {NodeJS.Signals} */ signal) => {
    stop();
    tidy();
    process.kill(process.pid, signal);
  };
  signals.forEach((signal) => process.on(signal, handle));
  return stop;
}

/**
 * For the commands: a failure is told, with a stack only where it is not a known one.
 * @param {Parameters<typeof setUp>[0]} options
 * @returns {Promise<Runtime | null>} null after a failure that has been told
 */
export async function setUpOrExplain(options) {
  try {
    return await setUp(options);
  } catch (error) {
    const expected = error instanceof PartProblem;
    const text = expected
      ? error.message
      : `Set-up broke off: ${error instanceof Error ? error.stack : error}`;
    createReporter({ stream: options?.stream ?? process.stderr }).fail(text);
    return null;
  }
}

async function main() {
  const { values } = parseArgs({
    options: {
      official: { type: 'boolean' },
      verify: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(
      'npm run setup [-- options]\n' +
        '  --official  ask the official sources again for what another source has served\n' +
        '  --verify    hash every cached file instead of comparing size and time\n',
    );
    return;
  }
  const runtime = await setUpOrExplain({
    retryOfficial: values.official ?? false,
    verify: values.verify ?? false,
  });
  if (!runtime) process.exitCode = 1;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
