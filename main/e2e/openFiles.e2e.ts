/** Journey: files from outside – by double click, from a second start, dropped, from the recent ones – open safely (tests, Node). */
import { AxeBuilder } from '@axe-core/playwright';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';
import type { RunConfigInput } from '../../shared/config/runConfig';
import { value } from './support/bridge';
import {
  electronExecutable,
  labEnv,
  launchLab,
  removeDataFolders,
  testSwitches,
  type RunningLab,
} from './support/launchLab';
import { answerSaveDialog, dropFiles, goTo, picture, pictures, resizeTo, setTheme } from './support/rooms';
import { startRun, waitForState } from './support/runs';

let folder: string;
let lab: RunningLab;
const at = (name: string): string => path.join(folder, name);
const study = (): string => at('two seeds.losslab');

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-open-'));
  const first = await launchLab();
  const ids: string[] = [];
  for (const seed of [1, 2]) {
    const config = {
      dataset: { id: 'moons', standardize: 'none', testFraction: 0.25 },
      model: { hidden: [{ units: 8, activation: 'tanh' }] },
      loss: 'sigmoid-bce',
      optimizer: { id: 'adam', learningRate: 0.01 },
      training: { batchSize: 32, epochs: 20 },
      seed,
    } satisfies RunConfigInput;
    const { id } = await startRun(first.page, config, `seed ${seed}`);
    ids.push((await waitForState(first.page, id, ['completed'])).id);
  }
  await answerSaveDialog(first, study());
  await value(first.page, 'exits:study', { choice: { runs: ids }, name: 'two seeds' });
  await first.quit();
}, 120_000);
afterAll(async () => {
  await lab?.killHard();
  rmSync(folder, { recursive: true, force: true });
  removeDataFolders();
});

/** Starts the app a second time, as a double click does; resolves when that start has ended. */
function startAgain(files: readonly string[], cwd: string): Promise<number | null> {
  const child = spawn(electronExecutable(), [projectRoot, ...testSwitches, ...files], {
    cwd,
    env: labEnv(lab.dataFolder),
    stdio: 'ignore',
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

const axe = async (): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page: lab.page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.map(String).join(' ')}`),
  );
};
const recentMenu = (): Promise<string[]> =>
  lab.app.evaluate(({ Menu }) => {
    const file = Menu.getApplicationMenu()?.items.find(({ label }) => label === '&File');
    const recent = file?.submenu?.items.find(({ label }) => label === 'Open &Recent');
    return (recent?.submenu?.items ?? []).map(({ label }) => label);
  });

test(
  'a double click opens the lab and shows what is in the study file before anything is taken',
  { timeout: 60_000 },
  async () => {
    lab = await launchLab({ args: [study()] });
    const dialog = lab.page.getByTestId('study-file');
    await dialog.getByText('2 runs. ').waitFor();
    expect(await value(lab.page, 'runs:list', null)).toEqual([]);
    expect(await dialog.getByRole('row').count()).toBe(3);
    await pictures(lab, 'open-study');
    for (const theme of ['light', 'dark'] as const) {
      await setTheme(lab.page, theme);
      expect(await axe()).toEqual([]);
    }
    await setTheme(lab.page, 'light');
    await resizeTo(lab, [1280, 800]);
    // The keyboard is inside the dialog, and Enter on the main button takes the runs.
    await dialog.getByTestId('study-file-import').press('Enter');
    await expect.poll(() => lab.page.getByTestId('run-row').count()).toBe(2);
    await lab.page.getByText('2 runs imported').waitFor();
    expect(await dialog.isVisible()).toBe(false);
  },
);

test(
  'a second start hands its file over and ends; the window is shown, and what is here already is said',
  { timeout: 60_000 },
  async () => {
    await lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
    // A relative path is meant from where the second start was made.
    expect(await startAgain([path.basename(study())], folder)).toBe(0);
    await lab.page.getByTestId('study-file-summary').waitFor();
    expect(await lab.page.getByTestId('study-file-summary').textContent()).toContain(
      'all of which are here already',
    );
    const shown = await lab.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      return window?.isVisible() && !window.isMinimized();
    });
    expect(shown).toBe(true);
    expect(await lab.page.getByTestId('study-file-import').count()).toBe(0);
    await lab.page.keyboard.press('Escape');
    await expect.poll(() => lab.page.getByTestId('study-file').isVisible()).toBe(false);
  },
);

test(
  'a file that is no study is refused with a reason, and changes nothing',
  { timeout: 60_000 },
  async () => {
    writeFileSync(at('fake.losslab'), 'rm -rf /');
    await startAgain([at('fake.losslab'), at('gone.losslab')], '/');
    await lab.page
      .getByTestId('study-file')
      .getByText(/no LossLab study file|not a database/)
      .waitFor();
    await lab.page.getByText('“gone.losslab” is not there any more.').waitFor();
    await picture(lab.page, 'open-study-refused');
    await lab.page.getByTestId('study-file').getByRole('button', { name: 'Close' }).last().click();
    expect(await value(lab.page, 'runs:list', null)).toHaveLength(2);
  },
);

test('files can be dropped anywhere: a data set, and a study file', { timeout: 60_000 }, async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${Math.cos(i)},${Math.sin(i)},${i % 2}`);
  writeFileSync(at('points.csv'), `x,y,label\n${rows.join('\n')}\n`);
  await goTo(lab.page, 'Train');
  await lab.page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'x.csv'));
    document.body.dispatchEvent(
      new DragEvent('dragenter', { bubbles: true, cancelable: true, dataTransfer }),
    );
  });
  await lab.page.getByTestId('drop-zone').waitFor();
  await pictures(lab, 'drop-zone');
  await dropFiles(lab.page, [at('points.csv')]);
  await lab.page.getByRole('heading', { name: 'points' }).first().waitFor();
  await dropFiles(lab.page, [study()]);
  await lab.page.getByTestId('study-file-summary').waitFor();
  await lab.page.keyboard.press('Escape');
});

test('recent files are in the menu, open from there, and can be cleared', { timeout: 60_000 }, async () => {
  expect(await recentMenu()).toEqual([
    expect.stringContaining('points.csv'),
    expect.stringContaining('two seeds.losslab'),
    '',
    '&Clear',
  ]);
  await lab.app.evaluate(({ Menu }) => {
    const file = Menu.getApplicationMenu()?.items.find(({ label }) => label === '&File');
    const recent = file?.submenu?.items.find(({ label }) => label === 'Open &Recent');
    recent?.submenu?.items[1]?.click();
  });
  await lab.page.getByTestId('study-file-summary').waitFor();
  await lab.page.keyboard.press('Escape');
  // A page may name no other file.
  const other = await lab.page.evaluate(() =>
    (window as unknown as { lab: { call: (c: string, i: unknown) => Promise<{ ok: boolean }> } }).lab.call(
      'files:openRecent',
      { path: '/etc/passwd' },
    ),
  );
  expect(other.ok).toBe(false);
  await lab.quit();
  lab = await launchLab({ dataFolder: lab.dataFolder });
  expect(await recentMenu()).toHaveLength(4);
  await value(lab.page, 'files:clearRecent', null);
  expect(await recentMenu()).toEqual(['No recent files']);
  await lab.quit();
});
