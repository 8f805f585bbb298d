/** Journey: the first start of somebody new – tour, start page, keys, about, settings – by keyboard and mouse, without findings of axe (tests, Node). */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, picture, pictures, resizeTo, setTheme } from './support/rooms';
import { waitForState } from './support/runs';
import { waitForSweep } from './support/sweeps';

let lab: RunningLab;
beforeAll(async () => {
  lab = await launchLab({ keepTour: true });
  await resizeTo(lab, [1280, 800]);
});
afterAll(async () => {
  await lab.killHard();
  removeDataFolders();
});

const axeInBoth = async (): Promise<string[]> => {
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(lab.page, theme);
    const { violations } = await new AxeBuilder({ page: lab.page }).setLegacyMode(true).analyze();
    for (const { id, nodes } of violations)
      found.push(...nodes.map(({ target }) => `${theme} ${id}: ${target.map(String).join(' ')}`));
  }
  await setTheme(lab.page, 'light');
  return found;
};
const choose = (menu: string, label: string): Promise<void> =>
  lab.app.evaluate(
    ({ Menu }, [inMenu, wanted]) => {
      const found = Menu.getApplicationMenu()?.items.find((item) => item.label === inMenu);
      found?.submenu?.items.find((item) => item.label === wanted)?.click();
    },
    [menu, label] as const,
  );

test(
  'the tour: three steps by the keyboard alone, each beside what it speaks of',
  { timeout: 60_000 },
  async () => {
    const { page } = lab;
    const tour = page.getByTestId('tour');
    const titles = ['Say what to train', 'Watch it learn', 'Nothing is lost'] as const;
    for (const [i, title] of titles.entries()) {
      await tour.getByRole('heading', { name: title }).waitFor();
      const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-testid'));
      expect(focused).toBe('tour-next');
      await pictures(lab, `tour-${i + 1}`);
      expect(await axeInBoth()).toEqual([]);
      if (i < 2) await page.keyboard.press('Enter');
    }
    await page.keyboard.press('ArrowLeft');
    await tour.getByRole('heading', { name: titles[1] }).waitFor();
    await page.keyboard.press('ArrowRight');
    await tour.getByTestId('tour-next').press('Enter');
    await expect.poll(() => tour.isVisible()).toBe(false);
    expect((await value(page, 'settings:get', null)).tourSeen).toBe(true);
  },
);

test('it is shown once; Help opens it again, and Escape skips it', { timeout: 60_000 }, async () => {
  await lab.page.reload();
  await lab.page.getByTestId('train-empty').waitFor();
  await lab.page.getByTestId('train-button').waitFor();
  expect(await lab.page.getByTestId('tour').isVisible()).toBe(false);
  await choose('&Help', '&Tour');
  await lab.page.getByTestId('tour').waitFor();
  await lab.page.keyboard.press('Escape');
  await expect.poll(() => lab.page.getByTestId('tour').isVisible()).toBe(false);
});

test('the start page: a template fills the form, and a run comes of it', { timeout: 90_000 }, async () => {
  const { page } = lab;
  await pictures(lab, 'start-page');
  expect(await axeInBoth()).toEqual([]);
  await page.getByTestId('start-points-logistic').click();
  await page.getByTestId('train-button').click();
  await expect.poll(async () => (await value(page, 'runs:list', null)).length).toBe(1);
  const [run] = await value(page, 'runs:list', null);
  const done = await waitForState(page, run!.id, ['completed']);
  expect(done.config.model.hidden).toEqual([]);
  // Noise apart, a straight line tells most of two moons from each other.
  expect(done.result?.testError).toBeLessThan(25);
});

test('the template of a sweep: fifteen runs over five activations', { timeout: 120_000 }, async () => {
  const { page } = lab;
  await choose('&Help', '&Start page');
  await page.getByTestId('start-last-run').waitFor();
  await pictures(lab, 'start-page-again');
  await page.getByTestId('start-activation-sweep').click();
  await page.getByRole('button', { name: /Start sweep: 15 runs/ }).click();
  const { record } = await waitForSweep(page, ({ state }) => state === 'completed');
  expect(record.counts.completed).toBe(15);
  await goTo(page, 'Train');
  await page.getByTestId('start-last-run').click();
  await page.getByTestId('run-state').waitFor();
});

test(
  'the sheet of shortcuts has every command with keys, and "?" opens it',
  { timeout: 60_000 },
  async () => {
    const { page } = lab;
    await page.locator('h1').first().click();
    await page.keyboard.press('?');
    const sheet = page.getByTestId('shortcut-sheet');
    await sheet.waitFor();
    for (const keys of ['Ctrl+1', 'Ctrl+K', 'Ctrl+O', 'Ctrl+Shift+P', '?'])
      await sheet.getByText(keys, { exact: true }).first().waitFor();
    await pictures(lab, 'shortcuts');
    expect(await axeInBoth()).toEqual([]);
    await page.keyboard.press('Escape');
  },
);

test(
  'the about box names versions, licence and notices, and they can be copied',
  { timeout: 60_000 },
  async () => {
    const { page } = lab;
    await choose('&Help', '&About LossLab');
    const about = page.getByTestId('about');
    const info = await value(page, 'lab:info', null);
    expect(info.sqlite).toMatch(/^3\.\d+\.\d+/);
    for (const text of [info.sqlite, info.electron, info.tensorflow ?? 'not native'])
      await about.getByText(text, { exact: true }).first().waitFor();
    await about.getByText('MIT licence.').waitFor();
    await pictures(lab, 'about');
    expect(await axeInBoth()).toEqual([]);
    await about.getByTestId('about-copy').click();
    const copied = await lab.app.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied).toContain(`SQLite: ${info.sqlite}`);
    await choose('&Help', '&About LossLab');
    await about.getByTestId('about-notices').click();
    await page.getByText('This copy runs from its source').waitFor();
  },
);

test('settings: how large numbers are written changes everywhere at once', { timeout: 60_000 }, async () => {
  const { page } = lab;
  await choose('&File', '&Settings');
  await page.getByTestId('digit-groups').getByText('12345.6').click();
  await pictures(lab, 'settings');
  expect(await axeInBoth()).toEqual([]);
  await goTo(page, 'Data');
  await page.getByRole('link', { name: /MNIST/ }).first().click();
  await page.getByText(/70000/).first().waitFor();
  await picture(page, 'numbers-plain');
  await value(page, 'settings:set', { digitGroups: 'comma' });
  await page
    .getByText(/70,000/)
    .first()
    .waitFor();
  await lab.quit();
});
