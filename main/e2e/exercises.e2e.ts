/** Journey: the exercises, with the numbers of the course (tests, Node). */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, pictures, resizeTo, setField, setTheme } from './support/rooms';

let lab: RunningLab;
beforeEach(async () => {
  lab = await launchLab();
  await resizeTo(lab, [1280, 800]);
});
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

const open = (name: string) =>
  lab.page.getByRole('navigation', { name: 'Exercises' }).getByRole('link', { name }).click();

async function expectNoFindings(): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(lab.page, theme);
    const { violations } = await new AxeBuilder({ page: lab.page }).setLegacyMode(true).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => String(target)).join(' ')}`),
    ).toEqual([]);
  }
  await setTheme(lab.page, 'light');
}

test(
  'derivatives are checked by differences and by automatic differentiation',
  { timeout: 120_000 },
  async () => {
    const { page } = lab;
    await goTo(page, 'Exercises');
    await setField(page.getByTestId('exercise-activation'), 'ELU');
    const verdict = page.getByTestId('activation-verdict');
    await verdict
      .filter({ hasText: 'differentiates the forward formula by itself' })
      .waitFor({ timeout: 60_000 });
    // ELU' (−1) = c e⁻¹ with c = 1.
    const row = page
      .getByTestId('activation-table')
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: /^[−-]1(\.0+)?$/ }) });
    const cells = await row.getByRole('cell').allInnerTexts();
    expect(cells.slice(1).every((text) => text.startsWith('0.36787'))).toBe(true);
    await pictures(lab, 'exercise-activations');
    await expectNoFindings();
  },
);

test(
  'softmax: a constant changes nothing, until the form as written overflows',
  { timeout: 120_000 },
  async () => {
    const { page } = lab;
    await goTo(page, 'Exercises');
    await open('Softmax');
    await page.getByTestId('softmax-verdict').filter({ hasText: 'As written it is lost' }).waitFor();
    await setField(page.getByTestId('softmax-shift'), '10');
    await page.getByTestId('softmax-verdict').filter({ hasText: 'Both forms agree' }).waitFor();
    await setField(page.getByTestId('softmax-logits'), '1, two');
    await page.getByText('"two" is not a number.').waitFor();
    await setField(page.getByTestId('softmax-logits'), '0, 0');
    const jacobian = await page.getByTestId('softmax-jacobian').getByRole('cell').allInnerTexts();
    expect(jacobian.map((text) => Number(text.replace('−', '-')))).toEqual([0.25, -0.25, -0.25, 0.25]);
    await setField(page.getByTestId('softmax-logits'), '2, 1, −1');
    await setField(page.getByTestId('softmax-shift'), '1000');
    await pictures(lab, 'exercise-softmax');
    await expectNoFindings();
  },
);

test('the gradient step of the course, right', { timeout: 120_000 }, async () => {
  const { page } = lab;
  await goTo(page, 'Exercises');
  await open('Gradient step');
  const table = page.getByTestId('step-table');
  const texts = async () => (await table.innerText()).replaceAll('−', '-').replaceAll(/\.0+\b/g, '');
  expect(await texts()).toContain('(-2, 4)');
  expect(await texts()).toContain('(5, -2)');
  expect(await texts()).toMatch(/120\.5\d* \(not lower\)/);
  expect(await page.getByTestId('step-rates').innerText()).toMatch(/below 0\.16129/);
  await setField(page.getByTestId('step-activation'), 'ReLU');
  expect(await texts()).toContain('(-2, -4)');
  expect(await texts()).toMatch(/185\.5/);
  // With a rate that helps, steps go downhill; each can be taken back.
  await setField(page.getByTestId('step-activation'), 'Identity');
  await setField(page.getByTestId('step-rate'), '0.05');
  for (let i = 0; i < 4; i++) await page.getByTestId('step-take').click();
  await table.getByText('after 4 steps').waitFor();
  expect(await texts()).toMatch(/\(lower\)/);
  await pictures(lab, 'exercise-step');
  await page.getByRole('button', { name: 'Back', exact: true }).last().click();
  await table.getByText('after 3 steps').waitFor();
  await expectNoFindings();
});

test('the gradient of the network in the form is checked', { timeout: 120_000 }, async () => {
  const { page } = lab;
  await goTo(page, 'Exercises');
  await open('Gradient check');
  await page.getByTestId('gradient-check').click();
  await page.getByTestId('gradient-verdict').waitFor({ timeout: 90_000 });
  expect(await page.getByTestId('gradient-verdict').innerText()).toMatch(/^The formulas agree/);
  // Two layers, weights and biases each, and the head.
  expect(await page.getByTestId('gradient-table').getByRole('row').count()).toBe(5);
  await pictures(lab, 'exercise-gradient-check');
  await expectNoFindings();
});
