/**
 * Journey: Settings name a Redis, the user confirms it, a sweep is trained by other processes, the app is killed in the middle and
 * goes on, and the numbers are those of this machine alone (tests, Node).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';
import type { SweepDetail } from '../../shared/sweep/record';
import { startRedis, type TestRedis } from '../cluster/fixtures/redisServer';
import { call, value } from './support/bridge';
import { launchLab, makeDataFolder, removeDataFolders, type RunningLab } from './support/launchLab';
import { picture, setTheme } from './support/rooms';
import { linesOf, openSweep, waitForSweep } from './support/sweeps';

const password = 'shown-to-nobody';
/** Compiling takes longer than these runs; without it both sides train alike. */
const env = { LOSSLAB_NO_XLA: '1' } as const;
/** 3 widths × 2 activations × 4 seeds. */
const grid = {
  base: {
    dataset: { id: 'moons', standardize: 'none' as const, testFraction: 0.25 },
    model: { hidden: [{ units: 16, activation: 'tanh' as const }] },
    loss: 'sigmoid-bce' as const,
    optimizer: { id: 'adam' as const, learningRate: 0.01 },
    training: { batchSize: 32, epochs: 150 },
  },
  space: [
    { path: 'model.hidden.0.units', kind: 'values' as const, values: [4, 8, 16] },
    { path: 'model.hidden.0.activation.id', kind: 'values' as const, values: ['relu', 'tanh'] },
  ],
  seeds: 4,
};

let redis: TestRedis;
let lab: RunningLab;
const workers: ChildProcess[] = [];
beforeAll(async () => {
  redis = await startRedis({ password });
});
afterEach(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await lab.killHard();
});
afterAll(async () => {
  await redis.remove();
  removeDataFolders();
});

function startWorker(name: string, keyFile: string): Promise<void> {
  const cli = path.join(projectRoot, 'out', 'cli', 'index.cjs');
  const args = ['worker', '--redis', 'env', '--workers', '1', '--name', name, '--key-file', keyFile];
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, ...env, LOSSLAB_REDIS: redis.url, LOSSLAB_DATA_DIR: makeDataFolder() },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  workers.push(child);
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('takes trials')) resolve();
    });
    child.once('exit', () => reject(new Error(`the worker has ended: ${said}`)));
  });
}

/** What the system's dialogs answer from now on; returns what they have asked since. */
async function answerQuestions(response: number): Promise<() => Promise<string[]>> {
  await lab.app.evaluate(({ dialog }, answer) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (...args: unknown[]) => {
      asked.push((args.at(-1) as { message: string }).message);
      return Promise.resolve({ response: answer, checkboxChecked: false });
    };
  }, response);
  return () => lab.app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}

async function findings(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: lab.page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help}: ${target.map(String).join(' ')}`),
  );
}

async function look(name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(lab.page, theme);
    await picture(lab.page, `${name}-${theme}`);
    expect(await findings(), theme).toEqual([]);
  }
}

const openSettings = () =>
  lab.page.getByRole('navigation').first().getByRole('link', { name: 'Settings' }).click();

/** All numbers of a sweep's runs but times, by configuration and seed. */
async function numbersOf({ lines }: SweepDetail): Promise<Record<string, unknown>> {
  const { page } = lab;
  const numbers: Record<string, unknown> = {};
  for (const { trial, seed, runId } of lines) {
    const id = runId ?? '';
    const { state, step, epoch, result } = await value(page, 'runs:get', { id });
    const { epochSeconds: _seconds, ...rest } = result ?? { epochSeconds: [] };
    const { evaluations, losses } = await value(page, 'runs:series', { id, fromStep: 0 });
    numbers[`${trial} ${seed}`] = {
      ...{ state, step, epoch, rest },
      // How they were cut into pieces on their way is nobody's business.
      losses: losses.flatMap((chunk) => [...chunk.losses]),
      evaluations: evaluations.map(({ elapsedMs: _ms, ...metrics }) => metrics),
      weights: await value(page, 'runs:weights', { id }),
    };
  }
  return numbers;
}

async function nameRedis(keyFile: string): Promise<void> {
  const settings = lab.page.getByTestId('cluster-settings');
  const problem = settings.getByTestId('cluster-problem');
  const secret = settings.getByTestId('cluster-password');
  expect(await settings.getByTestId('cluster-where').innerText()).toBe('on this machine');

  // A page that was taken over gets nowhere without the user.
  const refused = await answerQuestions(1);
  const shown = `redis://127.0.0.1:${redis.port}`;
  const elsewhere = { url: 'redis://127.0.0.1:1', keyFile: null, caFile: null, password: 'a secret' };
  for (const channel of ['cluster:test', 'cluster:use'] as const)
    expect(await call(lab.page, channel, elsewhere)).toMatchObject({
      ok: false,
      error: { code: 'cancelled' },
    });
  expect(
    await call(lab.page, 'settings:set', { cluster: { ...elsewhere, password: 'none' } } as never),
  ).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  expect(await refused()).toEqual(Array.from({ length: 2 }, () => 'Connect to redis://127.0.0.1:1?'));

  const asked = await answerQuestions(0);
  await settings.getByTestId('cluster-url').fill(redis.url.replace(password, 'wrong'));
  await settings.getByTestId('cluster-key').fill(keyFile);
  // The password goes where it is not seen, and is shown to who wants to see it.
  await expect.poll(() => secret.inputValue()).toBe('wrong');
  expect(await settings.getByTestId('cluster-url').inputValue()).toBe(shown);
  expect(await secret.getAttribute('type')).toBe('password');
  await settings.getByTestId('cluster-password-reveal').click();
  expect(await secret.getAttribute('type')).toBe('text');
  await settings.getByTestId('cluster-password-reveal').click();
  await settings.getByTestId('cluster-test').click();
  await problem.waitFor();
  expect(await problem.innerText()).toMatch(/refuses this user and password/);
  await secret.fill(password);
  await settings.getByTestId('cluster-test').click();
  await settings.getByTestId('cluster-found').waitFor();
  expect(await settings.getByTestId('cluster-found').innerText()).toMatch(
    new RegExp(`^${shown} answers .* 2 machines, 2 side by side`),
  );
  await settings.getByTestId('cluster-use').click();
  await expect
    .poll(() => settings.getByTestId('cluster-where').innerText())
    .toBe('on 2 machines, 2 side by side');
  // Once for a server.
  expect(await asked()).toEqual([`Connect to ${shown}?`]);
  await expect.poll(() => secret.inputValue()).toBe('');
  expect(await settings.getByTestId('cluster-password-hint').innerText()).toMatch(/^Kept/);
  expect(JSON.stringify(await value(lab.page, 'settings:get', null))).not.toContain(password);
}

test(
  'a sweep goes to other machines, outlives the app, and has the numbers of this machine',
  { timeout: 240_000 },
  async () => {
    const keyFile = path.join(makeDataFolder(), 'losslab.key');
    writeFileSync(keyFile, 'the key of this journey, long enough\n');
    lab = await launchLab({ env });
    await Promise.all(['the other one', 'a third'].map((name) => startWorker(name, keyFile)));
    const { dataFolder } = lab;
    await openSettings();
    await lab.page.getByTestId('cluster-settings').waitFor();
    await nameRedis(keyFile);
    await look('cluster-settings');

    await value(lab.page, 'sweeps:start', { sweep: grid });
    await openSweep(lab.page);
    const machines = lab.page.getByTestId('machines');
    await expect.poll(() => machines.innerText(), { timeout: 30_000 }).toMatch(/the other one[\s\S]*\d+ %/);
    await waitForSweep(lab.page, ({ counts }) => counts.completed >= 5);
    const before = lab.output.join('');
    await lab.killHard();
    // Machines go on meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 1000));

    lab = await launchLab({ dataFolder, env });
    const { page } = lab;
    const left = await waitForSweep(page, (sweep) => sweep.state === 'interrupted');
    const isDone = ({ state }: { readonly state: string }) => state === 'completed';
    expect(left.lines.filter(isDone).length, 'it was not in the middle').toBeLessThan(24);
    // The place and its password are those that were kept: nobody is asked again.
    const asked = await answerQuestions(1);
    await openSweep(page);
    await page.getByTestId('sweep-resume').click();
    await expect
      .poll(() => page.getByTestId('sweep-places').innerText(), { timeout: 20_000 })
      .toBe('on 2 machines, 2 side by side');
    await look('cluster-sweep');
    const there = await waitForSweep(page, (sweep) => sweep.state === 'completed');
    expect(await asked()).toEqual([]);
    expect(new Set(linesOf(there)).size).toBe(24);
    expect(there.lines.map((line) => line.state)).toEqual(Array.from({ length: 24 }, () => 'completed'));
    // A line is a run, and no run is there beside them.
    expect(await value(page, 'runs:list', null)).toHaveLength(24);
    const run = await value(page, 'runs:get', { id: there.lines[0]?.runId ?? '' });
    // Trained by Node, not by this Electron.
    expect(run.environment).toMatchObject({ electron: null, node: process.versions.node });

    await openSettings();
    await page.getByTestId('cluster-off').click();
    await expect.poll(() => page.getByTestId('cluster-where').innerText()).toBe('on this machine');
    const numbers = await numbersOf(there);
    await lab.quit();
    const said = before + lab.output.join('');
    expect(said).not.toContain(password);

    // In a lab of its own: this one would answer with the runs that it has.
    lab = await launchLab({ env });
    await value(lab.page, 'sweeps:start', { sweep: grid });
    const here = await waitForSweep(lab.page, (sweep) => sweep.state === 'completed');
    expect(numbers).toEqual(await numbersOf(here));
    await lab.quit();
  },
);
