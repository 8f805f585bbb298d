/** Journey: the Runs page stays alive while a run trains, is sorted and filtered (tests, Node). */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { RunConfigInput } from '../../shared/config/runConfig';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo } from './support/rooms';
import { startRun, waitForState, waitForStep } from './support/runs';

let lab: RunningLab;
beforeEach(async () => {
  lab = await launchLab();
});
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

const moons = (epochs: number, seed: number): RunConfigInput => ({
  dataset: { id: 'moons', testFraction: 0.2, standardize: 'none' },
  model: { hidden: [{ units: 8, activation: 'tanh' }] },
  loss: 'sigmoid-bce',
  optimizer: { id: 'adam', learningRate: 0.01 },
  training: { batchSize: 32, epochs },
  seed,
});

/** Waits for so many frames that the page draws: a page that is stuck in its own work draws none, and this times out. */
const frames = (page: Page, wanted: number): Promise<void> =>
  page.evaluate(
    (count) =>
      new Promise<void>((resolve) => {
        let left = count;
        const next = (): void => {
          if (left-- > 0) requestAnimationFrame(next);
          else resolve();
        };
        requestAnimationFrame(next);
      }),
    wanted,
  );

test('it draws on while a run trains and rows are sorted and filtered', { timeout: 120_000 }, async () => {
  const { page } = lab;
  for (const seed of [3, 1, 2])
    await waitForState(page, (await startRun(page, moons(2, seed))).id, ['completed']);
  const { id } = await startRun(page, moons(1_000_000, 4));
  await waitForStep(page, id, 1);
  await goTo(page, 'Runs');
  await frames(page, 60);

  for (const column of ['Test error', 'Seed', 'Seed', 'State', 'Name']) {
    await page.getByRole('columnheader', { name: column }).click();
    await frames(page, 30);
  }
  await page.getByRole('columnheader', { name: 'Seed' }).click();
  const seeds = page.getByRole('row').filter({ hasText: 'Completed' });
  await expect.poll(() => seeds.count()).toBe(3);

  await page.getByTestId('run-filter').fill('tanh');
  await frames(page, 60);
  await expect.poll(() => page.getByRole('row').filter({ hasText: 'Running' }).count()).toBe(1);
  await page.getByTestId('run-filter').fill('no such run');
  await expect.poll(() => seeds.count()).toBe(0);
  await page.getByTestId('run-filter').fill('');
  await expect.poll(() => seeds.count()).toBe(3);
  await frames(page, 30);
  // The run has gone on meanwhile, and can be stopped.
  await waitForStep(page, id, 1000);
});
