/** Journey: the data folder is moved from the settings; the lab opens again with everything, by the window and by command (tests, Node). */
import { AxeBuilder } from '@axe-core/playwright';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';
import { call, value } from './support/bridge';
import { labEnv, launchLab, makeDataFolder, removeDataFolders, type RunningLab } from './support/launchLab';
import { answerOpenDialog, pictures, setTheme } from './support/rooms';
import { startRun, waitForState } from './support/runs';

let lab: RunningLab;
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

test('move, open again, find everything; what is refused', { timeout: 120_000 }, async () => {
  const home = makeDataFolder();
  // As users have it: the folder follows from the system, nobody names it.
  const env = { LOSSLAB_DATA_DIR: '', XDG_DATA_HOME: home };
  const usual = path.join(home, 'LossLab');
  const target = path.join(home, 'disk', 'mine');
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, 'thesis.txt'), 'not ours');

  lab = await launchLab({ env });
  const { page } = lab;
  const run = await startRun(page, {
    dataset: { id: 'moons', standardize: 'none' },
    model: { hidden: [{ units: 4, activation: 'tanh' }] },
    loss: 'sigmoid-bce',
    optimizer: { id: 'adam', learningRate: 0.01 },
    training: { batchSize: 32, epochs: 5 },
  });
  await waitForState(page, run.id, ['completed']);
  // A page that had been taken over can name no folder.
  expect(await call(page, 'dataFolder:change', { folder: '/tmp' })).toMatchObject({
    ok: false,
    error: { code: 'invalid-input' },
  });
  await page.getByRole('link', { name: 'Settings' }).click();
  await answerOpenDialog(lab, [path.join(usual, 'logs')]);
  await page.getByTestId('change-data-folder').click();
  await page.getByText(/lies in the old one|has other files in it/).waitFor();

  await answerOpenDialog(lab, [target]);
  await page.getByTestId('change-data-folder').click();
  const dialog = page.getByTestId('move-data-folder');
  await dialog.getByText(path.join(target, 'LossLab')).waitFor();
  await pictures(lab, 'move-data-folder');
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(page, theme);
    expect((await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations).toEqual([]);
  }
  // The app would start itself again, out of this test's reach; the test does it.
  await lab.app.evaluate(({ app }) => Object.assign(app, { relaunch: () => undefined }));
  const gone = new Promise((resolve) => lab.app.process().once('exit', resolve));
  await dialog.getByTestId('move-data-folder-now').click();
  await gone;
  expect(existsSync(path.join(usual, 'lab.sqlite'))).toBe(false);
  expect(existsSync(path.join(target, 'LossLab', 'lab.sqlite'))).toBe(true);
  expect(existsSync(path.join(target, 'thesis.txt'))).toBe(true);

  const runs = execFileSync(
    process.execPath,
    [path.join(projectRoot, 'out', 'cli', 'index.cjs'), 'runs', '--json'],
    {
      env: labEnv('', env),
      encoding: 'utf8',
    },
  );
  expect(runs).toContain(run.id);
  lab = await launchLab({ env });
  expect((await value(lab.page, 'lab:info', null)).dataFolder).toBe(path.join(target, 'LossLab'));
  expect((await value(lab.page, 'runs:list', null)).map(({ id }) => id)).toEqual([run.id]);
  await lab.quit();
});
