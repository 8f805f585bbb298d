/** Journey: curves over each other are read, laid out and clicked; what is chosen in one view is chosen in all; bars by width and activation without a further click (tests, Node). */
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { RunConfigInput } from '../../shared/config/runConfig';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, pictures, resizeTo, setField } from './support/rooms';
import { startRun, waitForState } from './support/runs';

let lab: RunningLab;
beforeEach(async () => {
  lab = await launchLab();
  await resizeTo(lab, [1280, 800]);
  for (const units of [4, 8, 16])
    for (const activation of ['relu', 'tanh'] as const)
      for (const seed of [1, 2]) {
        const { id } = await startRun(lab.page, moons(units, activation, seed));
        await waitForState(lab.page, id, ['completed']);
      }
  await goTo(lab.page, 'Runs');
  await lab.page.getByTestId('run-row').first().click();
  await lab.page.keyboard.press('Control+a');
  await lab.page.keyboard.press('c');
  await lab.page.getByRole('heading', { level: 1, name: 'Compare 12 runs' }).waitFor();
}, 240_000);
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

const moons = (units: number, activation: 'relu' | 'tanh', seed: number): RunConfigInput => ({
  dataset: { id: 'moons', standardize: 'none', testFraction: 0.2 },
  model: { hidden: [{ units, activation }] },
  loss: 'sigmoid-bce',
  optimizer: { id: 'adam', learningRate: 0.01 },
  training: { batchSize: 32, epochs: 10 },
  seed,
});
const part = (name: string): Promise<void> =>
  lab.page.getByRole('navigation', { name: 'Parts of the comparison' }).getByRole('link', { name }).click();

test('twelve curves: every one is read, on every axis and scale', { timeout: 120_000 }, async () => {
  const { page } = lab;
  await page.getByTestId('group-bar').getByRole('button', { name: 'Seed' }).click();
  await page.getByTestId('group-text').getByText('12 runs, each by itself').waitFor();
  const chart = page.getByTestId('loss-chart');
  const plot = chart.locator('canvas.drawing');
  const box = await plot.boundingBox();
  if (!box) throw new Error('the plot has no place');
  const readout = chart.locator('.readout');
  const hover = async (): Promise<string> => {
    // Points may still be on their way, and by time there are places where nothing was trained: a busy machine makes long ones.
    const shares = [0.4, 0.12, 0.15, 0.2, 0.3, 0.6, 0.8];
    let attempt = 0;
    await expect
      .poll(
        async () => {
          const x = box.x + box.width * (shares[attempt++ % shares.length] as number);
          await page.mouse.move(x, box.y + box.height * 0.5);
          await page.mouse.move(x + 1, box.y + box.height * 0.5);
          return readout.isVisible();
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    return readout.innerText();
  };
  const said = await hover();
  // Named by what differs, each with its own colour, dash and marker.
  for (const name of ['ReLU', 'tanh'])
    for (const seed of [1, 2]) expect(said).toMatch(new RegExp(`${name}.*seed ${seed}`));
  expect(await readout.locator('tbody tr').count()).toBe(12);

  for (const [axis, place] of [
    ['Epoch', /Epoch [\d.]+/],
    ['Time', /\d+(\.\d+)? (ms|s)/],
    ['Samples', /[\d,]+ samples/],
    ['Step', /Step \d+/],
  ] as const) {
    await setField(chart.getByLabel('X axis'), axis);
    expect(await hover()).toMatch(place);
  }
  // Scales change the picture; outliers are few among 50 points, so that it stays as it is. Each is on or off.
  const drawn = (): Promise<string> => plot.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  for (const name of ['log x', 'log y']) {
    const before = await drawn();
    const tool = chart.getByRole('button', { name });
    await tool.click();
    expect(await tool.getAttribute('aria-pressed')).toBe('true');
    await expect.poll(drawn).not.toBe(before);
    await tool.click();
    await expect.poll(drawn).toBe(before);
  }
  const outliers = chart.getByRole('button', { name: /^Ignore outliers/ });
  await outliers.click();
  expect(await outliers.getAttribute('aria-pressed')).toBe('true');
  await outliers.click();
  await pictures(lab, 'compare-twelve-curves');
});

test('a click on a curve opens its run, even by a hand that trembles', { timeout: 120_000 }, async () => {
  const { page } = lab;
  await page.getByTestId('group-bar').getByRole('button', { name: 'Seed' }).click();
  await page.getByTestId('group-text').getByText('12 runs, each by itself').waitFor();
  const chart = page.getByTestId('loss-chart');
  const box = await chart.locator('canvas.drawing').boundingBox();
  if (!box) throw new Error('the plot has no place');
  const nearest = chart.locator('.readout tr.nearest');
  const x = box.x + box.width * 0.3;
  let y = box.y;
  // Points may still be on their way.
  await expect
    .poll(
      async () => {
        y = y + 8 < box.y + box.height ? y + 8 : box.y;
        await page.mouse.move(x, y);
        return nearest.count();
      },
      { timeout: 60_000, interval: 20 },
    )
    .toBe(1);
  const said = await nearest.innerText();
  await page.mouse.down();
  await page.mouse.move(x + 1, y);
  await page.mouse.up();
  await expect.poll(() => new URL(page.url()).hash).toMatch(/^#\/runs\/[0-9a-z]{8,}/);
  const id = new URL(page.url()).hash.split('/')[2] ?? '';
  const { config } = await waitForState(page, id, ['completed']);
  expect(said).toMatch(config.model.hidden[0]?.activation.id === 'relu' ? /ReLU/ : /tanh/);
  expect(said).toContain(`seed ${config.seed}`);
});

test('what is chosen in one view is chosen in all', { timeout: 120_000 }, async () => {
  const { page } = lab;
  // Results come with bars by width, an activation beside the other, means over the seeds: two clicks from the table.
  await part('Results');
  const bars = page.getByTestId('compare-bars');
  const names = (): Promise<string[]> =>
    bars.getByRole('button').evaluateAll((all) => all.flatMap((one) => one.getAttribute('aria-label') ?? []));
  expect((await names()).filter((name) => /n = 2$/.test(name))).toHaveLength(6);
  expect(await bars.getByTestId('bars-along').innerText()).toBeDefined();
  for (const units of ['4', '8', '16'])
    expect((await names()).some((name) => name.includes(units))).toBe(true);
  await pictures(lab, 'compare-bars-two-clicks');

  await part('Relations');
  const parallel = page.getByTestId('compare-parallel');
  await parallel.getByRole('slider', { name: 'Activation from' }).focus();
  await page.keyboard.press('ArrowUp');
  const bar = page.getByTestId('selection-bar').getByText('6 of 12 runs chosen');
  await bar.waitFor();
  expect(await page.getByTestId('compare-scatter').locator('g.point.faded').count()).toBe(6);
  expect(await page.getByTestId('compare-heat').locator('button.faded').count()).toBe(3);
  await page.getByTestId('importance').getByText('Too few: 6 runs').waitFor();
  await pictures(lab, 'compare-brushed');

  await part('Results');
  await bar.waitFor();
  expect((await names()).filter((name) => /n = 2$/.test(name))).toHaveLength(3);
  expect((await names()).join()).not.toContain('ReLU');
  expect(await page.getByTestId('group-table').locator('tbody tr').count()).toBe(3);
  expect(await page.getByTestId('paired-tests').locator('tbody tr').count()).toBe(2);

  await part('Curves');
  const label =
    (await page.getByTestId('loss-chart').locator('canvas.drawing').getAttribute('aria-label')) ?? '';
  expect(label).toContain('tanh');
  expect(label).not.toContain('ReLU');

  await part('Look inside');
  await expect
    .poll(() => page.getByTestId('compare-boundaries').getByTestId('boundary-canvas').count())
    .toBe(3);
  expect(await page.getByTestId('compare-boundaries').innerText()).not.toContain('ReLU');

  await part('Side by side');
  // The six, the baseline among them.
  expect(await page.getByTestId('compare-table').getByRole('columnheader').count()).toBe(1 + 6);
  await page.getByRole('button', { name: 'Compare only these' }).click();
  await page.getByRole('heading', { level: 1, name: 'Compare 6 runs' }).waitFor();
});
