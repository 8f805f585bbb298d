/** Journey: choose saved runs in the table and look at them side by side (tests, Node). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { RunConfigInput } from '../../shared/config/runConfig';
import { value } from './support/bridge';
import { launchLab, makeDataFolder, removeDataFolders, type RunningLab } from './support/launchLab';
import { answerSaveDialog, goTo, pictures, resizeTo, setField } from './support/rooms';
import { startRun, waitForState } from './support/runs';
import { axeFindingsInBoth } from './support/views';

let lab: RunningLab;
beforeEach(async () => {
  lab = await launchLab();
  await resizeTo(lab, [1280, 800]);
});
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

const moons = (activation: 'relu' | 'tanh', seed: number): RunConfigInput => ({
  dataset: { id: 'moons', standardize: 'none', testFraction: 0.2 },
  model: { hidden: [{ units: 8, activation }] },
  loss: 'sigmoid-bce',
  optimizer: { id: 'adam', learningRate: 0.01 },
  training: { batchSize: 32, epochs: 40 },
  seed,
});

test(
  'choose in the table, compare by keyboard: baseline, groups, bars, curves, one choice of runs',
  { timeout: 240_000 },
  async () => {
    const { page } = lab;
    /** Pictures of a part in both themes, with nothing for axe to complain of. */
    const look = async (name: string): Promise<void> => {
      await pictures(lab, `compare-${name}`);
      expect(await axeFindingsInBoth(page)).toEqual([]);
    };
    for (const activation of ['relu', 'tanh'] as const)
      for (const seed of [1, 2]) {
        const { id } = await startRun(page, moons(activation, seed));
        await waitForState(page, id, ['completed']);
      }
    await goTo(page, 'Runs');
    await page.getByTestId('run-row').first().click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('c');
    await page.getByRole('heading', { level: 1, name: 'Compare 4 runs' }).waitFor();

    const part = (name: string) =>
      page.getByRole('navigation', { name: 'Parts of the comparison' }).getByRole('link', { name }).click();
    await part('Side by side');
    const table = page.getByTestId('compare-table');
    const rowOf = (label: string) =>
      table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: label, exact: true }) });
    // Only what differs is shown, and names say just that.
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringContaining('ReLU, seed 1'),
        expect.stringContaining('tanh, seed 2'),
      ]),
    );
    expect(await rowOf('Activation').count()).toBe(1);
    expect(await rowOf('Learning rate').count()).toBe(0);
    await page.getByTestId('compare-only-differences').click();
    await rowOf('Learning rate').waitFor();
    await page.getByTestId('compare-only-differences').click();

    // Differences are those to the baseline, from the saved results.
    const runs = await value(page, 'runs:list', null);
    const numbered = [...runs].sort((a, b) => a.number - b.number);
    const [first, second] = numbered;
    const difference = (second?.result?.testError ?? 0) - (first?.result?.testError ?? 0);
    await setField(page.getByTestId('compare-baseline'), `#1 ReLU, seed 1`);
    const cells = await rowOf('Test error').getByRole('cell').allInnerTexts();
    const of = (number: number) => runs.findIndex((run) => run.number === number);
    expect(of(1)).toBeGreaterThanOrEqual(0);
    expect(cells).toHaveLength(4);
    expect(cells.filter((text) => /points|±0/.test(text))).toHaveLength(3);
    const expected =
      difference === 0 ? '±0' : `${difference > 0 ? '+' : '−'}${Math.abs(difference).toFixed(2)} points`;
    expect(cells.some((text) => text.includes(expected))).toBe(true);

    // Two configurations of two seeds each: the mean of the saved results, n, and every run as a dot.
    await part('Results');
    expect(await page.getByTestId('group-text').innerText()).toBe('2 groups of 2 runs, mean over seed');
    const meansOf = async () =>
      Promise.all(
        (await page.getByTestId('group-table').getByRole('row').all())
          .slice(1)
          .map(async (row) => (await row.getByRole('cell').allInnerTexts()).slice(0, 2)),
      );
    const meanOf = (activation: string): string => {
      const errors = runs.flatMap(({ config, result }) =>
        config.model.hidden[0]?.activation.id === activation ? [result?.testError ?? NaN] : [],
      );
      return (errors.reduce((a, b) => a + b, 0) / errors.length).toFixed(2);
    };
    const means = await meansOf();
    expect(means.map(([n]) => n)).toEqual(['2', '2']);
    expect(parseFloat(means[0]?.[1] ?? '')).toBeCloseTo(Number(meanOf('relu')), 0);
    expect(parseFloat(means[1]?.[1] ?? '')).toBeCloseTo(Number(meanOf('tanh')), 0);
    const bars = page.getByTestId('compare-bars');
    const barNames = () =>
      bars
        .getByRole('button')
        .evaluateAll((all) => all.flatMap((one) => one.getAttribute('aria-label') ?? []));
    expect((await barNames()).filter((name) => /^(ReLU|tanh): .*n = 2$/.test(name))).toHaveLength(2);

    // The seeds beside the activations: one bar a run.
    await setField(page.getByTestId('bars-series'), 'Seed');
    await expect.poll(async () => (await barNames()).filter((name) => /n = 1$/.test(name)).length).toBe(4);
    await setField(page.getByTestId('bars-series'), 'nothing');

    // A bar chosen by keyboard: every view is of its runs then.
    await bars.getByRole('button', { name: /^ReLU/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByTestId('selection-bar').getByText('2 of 4 runs chosen').waitFor();
    expect(await meansOf()).toHaveLength(1);
    await page.getByRole('button', { name: 'Choose none' }).click();

    // Every chart can be read as a table, and taken out as one, or as a picture that stands for itself.
    await bars.getByRole('button', { name: 'Test error as a table' }).click();
    expect(await bars.getByRole('table').getByRole('row').count()).toBe(3);
    await bars.getByRole('button', { name: 'Test error as a table' }).click();
    const saved = path.join(makeDataFolder(), 'bars');
    const saveBars = async (item: string, file: string): Promise<Buffer> => {
      await answerSaveDialog(lab, file);
      await bars.getByTestId('export-menu').click();
      await page.getByRole('menuitem', { name: item }).click();
      await page.getByText(path.basename(file)).first().waitFor();
      return readFileSync(file);
    };
    const svg = (await saveBars('Picture as SVG', `${saved}.svg`)).toString('utf8');
    expect(svg).toMatch(/^<\?xml [^\n]*\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).not.toMatch(/var\(|class=/);
    expect(svg).toContain('Test error by activation');
    const png = await saveBars('Picture as PNG', `${saved}.png`);
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    const csv = (await saveBars('Table as CSV', `${saved}.csv`)).toString('utf8').trim().split('\n');
    expect(csv[0]).toBe('Activation,Series,n,Mean,Deviation,Least,Most');
    const relu = runs.flatMap(({ config, result }) =>
      config.model.hidden[0]?.activation.id === 'relu' ? [result?.testError ?? NaN] : [],
    );
    expect(Number(csv[1]?.split(',')[3])).toBeCloseTo(relu.reduce((a, b) => a + b, 0) / relu.length, 9);
    await look('results');

    // Two seeds each: whatever the difference, it is said how many seeds speak, and against what.
    const tested = page.getByTestId('paired-tests').locator('tbody tr');
    expect(await tested.count()).toBe(1);
    expect(await tested.first().innerText()).toMatch(/^tanh\s+2\s/);
    expect(await tested.first().getAttribute('data-verdict')).toMatch(/^(undecided|same|lower|higher)$/);

    // Relations: a brush on one axis by keyboard; scatter and heat map follow.
    await part('Relations');
    const parallel = page.getByTestId('compare-parallel');
    const scatter = page.getByTestId('compare-scatter');
    await page
      .getByTestId('importance')
      .getByText('Too few: 4 runs with a result, at least 12 are needed.')
      .waitFor();
    const points = scatter.getByRole('button', { name: /^(ReLU|tanh), seed/ });
    expect(await points.count()).toBe(4);
    await look('relations');
    await parallel.getByRole('slider', { name: 'Activation from' }).focus();
    await page.keyboard.press('ArrowUp');
    await page.getByTestId('selection-bar').getByText('2 of 4 runs chosen').waitFor();
    expect(
      await parallel.getByRole('slider', { name: 'Activation from' }).getAttribute('aria-valuetext'),
    ).toBe('tanh');
    expect(await scatter.locator('g.point.faded').count()).toBe(2);
    await page.keyboard.press('Escape');
    await page.getByTestId('selection-bar').waitFor({ state: 'detached' });

    // By mouse: a frame around a point chooses it.
    await scatter.getByText('Drag a frame').scrollIntoViewIfNeeded();
    const spot = await points.first().locator('circle').boundingBox();
    if (!spot) throw new Error('the point has no place');
    await page.mouse.move(spot.x - 4, spot.y - 4);
    await page.mouse.down();
    await page.mouse.move(spot.x + spot.width + 4, spot.y + spot.height + 4, { steps: 4 });
    await page.mouse.up();
    await page.getByTestId('selection-bar').waitFor();
    await page.getByRole('button', { name: 'Choose none' }).click();
    await setField(page.getByTestId('scatter-x'), 'Training time');
    await scatter.getByText('Training time (s)').first().waitFor();

    // Inside: boundaries on the same axes at the same epoch, two matrices and their difference.
    await part('Look inside');
    const boundaries = page.getByTestId('compare-boundaries');
    await expect.poll(() => boundaries.getByTestId('boundary-canvas').count()).toBe(2);
    await boundaries.getByText('Every run', { exact: true }).click();
    await expect.poll(() => boundaries.getByTestId('boundary-canvas').count()).toBe(4);
    await boundaries.getByRole('slider', { name: 'Snapshot' }).focus();
    await page.keyboard.press('Home');
    expect(await boundaries.getByTestId('boundary-canvas').first().getAttribute('aria-label')).toContain(
      'epoch 0',
    );
    await page.keyboard.press('End');
    const matrices = page.getByTestId('compare-confusions').getByTestId('confusion-matrix');
    expect(await matrices.count()).toBe(3);
    const cellsOf = async (index: number): Promise<number[]> =>
      (await matrices.nth(index).getByRole('gridcell').allInnerTexts()).map((text) =>
        text === '·' ? 0 : Number(text.replace('−', '-')),
      );
    const [base, other, change] = [await cellsOf(0), await cellsOf(1), await cellsOf(2)];
    expect(change).toEqual(other.map((count, cell) => count - (base[cell] ?? NaN)));
    await look('inside');

    // Curves: a mean for each configuration; without a setting kept apart one for all; the choice survives a reload.
    await part('Curves');
    await page
      .getByTestId('loss-chart')
      .getByRole('img', { name: /ReLU \(2\).*tanh \(2\)/ })
      .waitFor();
    await look('curves');
    await page.getByTestId('group-bar').getByRole('button', { name: 'Activation' }).click();
    await page.getByText('1 group of 4 runs, mean over activation, seed').waitFor();
    await page.reload();
    await page.getByText('1 group of 4 runs, mean over activation, seed').waitFor();
    await page.getByTestId('group-bar').getByRole('button', { name: 'Activation' }).click();

    // A run that is left out is gone from the address too.
    await part('Side by side');
    await look('settings');
    await page.getByRole('button', { name: 'Leave out #4' }).click();
    await page.getByRole('heading', { level: 1, name: 'Compare 3 runs' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Compare 3 runs' }).waitFor();
  },
);
