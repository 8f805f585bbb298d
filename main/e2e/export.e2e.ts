/** Journey: what is in the lab is taken out in every form, read by other programs, and brought into another lab (tests, Node). */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { AxeBuilder } from '@axe-core/playwright';
import { parse } from 'csv-parse/sync';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { RunConfigInput } from '../../shared/config/runConfig';
import { hasPeer, runPython } from '../export/fixtures/peers';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { answerOpenDialog, answerSaveDialog, goTo, resizeTo } from './support/rooms';
import { startRun, waitForState } from './support/runs';

const labs: RunningLab[] = [];
let lab: RunningLab;
let folder: string;
const open = async (): Promise<RunningLab> => {
  const opened = await launchLab();
  labs.push(opened);
  await resizeTo(opened, [1280, 800]);
  return opened;
};
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-exports-'));
  lab = await open();
});
afterEach(async () => {
  for (const opened of labs.splice(0)) await opened.killHard();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(removeDataFolders);

const moons = (seed: number): RunConfigInput => ({
  dataset: { id: 'moons', standardize: 'feature', testFraction: 0.2 },
  model: { hidden: [{ units: 8, activation: { id: 'elu', params: { c: 0.7 } } }] },
  loss: 'double-softmax-cross-entropy',
  optimizer: { id: 'adam', learningRate: 0.01 },
  regularization: { dropout: 0.1 },
  training: { batchSize: 32, epochs: 40 },
  seed,
});

/** Chooses an entry of a menu that saves a file, and waits until the file is there. */
async function save(from: RunningLab, button: Locator, entry: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  await answerSaveDialog(from, file);
  await button.click();
  await from.page.getByRole('menuitem', { name: entry }).click();
  await expect.poll(() => existsSync(file), { timeout: 15_000 }).toBe(true);
  return file;
}

/** What Chromium's own parser makes of an SVG: errors, paths by stroke, and whether it can be drawn. */
const readSvg = (page: Page, text: string) =>
  page.evaluate(async (svg) => {
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    await image.decode();
    return {
      errors: parsed.querySelectorAll('parsererror').length,
      title: parsed.querySelector('title')?.textContent ?? '',
      strokes: [...parsed.querySelectorAll('path[stroke]')].map((element) => ({
        stroke: element.getAttribute('stroke') ?? '',
        points: (element.getAttribute('d') ?? '').split(/[ML]/).length - 1,
      })),
      size: [image.naturalWidth, image.naturalHeight],
    };
  }, text);

/** The size of a PNG and how many colours are in it. */
const readPng = (page: Page, bytes: Buffer) =>
  page.evaluate(async (base64) => {
    const data = new Blob([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))]);
    const bitmap = await createImageBitmap(data);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const pixels = new Uint32Array(
      context?.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer ?? new ArrayBuffer(0),
    );
    return { width: bitmap.width, height: bitmap.height, colors: new Set(pixels).size };
  }, bytes.toString('base64'));

test('a run: pictures, points, report, model', { timeout: 300_000 }, async () => {
  const { page } = lab;
  const { id } = await startRun(page, moons(1), '=cmd|"</title> & co');
  const run = await waitForState(page, id, ['completed']);
  await goTo(page, 'Runs');
  await page.getByTestId('run-row').first().dblclick();
  const exportMenu = page.getByTestId('loss-chart').getByTestId('export-menu');
  await exportMenu.waitFor();

  const svg = await readSvg(
    page,
    readFileSync(await save(lab, exportMenu, 'Picture as SVG', 'loss.svg'), 'utf8'),
  );
  expect(svg.errors).toBe(0);
  expect(svg.title).toContain('</title> & co');
  // The run's colour, and most of its 200 steps as points of its path.
  expect(
    Math.max(...svg.strokes.filter(({ stroke }) => stroke === '#0072b2').map(({ points }) => points)),
  ).toBeGreaterThan(100);
  expect(svg.size[0]).toBeGreaterThan(300);

  const png = await readPng(page, readFileSync(await save(lab, exportMenu, 'Picture as PNG', 'loss.png')));
  expect(png.width).toBeGreaterThan(300);
  expect(png.colors).toBeGreaterThan(10);

  const csv = parse(readFileSync(await save(lab, exportMenu, 'Points as CSV', 'points.csv')), {
    comment: '#',
    comment_no_infix: true,
    columns: true,
  }) as unknown as readonly Record<string, string>[];
  expect(csv).toHaveLength(run.totalSteps + 1);
  expect(csv[0]!['run_name']).toBe(`'=cmd|"</title> & co`);

  const html = readFileSync(await save(lab, exportMenu, 'Report as HTML', 'report.html'), 'utf8');
  expect(html).not.toMatch(/https?:|\s(src|href)=/);
  const report = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'text/html');
    return { lines: parsed.querySelectorAll('path.line').length, scripts: parsed.scripts.length };
  }, html);
  expect(report).toEqual({ lines: 5, scripts: 0 });

  await exportMenu.click();
  await page.getByRole('menuitem', { name: 'Picture as SVG' }).waitFor();
  // What is open over the page stands in no landmark, as menus do.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).disableRules('region');
  const { violations } = await axe.analyze();
  expect(
    violations.map(({ id: rule, nodes }) => `${rule} ${nodes.map(({ target }) => String(target)).join(' ')}`),
  ).toEqual([]);
  await page.keyboard.press('Escape');

  await answerOpenDialog(lab, [folder]);
  const outputs: Record<string, number[][]> = {};
  for (const form of ['TensorFlow.js', 'Keras', 'PyTorch']) {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: `Export model for ${form}` }).click();
    const wanted = { 'TensorFlow.js': 'layers-model', Keras: 'keras', PyTorch: 'pytorch' }[form] ?? '';
    const made = () => readdirSync(folder).find((name) => name.endsWith(wanted) && !name.startsWith('.'));
    await expect.poll(made, { timeout: 30_000 }).toBeTruthy();
    const model = path.join(folder, made() ?? '');
    if (form === 'TensorFlow.js') outputs['tfjs'] = await predictions(model);
    else if (hasPeer(form === 'Keras' ? 'keras' : 'torch')) {
      const ran = runPython([path.join(model, 'model.py')], folder);
      expect(ran.status, ran.stderr).toBe(0);
      const difference = Number(/difference to LossLab: (\S+)/.exec(ran.stdout)?.[1]);
      expect(difference, ran.stdout).toBeLessThan(1e-5);
    }
  }
  expect(outputs['tfjs']).toHaveLength(16);
});

/** What plain tfjs predicts with a folder's model; must be what the example beside it says. */
async function predictions(model: string): Promise<number[][]> {
  await tf.setBackend('cpu');
  const read = (name: string) => readFileSync(path.join(model, name));
  const { modelTopology, weightsManifest } = JSON.parse(read('model.json').toString('utf8')) as {
    modelTopology: object;
    weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
  };
  const bytes = Uint8Array.from(read('weights.bin'));
  const loaded = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: bytes.buffer,
    }),
  );
  const example = JSON.parse(read('example.json').toString('utf8')) as {
    inputs: number[][];
    outputs: number[][];
  };
  const predicted = (await (loaded.predict(tf.tensor(example.inputs)) as tf.Tensor).array()) as number[][];
  for (const [i, row] of predicted.entries())
    for (const [j, one] of row.entries()) expect(Math.abs(one - example.outputs[i]![j]!)).toBeLessThan(1e-5);
  return predicted;
}

test(
  'runs go to another lab in a study file, and come from other programs',
  { timeout: 300_000 },
  async () => {
    const { page } = lab;
    const ids: string[] = [];
    for (const seed of [1, 2]) {
      const { id } = await startRun(page, moons(seed), `seed ${seed}`);
      ids.push((await waitForState(page, id, ['completed'])).id);
    }
    await goTo(page, 'Runs');
    await page.getByTestId('run-row').first().click();
    await page.keyboard.press('Control+a');
    const exportMenu = page.getByRole('button', { name: 'Export: Runs' });
    const study = path.join(folder, 'two.losslab');
    await answerSaveDialog(lab, study);
    await exportMenu.click();
    await page.getByRole('menuitem', { name: 'Study file' }).click();
    await page.getByTestId('study-export-save').click();
    await expect.poll(() => existsSync(study), { timeout: 15_000 }).toBe(true);
    expect(readFileSync(study).subarray(0, 15).toString()).toBe('SQLite format 3');
    const markdown = readFileSync(await save(lab, exportMenu, 'Table as Markdown', 'runs.md'), 'utf8');
    expect(markdown.trim().split('\n')).toHaveLength(4);
    const latex = readFileSync(await save(lab, exportMenu, 'Table as LaTeX', 'runs.tex'), 'utf8');
    expect(latex).toContain('\\begin{tabular}');
    expect(latex.match(/ \\\\$/gm)).toHaveLength(3);
    const json = JSON.parse(
      readFileSync(await save(lab, exportMenu, 'Points as JSON', 'runs.json'), 'utf8'),
    ) as { runs: { losses: number[] }[] };
    expect(json.runs.map(({ losses }) => losses.length)).toEqual([200, 200]);
    await lab.quit();

    const other = await open();
    await goTo(other.page, 'Runs');
    const csv = path.join(folder, 'theirs.csv');
    writeFileSync(csv, 'step,loss,val_accuracy\n0,2,0.5\n1,1,0.75\n2,0.5,0.9\n');
    await answerOpenDialog(other, [study, csv]);
    await other.page.getByTestId('import-runs').click();
    await other.page.getByRole('menuitem', { name: 'From files' }).click();
    // The training engine, which reads the files, may still be on its way up.
    await expect.poll(() => other.page.getByTestId('run-row').count(), { timeout: 60_000 }).toBe(3);
    expect((await value(other.page, 'runs:get', { id: ids[0]! })).name).toBe('seed 1');
    await other.page.getByText('3 runs imported').waitFor();

    // A second time nothing is new.
    await other.page.getByTestId('import-runs').click();
    await other.page.getByRole('menuitem', { name: 'From files' }).click();
    await other.page.getByText('0 runs imported, 3 were there already').waitFor();

    // It compares like the lab's own.
    await other.page.getByTestId('run-row').first().click();
    await other.page.keyboard.press('Control+a');
    await other.page.keyboard.press('c');
    await other.page.getByRole('heading', { level: 1, name: 'Compare 3 runs' }).waitFor();
    await goTo(other.page, 'Runs');
    await other.page.getByTestId('run-row').filter({ hasText: 'theirs' }).dblclick();
    await other.page.getByText('imported from a CSV table').first().waitFor();
    await other.page.getByRole('link', { name: 'Config' }).click();
    await other.page.getByText('test error; 3 points').waitFor();
    await other.quit();
  },
);
