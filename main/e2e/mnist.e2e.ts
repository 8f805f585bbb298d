/** Journey: MNIST from the form to a result that is still there after a restart (tests, Node). */
import path from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, picture, pictures, resizeTo, setField, setTheme } from './support/rooms';
import { savedLosses } from './support/runs';

/** 60,000 rows in batches of 64, three times over. */
const totalSteps = 2814;

let lab: RunningLab;
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

/** Fills the form as the exercise says. */
async function fillForm(): Promise<void> {
  const { page } = lab;
  await goTo(page, 'Train');
  await setField(page.getByTestId('form-dataset'), 'MNIST');
  await setField(page.getByTestId('form-hidden'), '64');
  await setField(page.getByLabel('Activation', { exact: true }), 'ReLU');
  await setField(page.getByLabel('Optimiser', { exact: true }), 'Adam');
  await setField(page.getByLabel('Learning rate', { exact: true }), '0.001');
  await setField(page.getByLabel('Batch size', { exact: true }), '64');
  await setField(page.getByLabel('Epochs', { exact: true }), '3');
  await setField(page.getByLabel('Seed', { exact: true }), '1');
}

test('fill the form, watch it train, find it again', { timeout: 240_000 }, async () => {
  lab = await launchLab();
  await resizeTo(lab, [1280, 800]);
  await fillForm();
  const button = lab.page.getByTestId('train-button');
  // The button says what will happen.
  await expect.poll(() => button.textContent(), { timeout: 30_000 }).toContain('2,814 steps');
  await pictures(lab, 'train-form');
  await button.click();

  const { page } = lab;
  const state = page.getByTestId('run-state');
  await expect.poll(() => state.textContent(), { timeout: 60_000 }).toMatch(/running/i);
  const chart = page.getByTestId('loss-chart').locator('canvas').first();
  const drawn = () => chart.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  await chart.waitFor();
  const before = await drawn();
  await expect.poll(drawn, { message: 'the chart moves', timeout: 10_000 }).not.toBe(before);
  await picture(page, 'train-running-1280x800-light');

  await expect.poll(() => state.textContent(), { timeout: 120_000 }).toMatch(/completed/i);
  const shown = (await page.getByTestId('test-error').first().textContent()) ?? '';
  const testError = Number(/[\d.]+/.exec(shown)?.[0]);
  expect(testError).toBeGreaterThan(1);
  expect(testError).toBeLessThan(5);
  await pictures(lab, 'train-completed');
  if (process.env.LOSSLAB_README_PICTURES) {
    await setTheme(page, 'light');
    await page.screenshot({
      path: path.join(projectRoot, 'docs', 'images', 'train.png'),
      animations: 'disabled',
    });
  }
  const [run] = await value(page, 'runs:list', null);
  const first = await savedLosses(page, run!.id);
  await lab.quit();

  lab = await launchLab({ dataFolder: lab.dataFolder });
  await resizeTo(lab, [1280, 800]);
  await goTo(lab.page, 'Runs');
  const row = lab.page.getByTestId('run-row').first();
  await expect.poll(() => row.textContent()).toContain(shown.match(/[\d.]+/)![0]);
  await pictures(lab, 'runs');
  const again = await savedLosses(lab.page, run!.id);
  expect(again.contiguous).toBe(true);
  expect(again.losses.length).toBe(totalSteps);
  expect(again.losses).toEqual(first.losses);
  expect(again.evaluations).toBeGreaterThanOrEqual(4);
  const saved = await value(lab.page, 'runs:get', { id: run!.id });
  expect(saved).toMatchObject({ state: 'completed', step: totalSteps, epoch: 3, parameterCount: 50_890 });
  expect(saved.result?.testError).toBeLessThan(5);
  expect(saved.engine?.backend).toBe('native');
  await row.getByRole('link').first().click();
  await expect.poll(() => lab.page.getByTestId('run-state').first().textContent()).toMatch(/completed/i);
  await lab.page.getByTestId('loss-chart').locator('canvas').first().waitFor();
  await pictures(lab, 'run-detail');
  await lab.quit();
});
