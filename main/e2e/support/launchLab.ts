/** Starts the real app for a journey, on a data folder of its own, and counts every complaint of the page as a failure (tests, Node). */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { call } from './bridge';
import { projectRoot, runtimeFile } from '../../../build/setup/paths.mjs';

/** A running app. */
export interface RunningLab {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly dataFolder: string;
  /** Errors on the page's console, uncaught errors, CSP violations; must be empty at the end. */
  readonly problems: string[];
  /** What the main process has written. */
  readonly output: string[];
  /** Quits in order; fails if the page has complained. The data folder stays. */
  readonly quit: () => Promise<void>;
  /** kill −9, as a power cut would. */
  readonly killHard: () => Promise<void>;
}

export interface LaunchOptions {
  /** To start again on what an earlier app has left. */
  readonly dataFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Leave the tour of a first start standing, which would be in the way of every other journey. */
  readonly keepTour?: boolean;
  /** For tests that provoke complaints of the page, of which the last may come while the app quits. */
  readonly mayComplain?: boolean;
}

/** Complaints that say nothing about the app. */
const harmless: readonly RegExp[] = [
  // Electron's own reminder in unpackaged apps, and DevTools' absence of an autofill service.
  /Electron Security Warning \(Insecure Content-Security-Policy\)/,
  /Autofill\./,
];

const folders: string[] = [];

/** A new empty data folder, removed by `removeDataFolders`. */
export function makeDataFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-e2e-'));
  folders.push(folder);
  return folder;
}

export function removeDataFolders(): void {
  // The children of a killed process may still write for a moment.
  const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 200 };
  for (const folder of folders.splice(0)) rmSync(folder, options);
}

/** The Electron that set-up has provided. */
export function electronExecutable(): string {
  const runtime = JSON.parse(readFileSync(runtimeFile, 'utf8')) as { electron: string };
  return runtime.electron;
}

/** Switches that tests need: the sandbox of the operating system cannot be had as root (CI); all else stays as users have it. */
export const testSwitches: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** The environment of a test's app: its own data folder, no message bus, nothing of the test runner. */
export function labEnv(
  dataFolder: string,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(VITEST|NODE_OPTIONS$|NODE_ENV$|ELECTRON_RUN_AS_NODE$)/.test(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    LOSSLAB_DATA_DIR: dataFolder,
    DBUS_SESSION_BUS_ADDRESS: '/dev/null',
    ...extra,
  };
}

/** Loaded before the app, see there. */
const holdReady = path.join(projectRoot, 'build', 'test', 'holdReady.cjs');

/** Starts the app and waits until its page is there. */
export async function launchLab(options: LaunchOptions = {}): Promise<RunningLab> {
  const dataFolder = options.dataFolder ?? makeDataFolder();
  const app = await _electron.launch({
    executablePath: electronExecutable(),
    args: ['-r', holdReady, projectRoot, ...testSwitches, ...(options.args ?? [])],
    env: labEnv(dataFolder, options.env),
    timeout: 30_000,
  });
  const problems: string[] = [];
  const output: string[] = [];
  const child = app.process();
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk.toString('utf8')));
  const watch = (page: Page) => {
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !harmless.some((known) => known.test(text))) problems.push(text);
    });
    page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  };
  app.on('window', watch);
  let page: Page;
  try {
    page = await app.firstWindow({ timeout: 30_000 });
    await page.waitForLoadState('domcontentloaded');
    // Refused by the page that stands in for a lab with a damaged database, which has no tour.
    if (!options.keepTour) await call(page, 'settings:set', { tourSeen: true });
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`the app did not open a window:\n${output.join('')}`, { cause: error });
  }
  return {
    app,
    page,
    dataFolder,
    problems,
    output,
    quit: async () => {
      await quitApp(app);
      if (!options.mayComplain) expect(problems, 'complaints of the page').toEqual([]);
    },
    killHard: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Quits as the user would and waits until the process is gone. */
async function quitApp(app: ElectronApplication): Promise<void> {
  const child = app.process();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await app.evaluate(({ app: electronApp }) => electronApp.quit()).catch(() => undefined);
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await gone;
  clearTimeout(timer);
  expect(child.signalCode, 'the app had to be killed').toBeNull();
}
