/** Journey: import a point cloud from a file and see the decision boundary (tests, Node). */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { answerOpenDialog, dropFiles, goTo, pictures, resizeTo, setField } from './support/rooms';

const pointCloud = path.join(projectRoot, 'main', 'data', 'fixtures', '2d_pcl_dataset.npz');

let lab: RunningLab;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-files-'));
  lab = await launchLab();
  await resizeTo(lab, [1280, 800]);
});
afterEach(async () => {
  await lab.killHard();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(removeDataFolders);

const imported = async () =>
  (await value(lab.page, 'datasets:list', null)).filter(({ source }) => source === 'imported');

test('by the dialog; train 2-16-1; see the boundary', { timeout: 180_000 }, async () => {
  const { page } = lab;
  const own = path.join(folder, 'cloud of points.npz');
  copyFileSync(pointCloud, own);
  await answerOpenDialog(lab, [own]);
  await goTo(page, 'Data');
  await page.getByTestId('import-button').click();
  await expect.poll(async () => (await imported()).length, { timeout: 30_000 }).toBe(1);
  const [info] = await imported();
  expect(info).toMatchObject({ kind: 'points', featureShape: [2], fileName: 'cloud of points.npz' });
  await pictures(lab, 'data-imported');

  await goTo(page, 'Train');
  await setField(page.getByTestId('form-dataset'), info!.name);
  await setField(page.getByTestId('form-hidden'), '16');
  await setField(page.getByLabel('Activation', { exact: true }), 'Sigmoid');
  await setField(page.getByLabel('Loss', { exact: true }), 'Sigmoid BCE');
  await setField(page.getByLabel('Optimiser', { exact: true }), 'Adam');
  await setField(page.getByLabel('Learning rate', { exact: true }), '0.01');
  await setField(page.getByLabel('Epochs', { exact: true }), '200');
  await page.getByTestId('train-button').click();
  await expect
    .poll(() => page.getByTestId('run-state').textContent(), { timeout: 90_000 })
    .toMatch(/completed/i);
  const boundary = page.getByTestId('boundary-canvas');
  await boundary.waitFor();
  const colours = await boundary.evaluate((element) => {
    const canvas = (element instanceof HTMLCanvasElement ? element : element.querySelector('canvas'))!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set<number>();
    for (let i = 0; i < data.length; i += 4) seen.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
    return seen.size;
  });
  expect(colours, 'both sides of a boundary and the points').toBeGreaterThan(8);
  await pictures(lab, 'point-cloud-completed');
  const [run] = await value(page, 'runs:list', null);
  expect(run).toMatchObject({ state: 'completed', parameterCount: 65 });
  expect((await value(page, 'runs:boundaries', { id: run!.id })).length).toBeGreaterThan(0);
  await lab.quit();
});

test('by dropping the file on the window', async () => {
  const own = path.join(folder, 'dropped.npz');
  copyFileSync(pointCloud, own);
  await goTo(lab.page, 'Data');
  await dropFiles(lab.page, [own]);
  await expect.poll(async () => (await imported()).map(({ fileName }) => fileName)).toEqual(['dropped.npz']);
  await lab.page.getByText('dropped', { exact: false }).first().waitFor();
  await lab.quit();
});
