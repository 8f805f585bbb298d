/** The pictures of docs/guide.md, taken as the guide is followed from a first start; `npm run docs:pictures` puts them into docs/images (tests, Node). */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, resizeTo, setTheme } from './support/rooms';
import { waitForState } from './support/runs';
import { smallPng } from './support/smallPng';
import { waitForSweep } from './support/sweeps';

const folder = process.env.LOSSLAB_GUIDE_PICTURES
  ? path.join(projectRoot, 'docs', 'images')
  : path.join(projectRoot, 'test-results', 'guide');

let lab: RunningLab;
beforeAll(async () => {
  lab = await launchLab({ keepTour: true });
  await resizeTo(lab, [1280, 800]);
  await setTheme(lab.page, 'light');
}, 60_000);
afterAll(async () => {
  await lab.quit();
  removeDataFolders();
});

async function take(name: string): Promise<void> {
  // Toasts come and go; what they say is not the guide's.
  for (const close of await lab.page.getByRole('button', { name: 'Dismiss' }).all()) await close.click();
  const png = await lab.page.screenshot({ animations: 'disabled' });
  // Electron reads it back into pixels.
  const { bitmap, width } = await lab.app.evaluate(({ nativeImage }, content) => {
    const image = nativeImage.createFromBuffer(Buffer.from(content, 'base64'));
    return { bitmap: image.toBitmap().toString('base64'), width: image.getSize().width };
  }, png.toString('base64'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.png`), smallPng(Buffer.from(bitmap, 'base64'), width));
}

test('from the first start to a finished sweep, as the guide tells it', { timeout: 240_000 }, async () => {
  const { page } = lab;
  await page.getByTestId('tour').waitFor();
  await page.getByTestId('train-button').filter({ hasText: 'steps' }).waitFor();
  await take('guide-tour');
  await page.keyboard.press('Escape');
  await take('guide-start');

  await page.getByTestId('start-moons-mlp').click();
  await page
    .getByTestId('train-button')
    .filter({ hasText: /Train: 1,000 steps/ })
    .click();
  await expect.poll(async () => (await value(page, 'runs:list', null)).length).toBe(1);
  const [run] = await value(page, 'runs:list', null);
  await waitForState(page, run!.id, ['completed']);
  await page.getByTestId('run-state').filter({ hasText: 'Completed' }).waitFor();
  await take('guide-run');

  await page.getByTestId('form-start-from').click();
  await page.getByRole('menuitem', { name: 'Activation sweep' }).click();
  await page.getByTestId('train-button').filter({ hasText: 'Start sweep: 15 runs' }).waitFor();
  await take('guide-sweep-form');
  await page.getByTestId('train-button').click();
  await waitForSweep(page, ({ state }) => state === 'completed');
  await page
    .getByTestId('sweep-state')
    .filter({ hasText: /completed/i })
    .waitFor();
  await take('guide-sweep');

  await goTo(page, 'Runs');
  await expect.poll(() => page.getByTestId('run-row').count()).toBeGreaterThan(8);
  await page.getByTestId('run-row').first().click();
  await page
    .getByTestId('run-row')
    .nth(14)
    .click({ modifiers: ['Shift'] });
  await page.getByText('15 chosen').waitFor();
  await take('guide-runs');
  await page.keyboard.press('c');
  await page.getByRole('heading', { level: 1, name: 'Compare 15 runs' }).waitFor();
  await page.waitForTimeout(800);
  await take('guide-compare');
  await goTo(page, 'Data');
  await page
    .getByRole('link', { name: /Two moons/ })
    .first()
    .click();
  await page.waitForTimeout(500);
  await take('guide-data');
});
