/** Journey: choose saved runs in the table and look at them side by side (tests, Node). */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { RunConfigInput } from '../../shared/config/runConfig';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, pictures, resizeTo, setField, setTheme } from './support/rooms';
import { startRun, waitForState } from './support/runs';

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
  'choose in the table, compare by keyboard, baseline, means over seeds',
  { timeout: 120_000 },
  async () => {
    const { page } = lab;
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

    // Two configurations of two seeds each.
    const groups = page.getByTestId('seed-groups').getByRole('row');
    expect(await groups.count()).toBe(3);
    expect(await groups.nth(1).getByRole('cell').first().innerText()).toBe('2');

    await pictures(lab, 'compare');
    for (const theme of ['light', 'dark'] as const) {
      await setTheme(page, theme);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => String(target)).join(' ')}`),
      ).toEqual([]);
    }

    // A run that is left out is gone from the address too; back leads to the table with its choice.
    await page.getByRole('button', { name: 'Leave out #4' }).click();
    await page.getByRole('heading', { level: 1, name: 'Compare 3 runs' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Compare 3 runs' }).waitFor();
  },
);
