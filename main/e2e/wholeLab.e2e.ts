/** Journey: a stopped sweep and a whole lab go to another LossLab, which shows them and goes on to the same numbers (tests, Node). */
import { AxeBuilder } from '@axe-core/playwright';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SweepDetail } from '../../shared/sweep/record';
import type { SweepInput } from '../../shared/sweep/sweepFile';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { answerOpenDialog, answerSaveDialog, goTo, picture, resizeTo, setTheme } from './support/rooms';
import { onlySweep, openSweep, waitForSweep } from './support/sweeps';

let folder: string;
let lab: RunningLab;
const at = (name: string): string => path.join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-whole-'));
});
afterAll(async () => {
  await lab?.killHard();
  rmSync(folder, { recursive: true, force: true });
  removeDataFolders();
});

const axe = async (): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page: lab.page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
};

/** Presses an entry of the native File menu. */
const pressFile = (label: string): Promise<void> =>
  lab.app.evaluate(({ Menu, BrowserWindow }, wanted) => {
    const file = Menu.getApplicationMenu()?.items.find((item) => item.label === '&File');
    const entry = file?.submenu?.items.find((item) => item.label === wanted);
    if (!entry) throw new Error(`no entry ${wanted}`);
    const press = entry.click as (event: undefined, window: object | undefined) => void;
    press(undefined, BrowserWindow.getAllWindows()[0]);
  }, label);

/** What became of each line, without what differs from one training to the next (times). */
const outcomes = ({ lines }: SweepDetail) =>
  lines.map(({ trial, seed, state, value: found, epochs }) => [trial, seed, state, found, epochs]);

const sweep: SweepInput = {
  name: 'Rates and widths',
  base: {
    dataset: { id: 'moons', standardize: 'none', testFraction: 0.25 },
    model: { hidden: [{ units: 8, activation: 'tanh' }] },
    loss: 'sigmoid-bce',
    optimizer: { id: 'adam', learningRate: 0.01 },
    training: { batchSize: 16, epochs: 1500 },
  },
  space: [
    { path: 'optimizer.learningRate', kind: 'values', values: [0.003, 0.01, 0.03] },
    { path: 'model.hidden.0.units', kind: 'values', values: [4, 8] },
  ],
  seeds: 2,
};

/** The numbers that the first lab ends with. */
let there: readonly unknown[];

test(
  'the first lab: a sweep is stopped in the middle and everything exported from the menu',
  { timeout: 240_000 },
  async () => {
    lab = await launchLab();
    await resizeTo(lab, [1280, 800]);
    const { page } = lab;
    writeFileSync(
      at('points.csv'),
      `x,y,label\n${Array.from({ length: 30 }, (_, i) => `${i / 9},${(i * 7) % 11},${i % 2}`).join('\n')}\n`,
    );
    await answerOpenDialog(lab, [at('points.csv')]);
    await value(page, 'datasets:chooseFiles', null);
    await value(page, 'datasets:import', { paths: [at('points.csv')], labelColumn: 'label' });
    await value(page, 'settings:set', { concurrentRuns: 2, savedQueries: ['tag:final'] });
    const { id } = await value(page, 'sweeps:start', { sweep });
    await waitForSweep(page, ({ counts }) => counts.completed >= 4);
    await value(page, 'sweeps:control', { id, command: 'stop' });
    await waitForSweep(page, ({ state, counts }) => state === 'stopped' && counts.running === 0);
    const [run] = await value(page, 'runs:list', null);
    await value(page, 'runs:update', {
      ...{ id: run!.id, starred: true },
      meta: { notes: 'Look at this one.', tags: ['final'] },
    });

    await pressFile('Export e&verything…');
    const dialog = page.getByTestId('study-export');
    await dialog.getByText('Sweeps').waitFor();
    expect(await dialog.innerText()).toMatch(/Imported data sets\s*1/);
    expect(await dialog.getByTestId('study-export-checkpoints').isChecked()).toBe(true);
    for (const theme of ['dark', 'light'] as const) {
      await setTheme(page, theme);
      expect(await axe()).toEqual([]);
      await picture(page, `export-everything-${theme}`);
    }
    await answerSaveDialog(lab, at('all.losslab'));
    await dialog.getByTestId('study-export-save').press('Enter');
    await page.getByText(/runs and 1 sweep saved as/).waitFor();

    await openSweep(page);
    await page.getByTestId('sweep-more').click();
    await page.getByTestId('sweep-export').click();
    await dialog.getByText('Sweeps').waitFor();
    await picture(page, 'export-sweep');
    await answerSaveDialog(lab, at('sweep.losslab'));
    await dialog.getByTestId('study-export-save').click();
    await page.getByText(`saved as ${at('sweep.losslab')}`).waitFor();

    await value(page, 'sweeps:control', { id, command: 'resume' });
    there = outcomes(await waitForSweep(page, ({ state }) => state === 'completed'));
    await lab.quit();
  },
);

test(
  'another lab shows the sweep before and after it is taken, and goes on with it to the same numbers',
  { timeout: 240_000 },
  async () => {
    lab = await launchLab({ args: [at('all.losslab')] });
    await resizeTo(lab, [1280, 800]);
    const { page } = lab;
    const dialog = page.getByTestId('study-file');
    await dialog.getByRole('list', { name: 'Sweeps in the file' }).getByText('Rates and widths').waitFor();
    expect(await dialog.innerText()).toMatch(/1 new data set; checkpoints \(/);
    for (const theme of ['dark', 'light'] as const) {
      await setTheme(page, theme);
      expect(await axe()).toEqual([]);
      await picture(page, `import-everything-${theme}`);
    }
    await dialog.getByTestId('study-file-import').click();
    await page.getByText(/runs imported, 1 sweep, with 1 data set/).waitFor();
    await openSweep(page);
    const taken = await onlySweep(page);
    expect(taken).toMatchObject({ name: 'Rates and widths', state: 'stopped', number: 1 });
    await picture(page, 'import-sweep-page');
    expect((await value(page, 'settings:get', null)).savedQueries).toEqual(['tag:final']);
    const starred = (await value(page, 'runs:list', null)).filter((run) => run.starred);
    expect(starred.map(({ notes, tags }) => [notes, tags])).toEqual([['Look at this one.', ['final']]]);

    await page.getByRole('button', { name: 'Resume' }).first().click();
    const done = await waitForSweep(page, ({ state }) => state === 'completed');
    expect(outcomes(done)).toEqual(there);
    const runs = await value(page, 'runs:list', null);
    expect(new Set(done.lines.map(({ runId }) => runId)).size).toBe(12);
    expect(runs.filter((run) => run.sweep?.id === done.record.id && run.state === 'completed')).toHaveLength(
      12,
    );

    // The same file again: what has gone on here is told, and kept.
    await answerOpenDialog(lab, [at('all.losslab')]);
    await goTo(page, 'Runs');
    await pressFile('Import r&uns and sweeps…');
    await page.getByText(/^Sweep 1 “Rates and widths” is here in another state/).waitFor();
    expect(outcomes((await waitForSweep(page, () => true)) satisfies SweepDetail)).toEqual(there);
    await lab.quit();
  },
);
