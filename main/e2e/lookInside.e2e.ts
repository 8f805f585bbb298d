/** Journey: two networks on MNIST set against each other row by row, weight by weight; limits of axes, pictures of maps (tests, Node). */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { RunRecord } from '../../shared/runs/run';
import { launchLab, makeDataFolder, removeDataFolders, type RunningLab } from './support/launchLab';
import { answerSaveDialog, goTo, pictures, resizeTo } from './support/rooms';
import { mnistConfig, startRun, waitForState } from './support/runs';
import { axeFindingsInBoth } from './support/views';

let lab: RunningLab;
beforeEach(async () => {
  lab = await launchLab();
  await resizeTo(lab, [1280, 800]);
});
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

/** Pictures in both themes, with nothing for axe to complain of. */
async function look(name: string): Promise<void> {
  await pictures(lab, `inside-${name}`);
  expect(await axeFindingsInBoth(lab.page)).toEqual([]);
}

/** Saves by an export menu and waits for the file. */
async function save(menu: Locator, entry: string, name: string): Promise<Buffer> {
  const file = path.join(makeDataFolder(), name);
  await answerSaveDialog(lab, file);
  await menu.click();
  await lab.page.getByRole('menuitem', { name: entry }).click();
  await expect.poll(() => existsSync(file), { timeout: 15_000 }).toBe(true);
  return readFileSync(file);
}

test('digits that only one gets wrong, first layers, spreads', { timeout: 300_000 }, async () => {
  const { page } = lab;
  const runs: RunRecord[] = [];
  for (const hidden of [[{ units: 16, activation: 'relu' }], [{ units: 64, activation: 'tanh' }]] as const) {
    const config = {
      ...mnistConfig(1),
      model: { hidden: [...hidden] },
      evaluation: { ...mnistConfig(1).evaluation, spreadEveryEpochs: 1 },
    };
    const { id } = await startRun(page, config);
    runs.push(await waitForState(page, id, ['completed']));
  }
  await goTo(page, 'Runs');
  await page.getByTestId('run-row').first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('c');
  await page.getByRole('heading', { level: 1, name: 'Compare 2 runs' }).waitFor();
  await page
    .getByRole('navigation', { name: 'Parts of the comparison' })
    .getByRole('link', { name: 'Look inside' })
    .click();

  // Counts agree with the saved test errors: wrong in one alone, plus wrong in both.
  const panel = page.getByTestId('compare-disagreement');
  await panel.getByText(/Exact McNemar test/).waitFor({ timeout: 60_000 });
  const reading = await panel.getByText(/Exact McNemar test/).innerText();
  const [total, onlyBase, onlyOther] = (
    reading.match(/[\d,]+(?= (test rows|are wrong|in the other))/g) ?? []
  ).map((text) => Number(text.replace(',', '')));
  expect(total).toBe(10_000);
  const baseline = Number(/#(\d+)/.exec(await page.getByTestId('compare-baseline').innerText())?.[1] ?? NaN);
  const wrongOf = (number: number): number =>
    Math.round(((runs.find((run) => run.number === number)?.result?.testError ?? NaN) / 100) * 10_000);
  const other = runs.find(({ number }) => number !== baseline)?.number ?? NaN;
  expect((onlyBase ?? NaN) - (onlyOther ?? NaN)).toBe(wrongOf(baseline) - wrongOf(other));

  // Each picture says its class and what both make of it: here the baseline is wrong and the other right.
  const rows = panel.getByTestId('wrong-row');
  await expect.poll(() => rows.count()).toBe(Math.min(60, onlyBase ?? 0));
  const said = (await rows.first().innerText()).split(/\s+/).filter((text) => /^\d$/.test(text));
  expect(said).toHaveLength(3);
  expect(said[1]).not.toBe(said[0]);
  expect(said[2]).toBe(said[0]);

  const weights = page.getByTestId('compare-weights');
  expect(await weights.getByTestId('weight-images').count()).toBe(2);
  const spread = page.getByTestId('compare-spread');
  await spread.getByRole('img', { name: /Layer 1: .*after training/ }).waitFor({ timeout: 60_000 });
  await spread.getByRole('button', { name: 'Spread in each layer as a table' }).click();
  // Two layers, two runs, before and after.
  expect(await spread.getByRole('table').getByRole('row').count()).toBe(9);
  await spread.getByRole('button', { name: 'Spread in each layer as a table' }).click();
  // What was recorded: the start, the end of the epoch, and the network as it was saved.
  const moments = spread.getByTestId('spread-scrubber');
  await moments.getByText('After training').waitFor();
  const slider = moments.getByRole('slider', { name: 'Snapshot' });
  await slider.focus();
  await page.keyboard.press('Home');
  await spread.getByRole('img', { name: /Layer 1: .*epoch 0 / }).waitFor();
  await page.keyboard.press('ArrowRight');
  await spread.getByRole('img', { name: /Layer 1: .*epoch 1 / }).waitFor();
  await look('spread-recorded');
  await page.keyboard.press('End');
  await spread.getByRole('img', { name: /Layer 1: .*after training/ }).waitFor();
  const svg = (await save(spread.getByTestId('export-menu'), 'Picture as SVG', 'spread.svg')).toString(
    'utf8',
  );
  expect(svg).toContain('<path');
  await panel.scrollIntoViewIfNeeded();
  await look('digits');
  await spread.scrollIntoViewIfNeeded();
  await look('spread');

  // Limits of an axis stay until they are reset, each metric's own.
  await page
    .getByRole('navigation', { name: 'Parts of the comparison' })
    .getByRole('link', { name: 'Curves' })
    .click();
  const chart = page.getByTestId('loss-chart');
  await chart.getByTestId('axis-limits').click();
  await page.getByTestId('limit-y-max').fill('0.5');
  await page.getByTestId('limit-x-max').fill('-1');
  await page.getByTestId('limit-x-min').fill('3');
  await page.getByText('The axis must end above where it begins.').waitFor();
  await page.getByTestId('limit-x-max').fill('');
  await page.getByTestId('limit-x-min').fill('');
  await look('limits');
  await page.keyboard.press('Escape');
  await page.reload();
  await chart.getByRole('button', { name: 'Limits of the axes (set)' }).click();
  expect(await page.getByTestId('limit-y-max').inputValue()).toBe('0.5');
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await page.keyboard.press('Escape');
  await chart.getByRole('button', { name: 'Limits of the axes', exact: true }).waitFor();
});

test('heat maps and boundaries are saved as pictures', { timeout: 240_000 }, async () => {
  const { page } = lab;
  for (const units of [4, 8])
    for (const activation of ['relu', 'tanh'] as const) {
      const { id } = await startRun(page, {
        dataset: { id: 'moons', standardize: 'none', testFraction: 0.2 },
        model: { hidden: [{ units, activation }] },
        loss: 'sigmoid-bce',
        optimizer: { id: 'adam', learningRate: 0.01 },
        training: { batchSize: 32, epochs: 20 },
        seed: 1,
      });
      await waitForState(page, id, ['completed']);
    }
  await goTo(page, 'Runs');
  await page.getByTestId('run-row').first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('c');
  const part = (name: string) =>
    page.getByRole('navigation', { name: 'Parts of the comparison' }).getByRole('link', { name }).click();
  await part('Relations');
  const heat = page.getByTestId('compare-heat').getByTestId('export-menu');
  const svg = (await save(heat, 'Picture as SVG', 'heat.svg')).toString('utf8');
  const drawn = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      errors: parsed.querySelectorAll('parsererror').length,
      texts: [...parsed.querySelectorAll('text')].map(({ textContent }) => textContent ?? ''),
    };
  }, svg);
  expect(drawn.errors).toBe(0);
  for (const wanted of ['ReLU', 'tanh', '4', '8']) expect(drawn.texts).toContain(wanted);
  expect(drawn.texts.filter((text) => /^[\d.]+ %$/.test(text)).length).toBeGreaterThanOrEqual(4);
  const png = await save(heat, 'Picture as PNG', 'heat.png');
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');

  await part('Look inside');
  const boundaries = page.getByTestId('compare-boundaries');
  await expect.poll(() => boundaries.getByTestId('boundary-canvas').count()).toBe(4);
  const fields = (await save(boundaries.getByTestId('export-menu'), 'Picture as SVG', 'fields.svg')).toString(
    'utf8',
  );
  const found = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      errors: parsed.querySelectorAll('parsererror').length,
      images: parsed.querySelectorAll('image').length,
    };
  }, fields);
  expect(found).toEqual({ errors: 0, images: 4 });
});
