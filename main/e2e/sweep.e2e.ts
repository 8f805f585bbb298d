/** Journey: a sweep from the form survives the death of the app, is run once and whole; another is paused, stopped, extended (tests, Node). */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, expect, test } from 'vitest';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, picture, pictures, setField, setTheme } from './support/rooms';
import { linesOf, onlySweep, openSweep, startSweep, vary, waitForSweep } from './support/sweeps';

let lab: RunningLab;
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

/** What axe finds, one line each. */
async function findings(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: lab.page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help}: ${target.map(String).join(' ')}`),
  );
}

test(
  '2 × 3 × 2 on MNIST from the form, killed at half, resumed by the offer',
  { timeout: 300_000 },
  async () => {
    lab = await launchLab();
    let { page } = lab;
    await goTo(page, 'Train');
    await setField(page.getByTestId('form-epochs'), '1');
    await vary(page, 'model.activation.id', 'list');
    await page.getByTestId('choice-sigmoid').check();
    await vary(page, 'model.hidden', 'list');
    await page.getByTestId('list-model.hidden').fill('32; 64; 128');
    await page.getByTestId('sweep-seeds').fill('2');
    await page.getByTestId('train-button').filter({ hasText: '12 runs' }).waitFor();
    expect(await page.getByTestId('sweep-plan').innerText()).toMatch(/6\s*× seeds\s*2\s*= runs\s*12/);
    await picture(page, 'sweep-form');
    expect(await findings()).toEqual([]);
    await startSweep(page, /^Start sweep: 12 runs/);

    const half = await waitForSweep(page, ({ counts }) => counts.completed >= 6);
    await picture(page, 'sweep-at-half');
    const before = half.lines.filter(({ state }) => state === 'completed');
    await lab.killHard();

    lab = await launchLab({ dataFolder: lab.dataFolder });
    ({ page } = lab);
    const notice = page.getByTestId('interrupted-sweep-notice');
    await notice.waitFor();
    expect((await onlySweep(page)).state).toBe('interrupted');
    // The runs that were under way go on with their sweep: they are not offered a second time.
    expect(await page.getByTestId('interrupted-notice').count()).toBe(0);
    await picture(page, 'sweep-interrupted');
    await page.getByTestId('resume-sweeps').click();
    await page.getByTestId('sweep-state').waitFor();

    const { lines, record } = await waitForSweep(page, ({ state }) => state === 'completed');
    expect(record.counts).toMatchObject({ completed: 12, waiting: 0, running: 0, failed: 0, answered: 0 });
    expect(new Set(linesOf({ record, lines, trials: [] })).size).toBe(12);
    // None twice: twelve runs in the lab, one a line, and those that had ended are the same as before.
    const runs = await value(page, 'runs:list', null);
    expect(runs.length).toBe(12);
    expect(new Set(lines.map(({ runId }) => runId))).toEqual(new Set(runs.map(({ id }) => id)));
    for (const line of before) {
      const after = lines.find(({ trial, seed }) => trial === line.trial && seed === line.seed);
      expect(after).toMatchObject({ runId: line.runId, value: line.value });
    }

    await expect.poll(() => page.locator('[data-testid="sweep-heat"] [data-filled="true"]').count()).toBe(6);
    expect(await page.getByTestId('best-trial').innerText()).toMatch(/\d\.\d\d ± \d\.\d\d %/);
    // Whatever came out, the card says what chance may have to do with it.
    expect(await page.getByTestId('best-noise').innerText()).toMatch(
      /of the 5 others may be as good|all 5 others/,
    );
    await pictures(lab, 'sweep-done');
    // Six configurations of two seeds each, in place of twelve runs.
    const history = page.getByTestId('sweep-history').locator('canvas.drawing');
    expect(await history.getAttribute('aria-label')).toMatch(/of single runs: .* after 12 runs\./);
    await page.getByTestId('sweep-over').getByText('Mean ± sd of seeds').click();
    await expect
      .poll(() => history.getAttribute('aria-label'))
      .toMatch(/of configurations over their seeds: .* after 6 configurations\./);
    await page.waitForTimeout(700);
    await pictures(lab, 'sweep-means');
    await page.getByTestId('sweep-over').getByText('Each run').click();
    for (const tab of ['overview', 'queue', 'trials']) {
      await page.getByTestId(`sweep-tab-${tab}`).click();
      await page
        .getByTestId(tab === 'overview' ? 'sweep-heat' : `${tab === 'queue' ? 'queue' : 'trial'}-table`)
        .waitFor();
      await picture(page, `sweep-${tab}`);
      for (const theme of ['dark', 'light'] as const) {
        await setTheme(page, theme);
        expect(await findings(), `${tab}, ${theme}`).toEqual([]);
      }
    }
    await goTo(page, 'Sweeps');
    await pictures(lab, 'sweeps');
    expect(await findings()).toEqual([]);
    await lab.quit();
  },
);

/** Whether the lab keeps the machine from going to sleep. */
const keptAwake = () =>
  lab.app.evaluate(({ powerSaveBlocker }) =>
    Array.from({ length: 50 }, (_, id) => id).some((id) => powerSaveBlocker.isStarted(id)),
  );

/** There is no desktop under the test to show notifications; what would be shown is kept. */
const listenToNotifications = () =>
  lab.app.evaluate(({ Notification }) => {
    const shown: string[] = [];
    Object.assign(globalThis, { shownNotifications: shown });
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      shown.push(`${this.title}: ${this.body}`);
    };
  });
const notifications = () =>
  lab.app.evaluate(
    () => (globalThis as unknown as { shownNotifications: readonly string[] }).shownNotifications,
  );

test('a sweep on moons is paused, resumed, stopped, resumed and extended', { timeout: 240_000 }, async () => {
  lab = await launchLab();
  const { page } = lab;
  await goTo(page, 'Sweeps');
  await picture(page, 'sweeps-empty');
  expect(await findings()).toEqual([]);
  await goTo(page, 'Train');
  await setField(page.getByTestId('form-dataset'), 'Two moons');
  await page.getByTestId('form-batches').getByText('Full batch').click();
  await setField(page.getByTestId('form-epochs'), '40000');
  await vary(page, 'optimizer.learningRate', 'log');
  await page.getByTestId('points-optimizer.learningRate').fill('3');
  await startSweep(page, /^Start sweep: 3 runs/);

  await waitForSweep(page, ({ counts }) => counts.running > 0);
  expect(await keptAwake()).toBe(true);
  await listenToNotifications();
  await page.getByTestId('sweep-pause').click();
  await waitForSweep(page, ({ state }) => state === 'paused');
  expect(await keptAwake()).toBe(false);
  const rested = (await onlySweep(page)).counts;
  await page.waitForTimeout(1500);
  expect((await onlySweep(page)).counts).toEqual(rested);
  await page.getByTestId('sweep-resume').click();
  await waitForSweep(page, ({ state }) => state === 'running');

  await page.getByTestId('sweep-stop').click();
  const stopped = await waitForSweep(
    page,
    ({ state, counts }) => state === 'stopped' && counts.running === 0,
  );
  expect(stopped.record.counts.completed).toBeLessThan(3);
  await page.getByTestId('sweep-resume').click();
  const done = await waitForSweep(page, ({ state }) => state === 'completed');
  expect(await keptAwake()).toBe(false);
  const [told, ...others] = await notifications();
  expect(others).toEqual([]);
  expect(told).toContain(`${done.record.name} is done`);
  expect(told).toMatch(/3 runs; best test error \d+\.\d\d %\.$/);

  await page.getByTestId('sweep-extend').click();
  await page.getByTestId('extend-seeds').fill('2');
  await picture(page, 'sweep-extend');
  await page.getByTestId('extend-take').click();
  const { record } = await waitForSweep(
    page,
    ({ state, plannedRuns }) => state === 'completed' && plannedRuns === 6,
  );
  expect(record.counts.completed).toBe(6);

  await page.getByTestId('sweep-more').click();
  await page.getByTestId('sweep-compare').click();
  await page.getByTestId('compare-table').or(page.getByTestId('loss-chart')).first().waitFor();
  const { lines } = await waitForSweep(page, ({ state }) => state === 'completed');
  const compared = (await page.evaluate(() => location.hash)).replace(/^#\/compare\/|\?.*$/g, '').split('+');
  expect(new Set(compared)).toEqual(new Set(lines.map(({ runId }) => runId)));
  await openSweep(page);

  // Deleted, and taken back.
  await page.getByTestId('sweep-more').click();
  await page.getByTestId('sweep-delete').click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await openSweep(page);
  expect(await page.getByTestId('sweep-ended').innerText()).toMatch(/^6\s+of 6$/);
  await lab.quit();
});
