// Starts a packaged lab and gets at its page by DevTools' protocol: Playwright's own way in is closed by the fuses (tests, Node).
import { spawn } from 'node:child_process';
import { chromium } from 'playwright-core';

const START_TIMEOUT_MS = 30_000;
const QUIT_TIMEOUT_MS = 20_000;

/**
 * @typedef {object} PackagedLab
 * @property {import('playwright-core').Page} page
 * @property {number} startedAtMs when the program was started, in milliseconds of Unix time
 * @property {string[]} problems errors on the page's console and uncaught ones; must be empty at the end
 * @property {() => Promise<number | null>} quit closes the window, as users do; the program's exit code, null if it had to be killed
 * @property {() => Promise<void>} kill
 */

/**
 * @param {object} start
 * @param {string} start.command
 * @param {string[]} [start.args]
 * @param {Record<string, string>} start.env the whole environment
 * @param {{ uid: number, gid: number }} [start.user] who starts it; only root can choose
 * @returns {Promise<PackagedLab>}
 */
export async function launchPackaged({ command, args = [], env, user }) {
  const startedAtMs = Date.now();
  const child = spawn(command, [...args, '--remote-debugging-port=0'], {
    env,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    ...user,
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await gone;
  };
  try {
    const address = await endpoint(child);
    await pageShown(address);
    const browser = await chromium.connectOverCDP(address, {
      timeout: START_TIMEOUT_MS,
      // Playwright would change how downloads work, of which Electron knows nothing.
      noDefaults: true,
    });
    const page = await firstPage(browser);
    /** @type {string[]} */
    const problems = [];
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
    return { page, startedAtMs, problems, quit: () => quit(child, page, gone), kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

/**
 * The address Chromium prints once it listens.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>}
 */
function endpoint(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (/** @type {string} */ why) => reject(new Error(`the app ${why}:\n${output.slice(-4000)}`));
    const timer = setTimeout(() => fail('opened no window'), START_TIMEOUT_MS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
    child.stderr?.on('data', (chunk) => {
      output += chunk;
      const address = /DevTools listening on (ws:\/\/\S+)/.exec(output)?.[1];
      if (!address) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

/**
 * Waits until the window has its page. Playwright waits for ever for a window that moves to the page's own process just when it
 * gets there.
 * @param {string} address
 */
async function pageShown(address) {
  const list = `http://${new URL(address).host}/json/list`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const targets = await fetch(list).then(
      (answer) => answer.json(),
      () => [],
    );
    if (targets.some((/** @type {{ url: string }} */ { url }) => url.startsWith('app://lab/'))) return;
    if (Date.now() > deadline) throw new Error('the app has shown no page');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** @param {import('playwright-core').Browser} browser */
async function firstPage(browser) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const [page] = browser.contexts().flatMap((context) => context.pages());
    if (page) return page;
    if (Date.now() > deadline) throw new Error('the app has opened no window');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {import('playwright-core').Page} page
 * @param {Promise<unknown>} gone
 */
async function quit(child, page, gone) {
  await page.close();
  const timer = setTimeout(() => child.kill('SIGKILL'), QUIT_TIMEOUT_MS);
  await gone;
  clearTimeout(timer);
  return child.exitCode;
}
