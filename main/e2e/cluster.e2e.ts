/** Journey: Settings name a Redis, the connection is tried, a sweep is trained by another process, and the page shows who does it (tests, Node). */
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';
import { startRedis, type TestRedis } from '../cluster/fixtures/redisServer';
import { value } from './support/bridge';
import { launchLab, makeDataFolder, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, picture, setTheme } from './support/rooms';
import { openSweep, waitForSweep } from './support/sweeps';

const password = 'shown-to-nobody';

let redis: TestRedis;
let lab: RunningLab;
let worker: ChildProcess | null = null;
beforeAll(async () => {
  redis = await startRedis({ password });
});
afterEach(async () => {
  worker?.kill('SIGKILL');
  await lab.killHard();
});
afterAll(async () => {
  await redis.remove();
  removeDataFolders();
});

function startWorker(keyFile: string): Promise<ChildProcess> {
  const cli = path.join(projectRoot, 'out', 'cli', 'index.cjs');
  const args = [
    'worker',
    '--redis',
    'env',
    '--workers',
    '1',
    '--name',
    'the other one',
    '--key-file',
    keyFile,
  ];
  const child = spawn(process.execPath, [cli, ...args], {
    env: {
      ...process.env,
      LOSSLAB_REDIS: redis.url,
      LOSSLAB_DATA_DIR: makeDataFolder(),
      LOSSLAB_NO_XLA: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('takes trials')) resolve(child);
    });
    child.once('exit', () => reject(new Error(`the worker has ended: ${said}`)));
  });
}

async function findings(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: lab.page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help}: ${target.map(String).join(' ')}`),
  );
}

test(
  'a sweep goes to another machine, and comes back when it is to be trained here',
  { timeout: 180_000 },
  async () => {
    lab = await launchLab();
    const { page } = lab;
    const keyFile = path.join(makeDataFolder(), 'losslab.key');
    writeFileSync(keyFile, 'the key of this journey, long enough\n');
    worker = await startWorker(keyFile);

    await page.getByRole('navigation').first().getByRole('link', { name: 'Settings' }).click();
    const settings = page.getByTestId('cluster-settings');
    await settings.waitFor();
    expect(await settings.getByTestId('cluster-where').innerText()).toBe('on this machine');
    await settings.getByTestId('cluster-url').fill(redis.url.replace(password, 'wrong'));
    await settings.getByTestId('cluster-key').fill(keyFile);
    await settings.getByTestId('cluster-test').click();
    await settings.getByTestId('cluster-problem').waitFor();
    expect(await settings.getByTestId('cluster-problem').innerText()).toMatch(
      /refuses this user and password/,
    );
    await settings.getByTestId('cluster-url').fill(redis.url);
    await settings.getByTestId('cluster-test').click();
    await settings.getByTestId('cluster-found').waitFor();
    expect(await settings.getByTestId('cluster-found').innerText()).toMatch(
      new RegExp(`^redis://127\\.0\\.0\\.1:${redis.port} answers .* 1 machine, 1 side by side`),
    );
    await settings.getByTestId('cluster-use').click();
    await expect
      .poll(() => settings.getByTestId('cluster-where').innerText())
      .toBe('on 1 machine, 1 side by side');
    for (const theme of ['dark', 'light'] as const) {
      await setTheme(page, theme);
      await picture(page, `cluster-settings-${theme}`);
      expect(await findings(), theme).toEqual([]);
    }

    const base = {
      dataset: { id: 'moons', standardize: 'none' as const, testFraction: 0.25 },
      model: { hidden: [{ units: 16, activation: 'tanh' as const }] },
      loss: 'sigmoid-bce' as const,
      optimizer: { id: 'adam' as const, learningRate: 0.01 },
      training: { batchSize: 32, epochs: 3000 },
    };
    const space = [{ path: 'model.hidden.0.units', kind: 'values' as const, values: [8, 16] }];
    await value(page, 'sweeps:start', { sweep: { base, space, seeds: 2 } });
    await openSweep(page);
    const machines = page.getByTestId('machines');
    await expect.poll(() => machines.innerText(), { timeout: 30_000 }).toMatch(/the other one[\s\S]*\d+ %/);
    expect(await page.getByTestId('sweep-places').innerText()).toBe('on 1 machine, 1 side by side');
    for (const theme of ['dark', 'light'] as const) {
      await setTheme(page, theme);
      await picture(page, `cluster-sweep-${theme}`);
      expect(await findings(), theme).toEqual([]);
    }
    const { lines } = await waitForSweep(page, ({ state }) => state === 'completed');
    expect(lines.map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => 'completed'));
    const run = await value(page, 'runs:get', { id: lines[0]?.runId ?? '' });
    // Trained by Node, not by this Electron.
    expect(run.environment).toMatchObject({ electron: null, node: process.versions.node });

    await page.getByRole('navigation').first().getByRole('link', { name: 'Settings' }).click();
    await settings.getByTestId('cluster-off').click();
    await expect.poll(() => settings.getByTestId('cluster-where').innerText()).toBe('on this machine');
    expect(lab.output.join('')).not.toContain(password);
    await lab.quit();
  },
);
