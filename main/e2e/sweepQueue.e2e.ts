/** Journey: a sweep file is opened in the form, saved from it again, and its queue is put in order while it trains (tests, Node). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { answerOpenDialog, answerSaveDialog, goTo, picture, pictures } from './support/rooms';
import { startSweep, waitForSweep } from './support/sweeps';

let lab: RunningLab;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-sweep-file-'));
});
afterEach(() => lab.killHard());
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  removeDataFolders();
});

/** Long enough that nothing ends while its queue is put in order. */
const file = {
  name: 'Rates in a file',
  base: {
    dataset: { id: 'moons', standardize: 'none', testFraction: 0.25 },
    model: { hidden: [{ units: 16, activation: 'tanh' }] },
    loss: 'sigmoid-bce',
    optimizer: { id: 'adam', learningRate: 0.01 },
    training: { batchSize: 'full', epochs: 2_000_000 },
  },
  space: [
    { path: 'optimizer.learningRate', kind: 'values', values: [0.001, 0.002, 0.004, 0.008, 0.016, 0.032] },
  ],
  strategy: { id: 'grid' },
  seeds: [7],
};

/** Learning rates of the lines of the queue that wait, in the order of their turn. */
async function waiting(page: Page): Promise<string[]> {
  const rows = page.getByTestId('queue-table').locator('[aria-rowindex]').filter({ hasText: 'Waiting' });
  const texts = await rows.evaluateAll((found) =>
    found
      .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
      .map((row) => row.querySelectorAll('[role=gridcell]')[1]?.textContent ?? ''),
  );
  return texts.map((text) => /[\d.]+$/.exec(text.trim())?.[0] ?? text);
}

const rowOf = (page: Page, rate: string): Locator =>
  page
    .getByTestId('queue-table')
    .locator('[aria-rowindex]')
    .filter({ has: page.getByRole('gridcell', { name: new RegExp(`\\b${rate.replace('.', '\\.')}$`) }) });

async function press(page: Page, rate: string, button: string): Promise<void> {
  await rowOf(page, rate).hover();
  await rowOf(page, rate).getByRole('button', { name: button }).click();
}

test('a sweep file in the form, and the buttons and keys of its queue', { timeout: 180_000 }, async () => {
  lab = await launchLab();
  const { page } = lab;
  await goTo(page, 'Train');
  const [broken, whole, saved] = ['broken', 'whole', 'saved'].map((name) =>
    path.join(folder, `${name}.json`),
  ) as [string, string, string];
  writeFileSync(broken, JSON.stringify({ ...file, space: [{ ...file.space[0], values: [0.001, 'fast'] }] }));
  writeFileSync(whole, JSON.stringify(file));
  const open = async (name: string): Promise<void> => {
    await answerOpenDialog(lab, [name]);
    await page.getByTestId('form-start-from').click();
    await page.getByTestId('form-open-sweep').click();
  };
  // What is wrong is said by its place, and the form stays as it was.
  await open(broken);
  await page
    .getByText(/space.*values/)
    .first()
    .waitFor();
  expect(await page.getByTestId('sweep-foot').count()).toBe(0);
  await open(whole);
  await page.getByTestId('train-button').filter({ hasText: '6 runs' }).waitFor();
  await picture(page, 'sweep-file-in-form');
  await answerSaveDialog(lab, saved);
  await page.getByTestId('sweep-save').click();
  await expect.poll(() => readFileSync(saved, 'utf8').length).toBeGreaterThan(0);
  expect(JSON.parse(readFileSync(saved, 'utf8'))).toMatchObject({
    ...{ space: file.space, strategy: file.strategy, seeds: file.seeds },
    base: { training: file.base.training, optimizer: file.base.optimizer },
  });

  await startSweep(page, /^Start sweep: 6 runs/);
  const { record } = await waitForSweep(page, ({ counts }) => counts.running > 0);
  const atWork = record.counts.running;
  await page.getByTestId('sweep-tab-queue').click();
  const first = ['0.001', '0.002', '0.004', '0.008', '0.016', '0.032'].slice(atWork);
  await expect.poll(() => waiting(page)).toEqual(first);
  const [a, b, ...others] = first;
  const last = others.at(-1) ?? '';
  await press(page, last, 'Move to the front');
  await expect.poll(() => waiting(page)).toEqual([last, a, b, ...others.slice(0, -1)]);
  await press(page, last, 'Move down');
  await expect.poll(() => waiting(page)).toEqual([a, last, b, ...others.slice(0, -1)]);
  await press(page, a ?? '', 'Move to the end');
  await expect.poll(() => waiting(page)).toEqual([last, b, ...others.slice(0, -1), a]);
  await press(page, b ?? '', 'Move up');
  await expect.poll(() => waiting(page)).toEqual([b, last, ...others.slice(0, -1), a]);
  await pictures(lab, 'sweep-queue-ordered');

  // The same by keys: the line that is pressed is the active one.
  await rowOf(page, a ?? '').click();
  await page.getByTestId('queue-table').focus();
  await page.keyboard.press('Alt+Home');
  await expect.poll(() => waiting(page)).toEqual([a, b, last, ...others.slice(0, -1)]);
  await page.keyboard.press('Delete');
  await expect.poll(() => waiting(page)).toEqual([b, last, ...others.slice(0, -1)]);

  // A line that trains makes room for the next in order.
  await press(page, '0.001', 'Cancel this line');
  await waitForSweep(page, ({ counts }) => counts.cancelled === 2 && counts.running === atWork);
  await expect.poll(() => waiting(page)).toEqual([last, ...others.slice(0, -1)]);
  await page.getByTestId('sweep-stop').click();
  await waitForSweep(page, ({ state, counts }) => state === 'stopped' && counts.running === 0);
  await lab.quit();
});
