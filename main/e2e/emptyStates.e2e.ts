/** Journey: every place that has nothing in it says what it is for and what to do, and doing it leads there (tests, Node). */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { pictures, setTheme } from './support/rooms';
import { waitForState } from './support/runs';

let lab: RunningLab;
beforeAll(async () => {
  lab = await launchLab();
  await lab.page.getByTestId('train-empty').waitFor();
});
afterAll(async () => {
  await lab.quit();
  removeDataFolders();
});

const nobody = '00000000-0000-4000-8000-000000000000';

interface Empty {
  readonly hash: string;
  readonly title: string;
  /** Words that say what the place is for, or what to do. */
  readonly says: RegExp;
  /** The button, and the heading of where it leads. */
  readonly leads: readonly [button: string, hash: RegExp] | null;
}

const places: Readonly<Record<string, Empty>> = {
  train: { hash: '/train', title: 'Begin here', says: /A template fills the form/, leads: null },
  sweeps: {
    ...{ hash: '/sweeps', title: 'No sweeps yet', says: /Turn any field of the form into a list/ },
    leads: ['Go to the form', /^#\/train/],
  },
  runs: {
    ...{ hash: '/runs', title: 'No runs yet', says: /Every run is kept here/ },
    leads: ['Train a network', /^#\/train/],
  },
  'a run that is not there': {
    ...{ hash: `/runs/${nobody}`, title: 'There is no such run', says: /deleted/ },
    leads: ['All runs', /^#\/runs/],
  },
  comparison: {
    ...{ hash: '/compare', title: 'Nothing to compare', says: /Choose two runs or more/ },
    leads: ['All runs', /^#\/runs/],
  },
  'a sweep that is not there': {
    ...{ hash: `/sweeps/${nobody}`, title: 'There is no such sweep', says: /deleted/ },
    leads: ['All sweeps', /^#\/sweeps/],
  },
  'a study that is not there': {
    ...{ hash: '/studies/nothing', title: 'There is no such study', says: /./ },
    leads: ['All studies', /^#\/studies/],
  },
  'a data set that is not there': {
    ...{ hash: '/data/nothing', title: 'There is no such data set', says: /Choose another from the list/ },
    leads: null,
  },
};

const go = (hash: string): Promise<void> =>
  lab.page.evaluate((to) => {
    location.hash = `#${to}`;
  }, hash);

test.each(Object.entries(places))('%s', { timeout: 60_000 }, async (name, { hash, title, says, leads }) => {
  const { page } = lab;
  await go(hash);
  await page.getByRole('heading', { name: title }).waitFor();
  expect(await page.locator('main').innerText()).toMatch(says);
  await pictures(lab, `empty-${name.replaceAll(' ', '-')}`);
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(page, theme);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target).join()}`)).toEqual(
      [],
    );
  }
  if (!leads) return;
  const [button, to] = leads;
  await page.getByRole('button', { name: button }).click();
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(to);
});

test('rooms that are never empty have something to begin with', { timeout: 60_000 }, async () => {
  const { page } = lab;
  await go('/studies');
  await page.getByTestId('study-card').first().waitFor();
  await go('/data');
  await page.getByTestId('dataset-title').waitFor();
  const known = await value(page, 'datasets:list', null);
  expect(known.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['mnist', 'moons', 'circles', 'spirals', 'blobs', 'xor']),
  );
  await go('/exercises/activations');
  await page.getByTestId('function-plot').waitFor();
});

test('a search that finds nothing', { timeout: 90_000 }, async () => {
  const { page } = lab;
  await go('/train');
  await page.getByTestId('start-points-logistic').click();
  await page.getByTestId('train-button').click();
  await expect.poll(async () => (await value(page, 'runs:list', null)).length).toBe(1);
  const [run] = await value(page, 'runs:list', null);
  await waitForState(page, run?.id ?? '', ['completed']);
  await go('/runs');
  await page.getByTestId('run-row').waitFor();
  await page.getByTestId('run-filter').fill('nothing like it');
  await page.getByRole('heading', { name: 'No run matches' }).waitFor();
  await pictures(lab, 'empty-search');
  await page.getByRole('button', { name: 'Show all runs' }).click();
  await page.getByTestId('run-row').waitFor();
});
