/** Journey: every view of the lab, with something in it: nothing for axe in either theme, all of it by keyboard alone, every chart as a table and as files (tests, Node). */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunConfigInput } from '../../shared/config/runConfig';
import { value } from './support/bridge';
import { launchLab, makeDataFolder, removeDataFolders, type RunningLab } from './support/launchLab';
import { answerOpenDialog, picture, resizeTo, setTheme } from './support/rooms';
import { mnistConfig, startRun, waitForState } from './support/runs';
import { waitForSweep } from './support/sweeps';
import { axeFindings, chartFindings, keyboardFindings, tableFindings } from './support/views';

let lab: RunningLab;
const ids = { moons: [] as string[], digits: [] as string[], imported: [] as string[], sweep: '' };

const moons = (activation: 'relu' | 'tanh', seed: number): RunConfigInput => ({
  dataset: { id: 'moons', standardize: 'none', testFraction: 0.2 },
  model: { hidden: [{ units: 8, activation }] },
  loss: 'sigmoid-bce',
  optimizer: { id: 'adam', learningRate: 0.01 },
  training: { batchSize: 32, epochs: 20 },
  seed,
});
/** As long as people make them. */
const longName = 'A name as people write them: second attempt with the wider layer, after the talk on Monday';

beforeAll(async () => {
  lab = await launchLab();
  await resizeTo(lab, [1280, 800]);
  const { page } = lab;
  const train = async (config: RunConfigInput, name = ''): Promise<string> =>
    (await waitForState(page, (await startRun(page, config, name)).id, ['completed'])).id;
  for (const activation of ['relu', 'tanh'] as const)
    for (const seed of [1, 2, 3])
      ids.moons.push(await train(moons(activation, seed), seed === 3 ? longName : ''));
  for (const [units, activation] of [
    [16, 'relu'],
    [32, 'tanh'],
  ] as const)
    ids.digits.push(await train({ ...mnistConfig(1), model: { hidden: [{ units, activation }] } }));
  const csv = path.join(makeDataFolder(), 'theirs.csv');
  const line = (run: string, step: number): string =>
    `${run},${step},${2 / (step + 1)},${1 - 1 / (step + 2)}\n`;
  const steps = Array.from({ length: 30 }, (_, step) => step);
  const lines = ['baseline', 'wider'].flatMap((run) => steps.map((step) => line(run, step)));
  writeFileSync(csv, `run,step,loss,val_accuracy\n${lines.join('')}`);
  await answerOpenDialog(lab, [csv]);
  await value(page, 'entrances:import', { from: 'files' });
  const all = await value(page, 'runs:list', null);
  ids.imported = all.filter(({ origin }) => origin).map(({ id }) => id);
  await value(page, 'sweeps:start', {
    sweep: {
      name: 'Width and activation',
      base: moons('relu', 1),
      space: [
        { path: 'model.activation.id', kind: 'values', values: ['relu', 'tanh'] },
        { path: 'optimizer.learningRate', kind: 'values', values: [0.003, 0.01] },
      ],
      strategy: { id: 'grid' },
      seeds: 1,
    },
  } as never);
  ids.sweep = (await waitForSweep(page, ({ state }) => state === 'completed')).record.id;
}, 240_000);
afterAll(async () => {
  await lab.quit();
  removeDataFolders();
});

/** Where a view is, what is waited for (a test id, or a text), and how many charts it must have at least. */
interface View {
  readonly to: () => string;
  readonly ready: string;
  readonly charts: number;
}
const compare =
  (of: () => string[], view: string): (() => string) =>
  () =>
    `/compare/${of().join('+')}?view=${view}`;
const views: Readonly<Record<string, View>> = {
  train: { to: () => '/train', ready: 'train-button', charts: 0 },
  runs: { to: () => '/runs', ready: 'run-row', charts: 0 },
  'run, overview': { to: () => `/runs/${ids.moons[0]}`, ready: 'loss-chart', charts: 2 },
  'run, curves': { to: () => `/runs/${ids.moons[0]}/curves`, ready: 'loss-chart', charts: 1 },
  'run, inside, points': { to: () => `/runs/${ids.moons[0]}/inside`, ready: 'boundary-canvas', charts: 3 },
  'run, inside, digits': { to: () => `/runs/${ids.digits[0]}/inside`, ready: 'weight-images', charts: 3 },
  'run, config': { to: () => `/runs/${ids.moons[5]}/config`, ready: 'run-state', charts: 0 },
  'run, environment': { to: () => `/runs/${ids.moons[0]}/environment`, ready: 'run-state', charts: 0 },
  'run, imported': { to: () => `/runs/${ids.imported[0]}`, ready: 'loss-chart', charts: 1 },
  'compare, empty': { to: () => '/compare', ready: 'text=Nothing to compare', charts: 0 },
  'compare, curves': { to: compare(() => ids.moons, 'curves'), ready: 'loss-chart', charts: 2 },
  'compare, results': { to: compare(() => ids.moons, 'results'), ready: 'compare-bars', charts: 1 },
  'compare, relations': { to: compare(() => ids.moons, 'relations'), ready: 'compare-scatter', charts: 3 },
  'compare, inside, points': {
    to: compare(() => ids.moons, 'inside'),
    ready: 'compare-boundaries',
    charts: 5,
  },
  'compare, inside, digits': { to: compare(() => ids.digits, 'inside'), ready: 'wrong-row', charts: 6 },
  'compare, side by side': { to: compare(() => ids.moons, 'settings'), ready: 'compare-table', charts: 0 },
  'compare, imported': {
    to: compare(() => [...ids.imported, ids.moons[0] ?? ''], 'curves'),
    ready: 'loss-chart',
    charts: 2,
  },
  sweeps: { to: () => '/sweeps', ready: 'sweep-table', charts: 0 },
  'sweep, overview': { to: () => `/sweeps/${ids.sweep}`, ready: 'sweep-history', charts: 2 },
  'sweep, queue': { to: () => `/sweeps/${ids.sweep}/queue`, ready: 'queue-table', charts: 0 },
  'sweep, configurations': { to: () => `/sweeps/${ids.sweep}/trials`, ready: 'trial-table', charts: 0 },
  studies: { to: () => '/studies', ready: 'study-card', charts: 0 },
  study: { to: () => '/studies/report', ready: 'study-table', charts: 0 },
  'exercises, activations': { to: () => '/exercises/activations', ready: 'function-plot', charts: 1 },
  'exercises, softmax': { to: () => '/exercises/softmax', ready: 'softmax-jacobian', charts: 0 },
  'exercises, step': { to: () => '/exercises/step', ready: 'loss-surface', charts: 1 },
  'exercises, gradient check': {
    to: () => '/exercises/gradient-check',
    ready: 'gradient-check',
    charts: 0,
  },
  data: { to: () => '/data', ready: 'dataset-title', charts: 0 },
  'data, points': { to: () => '/data/moons', ready: 'plane-chart', charts: 1 },
  settings: { to: () => '/settings', ready: 'machine', charts: 0 },
};

describe.each(Object.entries(views))('%s', (name, { to, ready, charts }) => {
  const file = `view-${name.replaceAll(/[^a-z]+/g, '-')}`;
  beforeAll(async () => {
    await lab.page.evaluate((hash) => {
      location.hash = `#${hash}`;
    }, to());
    const mark = ready.startsWith('text=') ? ready : `data-testid=${ready}`;
    await lab.page.locator(mark).first().waitFor({ timeout: 30_000 });
    // What is still being worked out stands still then.
    await lab.page.waitForFunction(() => !document.querySelector('main .skeleton'), null, {
      timeout: 30_000,
    });
  });

  test.each(['light', 'dark'] as const)('nothing for axe, %s', async (theme) => {
    await setTheme(lab.page, theme);
    await picture(lab.page, `${file}-${theme}`);
    expect(await axeFindings(lab.page)).toEqual([]);
  });

  test('all of it by keyboard', async () => {
    expect(await keyboardFindings(lab.page)).toEqual([]);
  });

  test('every chart is a table too, and every table and chart can be taken out', async () => {
    const found = await chartFindings(lab.page);
    expect(found.wrong).toEqual([]);
    expect(found.charts.length, found.charts.join(', ')).toBeGreaterThanOrEqual(charts);
    expect(await tableFindings(lab.page)).toEqual([]);
  });
});
