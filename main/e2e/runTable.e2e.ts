/** Journey: runs are found by a query, grouped, laid out, changed many at once, and compared; by keyboard where it can be (tests, Node). */
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { RunConfigInput } from '../../shared/config/runConfig';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, pictures, resizeTo } from './support/rooms';
import { startRun, waitForState } from './support/runs';
import { axeFindings, axeFindingsInBoth } from './support/views';

let lab: RunningLab;
beforeEach(async () => {
  lab = await launchLab();
  await resizeTo(lab, [1280, 800]);
});
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

const moons = (activation: 'relu' | 'tanh', learningRate: number, seed: number): RunConfigInput => ({
  dataset: { id: 'moons', standardize: 'none', testFraction: 0.2 },
  model: { hidden: [{ units: 8, activation }] },
  loss: 'sigmoid-bce',
  optimizer: { id: 'adam', learningRate },
  training: { batchSize: 32, epochs: 5 },
  seed,
});

test('table → query → group → compare', { timeout: 180_000 }, async () => {
  const { page } = lab;
  for (const activation of ['relu', 'tanh'] as const)
    for (const rate of [0.01, 0.03])
      for (const seed of [1, 2])
        await waitForState(page, (await startRun(page, moons(activation, rate, seed))).id, ['completed']);
  await goTo(page, 'Runs');
  const count = page.getByTestId('run-count');
  await expect.poll(() => count.innerText()).toBe('8 runs');

  // A query, with the help of what is proposed.
  const field = page.getByTestId('run-filter');
  await field.click();
  await page.keyboard.type('acti');
  await page.getByRole('option', { name: /^activation / }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type('= ');
  await page.getByRole('option', { name: /^tanh 4 runs$/ }).click();
  await expect.poll(() => count.innerText()).toBe('4 of 8 runs');
  await field.fill('activation = tanh and testEror < 101');
  await expect.poll(() => page.getByTestId('query-error').innerText()).toMatch(/no field "testEror"/);
  expect(await count.innerText()).toBe('4 of 8 runs');
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('option', { name: /^testError meant/ }).click();
  await expect.poll(() => page.getByTestId('query-error').count()).toBe(0);
  expect(await field.inputValue()).toMatch(/^activation = tanh and testError\s+< 101/);
  await page.getByRole('button', { name: 'Save this query' }).click();
  await expect
    .poll(async () => (await value(page, 'settings:get', null)).savedQueries)
    .toEqual([expect.stringMatching(/testError/)]);

  // Groups over the seeds, with what their results come to.
  await field.fill('');
  await page.getByTestId('run-groups').click();
  await page.getByTestId('run-groups-activation').check();
  await page.getByTestId('run-groups-learningRate').check();
  await page.keyboard.press('Escape');
  const groups = page.getByTestId('group-row');
  await expect.poll(() => groups.count()).toBe(4);
  await page.getByRole('columnheader', { name: 'Test error' }).getByRole('button').click();
  const errors = (await value(page, 'runs:list', null))
    .filter(
      ({ config }) =>
        config.model.hidden[0]?.activation.id === 'relu' && config.optimizer.learningRate === 0.03,
    )
    .map(({ result }) => result?.testError ?? NaN);
  const mean = errors.reduce((a, b) => a + b, 0) / 2;
  const group = groups.filter({ hasText: 'ReLU, learning rate 0.03' });
  expect(await group.locator('[data-column=testError]').innerText()).toContain(mean.toFixed(2));
  expect(await group.innerText()).toContain('n = 2');

  // By keyboard: into the table, a group opened, its runs tagged, taken back.
  await page.getByTestId('run-table').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.getByTestId('run-row').count()).toBe(2);
  await expect.poll(() => count.innerText()).toBe('2 chosen');
  expect(await axeFindingsInBoth(page)).toEqual([]);
  // A grouped table fits the smallest window that is fully usable.
  expect(await page.getByTestId('run-table').evaluate((table) => table.scrollWidth - table.clientWidth)).toBe(
    0,
  );
  await pictures(lab, 'run-table-groups');
  await page.getByTestId('run-table').focus();
  await page.keyboard.press('t');
  await page.getByTestId('edit-runs').getByRole('textbox').fill('final');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save' }).click();
  const tagged = async () =>
    (await value(page, 'runs:list', null)).filter(({ tags }) => tags.includes('final')).length;
  await expect.poll(tagged).toBe(2);
  await page.keyboard.press('e');
  await expect.poll(() => groups.count()).toBe(3);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(() => groups.count()).toBe(4);

  // Compared.
  await field.fill('tag:final or seed = 1');
  await expect.poll(() => count.textContent()).toMatch(/5 of 8 runs in 4 groups/);
  await page.getByTestId('run-table').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('c');
  await page.getByRole('heading', { level: 1, name: 'Compare 5 runs' }).waitFor();
  await lab.quit();
});

test('columns are dragged, resized and kept over a restart', { timeout: 120_000 }, async () => {
  const { page } = lab;
  await waitForState(page, (await startRun(page, moons('relu', 0.01, 1))).id, ['completed']);
  await goTo(page, 'Runs');
  const head = (name: string) => page.getByRole('columnheader', { name, exact: true });
  const names = () => page.getByRole('columnheader').allInnerTexts();
  await head('Seed').waitFor();
  await head('Test error').getByRole('button').dragTo(head('Data set'));
  await expect.poll(async () => (await names()).indexOf('Test error')).toBe(4);
  const edge = await head('State').getByTestId('column-edge').boundingBox();
  const before = (await head('State').boundingBox())?.width ?? 0;
  await page.mouse.move((edge?.x ?? 0) + 4, (edge?.y ?? 0) + 10);
  await page.mouse.down();
  await page.mouse.move((edge?.x ?? 0) + 44, (edge?.y ?? 0) + 10, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await head('State').boundingBox())?.width).toBe(before + 40);
  await lab.quit();

  lab = await launchLab({ dataFolder: lab.dataFolder });
  await goTo(lab.page, 'Runs');
  const again = lab.page.getByRole('columnheader');
  await expect.poll(async () => (await again.allInnerTexts()).indexOf('Test error')).toBe(4);
  const state = lab.page.getByRole('columnheader', { name: 'State', exact: true });
  expect((await state.boundingBox())?.width).toBe(before + 40);
});
