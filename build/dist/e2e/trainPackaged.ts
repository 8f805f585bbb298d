/** What every package must be able to do: train from its window, open a study file by a double click, and train by its command with each of its engines (tests, Node). */
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { value } from '../../../main/e2e/support/bridge';
import { goTo, setField } from '../../../main/e2e/support/rooms';
import { launchPackaged } from '../launchPackaged.mjs';
import type { OrdinaryUser } from './ordinaryUser';

/** Trains two moons and an epoch of MNIST in the window, tries an exercise, and quits. */
export async function trainInWindow(user: OrdinaryUser, command: string, args: string[] = []): Promise<void> {
  const lab = await launchPackaged({ command, args, env: user.env, ...(user.ids ? { user: user.ids } : {}) });
  try {
    // A first start: the tour stands over the window, and Escape skips it.
    await lab.page.getByTestId('tour').waitFor();
    await lab.page.keyboard.press('Escape');
    await train(lab.page, 'Two moons', '20');
    await train(lab.page, 'MNIST', '1');
    const runs = await value(lab.page, 'runs:list', null);
    expect(runs.map(({ state, engine }) => `${state} ${engine?.backend}`)).toEqual([
      'completed native',
      'completed native',
    ]);
    const mnist = runs.find(({ config }) => config.dataset.id === 'mnist');
    expect(mnist?.result?.testError).toBeLessThan(8);
    await takeDerivative(lab.page);
    expect(lab.problems, 'complaints of the page').toEqual([]);
    expect(await lab.quit(), 'exit code').toBe(0);
  } finally {
    await lab.kill();
  }
}

/**
 * Exports a run as a study file by command, and opens that by a double click, as the desktop starts the app for it: in a lab
 * that does not have the run yet, which shows what is in the file and takes it.
 * @param command the program with its arguments, the file's path among them
 */
export async function openStudyFile(
  user: OrdinaryUser,
  losslab: string,
  command: (file: string) => readonly string[],
): Promise<void> {
  const file = path.join(user.dataFolder, '..', 'double click.losslab');
  await user.run(losslab, ['export', '1', '--as', 'losslab', '--to', file]);
  const [program = '', ...args] = command(file);
  const env = { ...user.env, LOSSLAB_DATA_DIR: path.join(user.dataFolder, '..', 'another lab') };
  const lab = await launchPackaged({ command: program, args, env, ...(user.ids ? { user: user.ids } : {}) });
  try {
    await lab.page.getByTestId('study-file').getByText('double click.losslab').waitFor();
    expect(await value(lab.page, 'runs:list', null)).toEqual([]);
    await lab.page.getByTestId('study-file-import').click();
    await expect.poll(async () => (await value(lab.page, 'runs:list', null)).length).toBe(1);
    expect(lab.problems, 'complaints of the page').toEqual([]);
    expect(await lab.quit(), 'exit code').toBe(0);
  } finally {
    await lab.kill();
  }
}

/** Fills the form in and waits for the result. */
async function train(page: Page, dataset: string, epochs: string): Promise<void> {
  await goTo(page, 'Train');
  await setField(page.getByTestId('form-dataset'), dataset);
  await setField(page.getByTestId('form-hidden'), '32');
  await setField(page.getByLabel('Learning rate', { exact: true }), '0.01');
  await setField(page.getByLabel('Epochs', { exact: true }), epochs);
  await page.getByTestId('train-button').click();
  const state = page.getByTestId('run-state');
  await expect.poll(() => state.textContent(), { timeout: 120_000 }).toMatch(/completed/i);
}

/** By automatic differentiation, which is the only user of some of the shipped modules. */
async function takeDerivative(page: Page): Promise<void> {
  const { values } = await value(page, 'exercises:activationGradient', {
    choice: { id: 'tanh', params: {} },
    x: [0, 1],
  });
  expect(values[0]).toBeCloseTo(1, 5);
  expect(values[1]).toBeCloseTo(1 - Math.tanh(1) ** 2, 5);
}

/** Trains by the `losslab` command, without a display, natively and on WebAssembly. */
export async function trainByCommand(user: OrdinaryUser, losslab: string): Promise<void> {
  const args = ['run', '--dataset', 'moons', '--n', '200', '--hidden', '8', '--epochs', '5', '--json'];
  const backends = [];
  for (const env of [{}, { LOSSLAB_NO_NATIVE: '1' }]) {
    const run = JSON.parse(await user.run(losslab, args, env)) as {
      state: string;
      engine: { backend: string };
    };
    backends.push(`${run.state} ${run.engine.backend}`);
  }
  expect(backends).toEqual(['completed native', 'completed wasm']);
}
