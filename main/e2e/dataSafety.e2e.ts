/** Journey: the database is backed up by itself; damaged, it is repaired from the page that opens, and nothing is thrown away (tests, Node). */
import { AxeBuilder } from '@axe-core/playwright';
import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { connect } from '../store/database';
import { readRuntimeFile } from '../runtimeFile';
import { projectRoot } from '../../build/setup/paths.mjs';
import { callAnything, value } from './support/bridge';
import { launchLab, makeDataFolder, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, picture } from './support/rooms';
import { savedLosses, startRun, waitForState } from './support/runs';

const nativeBinding = readRuntimeFile(path.join(projectRoot, 'out')).sqliteBinding;

let lab: RunningLab;
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

const shortRun = (seed: number) => ({
  dataset: { id: 'moons', standardize: 'none' as const },
  model: { hidden: [{ units: 8, activation: 'tanh' as const }] },
  loss: 'sigmoid-bce' as const,
  optimizer: { id: 'adam' as const, learningRate: 0.01 },
  training: { batchSize: 32, epochs: 20 },
  seed,
});

const databaseIn = (folder: string) => path.join(folder, 'lab.sqlite');

/** Trains some runs; returns their ids, the oldest first. */
async function train(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let seed = 1; seed <= count; seed++) {
    const { id } = await startRun(lab.page, shortRun(seed), `Run with seed ${seed}`);
    await waitForState(lab.page, id, ['completed']);
    ids.push(id);
  }
  return ids;
}

/** Waits until the app has made its daily backup. */
async function backedUp(folder: string): Promise<string> {
  const backups = path.join(folder, 'backups');
  const found = () =>
    existsSync(backups) ? readdirSync(backups).filter((name) => name.endsWith('.sqlite')) : [];
  await expect.poll(found, { timeout: 60_000, interval: 500 }).toHaveLength(1);
  return path.join(backups, found()[0]!);
}

/** Writes noise over the page of a table that holds its rows. */
function damageTable(file: string, table: string): void {
  const db = connect(file, nativeBinding);
  const pages = db.all<{ pageno: number }>(
    "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path",
    table,
  );
  db.close();
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, randomFillSync(Buffer.alloc(4096)), 0, 4096, (pages[0]!.pageno - 1) * 4096);
  closeSync(descriptor);
}

test('backed up within the first minute; a corrupted page: the backup is put back', async () => {
  lab = await launchLab();
  const { dataFolder } = lab;
  const ids = await train(3);
  const losses = await savedLosses(lab.page, ids[0]!);
  await backedUp(dataFolder);
  await expect.poll(async () => (await value(lab.page, 'lab:info', null)).backup?.newestAt).toBeTruthy();
  await lab.page.getByRole('link', { name: 'Settings' }).first().click();
  await lab.page.getByTestId('backups').waitFor();
  expect(await lab.page.getByTestId('backups').textContent()).toMatch(/^\s*The last backup was made on \d/);
  await lab.quit();

  damageTable(databaseIn(dataFolder), 'runs');
  const damaged = readFileSync(databaseIn(dataFolder));
  lab = await launchLab({ dataFolder, keepTour: true });
  await lab.page.getByRole('heading', { name: 'The database cannot be opened' }).waitFor();
  await expect
    .poll(() => lab.page.getByTestId('backup').textContent())
    .toMatch(/The newest sound backup is of .* with [23] runs?\./);
  expect(await lab.page.getByTestId('problem').textContent()).toBe(
    'The database lab.sqlite is damaged and was left as it is.',
  );
  // Nothing else is answered, and nothing has been touched.
  expect(await callAnything(lab.page, 'runs:list', null)).toMatchObject({
    ok: false,
    error: { code: 'database' },
  });
  expect(readFileSync(databaseIn(dataFolder)).equals(damaged)).toBe(true);
  const { violations } = await new AxeBuilder({ page: lab.page }).setLegacyMode(true).analyze();
  expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([]);
  for (const theme of ['light', 'dark'] as const) {
    await lab.page.emulateMedia({ colorScheme: theme });
    await picture(lab.page, `recovery-${theme}`);
  }
  await lab.page.emulateMedia({ colorScheme: null });

  await lab.page.getByTestId('restore').click();
  await lab.page.getByRole('heading', { name: 'The database is repaired' }).waitFor();
  const kept = readdirSync(dataFolder).filter((name) => name.startsWith('lab.damaged-'));
  expect(kept).toHaveLength(1);
  expect(readFileSync(path.join(dataFolder, kept[0]!)).equals(damaged)).toBe(true);
  await picture(lab.page, 'recovery-done');
  await lab.page.getByTestId('open-lab').click();
  await lab.page.getByRole('navigation').first().waitFor();
  const runs = await value(lab.page, 'runs:list', null);
  expect(runs.map(({ id }) => id)).toContain(ids[0]);
  expect(await savedLosses(lab.page, ids[0]!)).toEqual(losses);
  // It is a lab like any other: it trains.
  await train(1);
  expect(await callAnything(lab.page, 'recovery:restore', null)).toMatchObject({
    ok: false,
    error: { code: 'conflict' },
  });
  await lab.quit();
});

test('without a backup what can be read is recovered', async () => {
  lab = await launchLab();
  const { dataFolder } = lab;
  const ids = await train(3);
  await lab.quit();
  // One may have been made meanwhile, on a slow machine.
  rmSync(path.join(dataFolder, 'backups'), { recursive: true, force: true });
  // Points are on other pages than the runs' entries.
  damageTable(databaseIn(dataFolder), 'evaluations');
  lab = await launchLab({ dataFolder, keepTour: true });
  await lab.page.getByText('There is no backup that is whole.').waitFor();
  expect(await lab.page.getByTestId('restore').isDisabled()).toBe(true);
  await lab.page.getByTestId('recover').click();
  await lab.page.getByRole('heading', { name: 'The database is repaired' }).waitFor();
  expect(await lab.page.getByTestId('outcome').first().textContent()).toContain('3 runs could be recovered.');
  await lab.page.getByTestId('open-lab').click();
  await goTo(lab.page, 'Runs');
  await expect.poll(() => lab.page.getByTestId('run-row').count()).toBe(3);
  for (const id of ids) expect((await savedLosses(lab.page, id)).contiguous).toBe(true);
  await lab.quit();
});

test('a file that is no database: quitting leaves it as it is', async () => {
  const dataFolder = makeDataFolder();
  writeFileSync(databaseIn(dataFolder), 'My notes about loss landscapes.\n');
  lab = await launchLab({ dataFolder, keepTour: true });
  await lab.page.getByTestId('quit').waitFor();
  expect(await lab.page.getByTestId('problem').textContent()).toMatch(/is not a database of LossLab/);
  const gone = new Promise((resolve) => lab.app.process().once('exit', resolve));
  // The app may be gone before the click is confirmed; a click that never came leaves it there.
  const clicked = lab.page.getByTestId('quit').click();
  await Promise.all([gone, clicked.catch(() => undefined)]);
  expect(readFileSync(databaseIn(dataFolder), 'utf8')).toBe('My notes about loss landscapes.\n');
  expect(readdirSync(dataFolder).filter((name) => name.includes('damaged'))).toEqual([]);
});
