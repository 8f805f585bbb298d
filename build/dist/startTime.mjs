// `npm run measure:start`: how long a packaged lab takes from its start to a window one can work with (packaging, Node).
//   npm run measure:start -- [--app PATH] [--runs N] [--json]
// Three kinds of start: the very first one on this machine (program and libraries come from the disk, there is no database),
// a first one of a user (no database), and a later one.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findProgram } from '../setup/run.mjs';
import { execute, withDisplay } from '../test/run.mjs';
import { launchPackaged } from './launchPackaged.mjs';
import { unpackedFolder } from './paths.mjs';

const GOAL_MS = 2000;
const DEFAULT_RUNS = 7;
const WITH_DISPLAY = 'LOSSLAB_HAS_DISPLAY';
const IS_ROOT = process.getuid?.() === 0;

/**
 * @typedef {object} Start in milliseconds since the program was started
 * @property {number} drawnMs the page has drawn something
 * @property {number} usefulMs the form is there with its data sets, and its button can be pressed
 * @property {number} plannedMs the form says how many steps that will be: the training host is up, too
 */

/**
 * @param {string} app
 * @param {string} dataFolder
 * @returns {Promise<Start>}
 */
async function startOnce(app, dataFolder) {
  const lab = await launchPackaged({
    command: app,
    args: IS_ROOT ? ['--no-sandbox'] : [],
    env: {
      .../** @type {Record<string, string>} */ (process.env),
      LOSSLAB_DATA_DIR: dataFolder,
      DBUS_SESSION_BUS_ADDRESS: '/dev/null',
    },
  });
  try {
    // Both clocks are the system's: what the page says can be compared with when it was started.
    const useful = await timeOf(lab.page, () => {
      const dataset = document.querySelector('[data-testid=form-dataset]');
      const button = document.querySelector('[data-testid=train-button]:not([disabled])');
      return button !== null && /\w/.test(dataset?.textContent ?? '') && Date.now();
    });
    const planned = await timeOf(lab.page, () => {
      const button = document.querySelector('[data-testid=train-button]');
      return /\d+ steps/.test(button?.textContent ?? '') && Date.now();
    });
    const drawn = await lab.page.evaluate(() => {
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      return performance.timeOrigin + (paint?.startTime ?? NaN);
    });
    await lab.quit();
    return {
      drawnMs: drawn - lab.startedAtMs,
      usefulMs: useful - lab.startedAtMs,
      plannedMs: planned - lab.startedAtMs,
    };
  } finally {
    await lab.kill();
  }
}

/**
 * When something was first seen; what had come to pass before anybody looked counts from the first look.
 * @param {import('playwright-core').Page} page
 * @param {() => number | false} look runs in the page
 */
async function timeOf(page, look) {
  const found = await page.waitForFunction(look, null, { polling: 5 });
  return Number(await found.jsonValue());
}

/** Drops the app's files from the system's cache, so that the next start reads them from the disk. @param {string} app */
function forget(app) {
  const folder = path.dirname(app);
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
  }
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/**
 * @param {string} app
 * @param {number} runs
 */
async function measure(app, runs) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'losslab-start-'));
  const folder = (/** @type {string} */ name) => path.join(root, name);
  /** @type {Record<string, Start[]>} */
  const starts = { 'first on this machine': [], 'first of a user': [], later: [] };
  try {
    for (let i = 0; i < runs; i += 1) {
      if (findProgram('dd')) {
        forget(app);
        starts['first on this machine']?.push(await startOnce(app, folder(`cold-${i}`)));
      }
      starts['first of a user']?.push(await startOnce(app, folder(`new-${i}`)));
      starts['later']?.push(await startOnce(app, folder(`new-${i}`)));
    }
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
  return starts;
}

/** @param {Record<string, Start[]>} starts */
function table(starts) {
  const rows = Object.entries(starts)
    .filter(([, list]) => list.length > 0)
    .map(([kind, list]) => {
      const useful = list.map(({ usefulMs }) => usefulMs);
      const figures = [
        median(list.map(({ drawnMs }) => drawnMs)),
        median(useful),
        Math.max(...useful),
        median(list.map(({ plannedMs }) => plannedMs)),
      ];
      return (
        kind.padEnd(24) + figures.map((ms) => `${((ms ?? NaN) / 1000).toFixed(2)} s`.padStart(10)).join('')
      );
    });
  const head =
    'start'.padEnd(24) + ['drawn', 'useful', 'slowest', 'host up'].map((h) => h.padStart(10)).join('');
  return [head, ...rows].join('\n');
}

async function main() {
  const { values } = parseArgs({
    options: { app: { type: 'string' }, runs: { type: 'string' }, json: { type: 'boolean' } },
  });
  if (process.platform === 'linux' && !process.env[WITH_DISPLAY]) {
    const { env, ...inner } = withDisplay({ command: process.execPath, args: process.argv.slice(1) });
    const trouble = await execute({ ...inner, env: { ...env, [WITH_DISPLAY]: '1' } }, 60 * 60_000);
    if (trouble) throw new Error(trouble);
    return;
  }
  const app = values.app ?? path.join(unpackedFolder(), 'losslab');
  if (!fs.existsSync(app)) throw new Error(`there is no ${app}; run "npm run dist"`);
  const starts = await measure(app, Number(values.runs ?? DEFAULT_RUNS));
  if (values.json) console.log(JSON.stringify(starts));
  else
    console.log(
      `${table(starts)}\nMedians, and the slowest of "useful", which is to be below ${GOAL_MS / 1000} s.`,
    );
}

await main();
