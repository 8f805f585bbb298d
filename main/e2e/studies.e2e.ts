/** Journey: gallery, the report at a small fraction with pause and cancel, its page and export, a study of one's own (tests, Node). */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { answerOpenDialog, answerSaveDialog, goTo, pictures, resizeTo, setTheme } from './support/rooms';

let lab: RunningLab;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-studies-'));
  lab = await launchLab();
  await resizeTo(lab, [1280, 800]);
}, 60_000);
afterAll(async () => {
  await lab.quit();
  removeDataFolders();
  rmSync(folder, { recursive: true, force: true });
});

const options = { fraction: 0.002, seeds: null, rows: null };
const progress = () => value(lab.page, 'studies:progress', null);

async function expectNoFindings(): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(lab.page, theme);
    const { violations } = await new AxeBuilder({ page: lab.page }).setLegacyMode(true).analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.map(String).join(' ')}`),
    );
    expect(found).toEqual([]);
  }
  await setTheme(lab.page, 'light');
}

describe('the report', () => {
  test('stands in the gallery with an estimate', { timeout: 60_000 }, async () => {
    const { page } = lab;
    await goTo(page, 'Studies');
    const card = page.getByTestId('study-card').filter({ hasText: 'The report' });
    await card.waitFor();
    expect(await card.textContent()).toMatch(/21 rows, 39 runs.*0 of 39 done/);
    await expect
      .poll(() => card.getByTestId('study-estimate').textContent(), { timeout: 45_000 })
      .toMatch(/\d+ (s|min|h).* for all/);
    await pictures(lab, 'studies-gallery');
    await card.click();
    await page.getByTestId('study-table').first().waitFor();
    expect(await page.getByTestId('study-table').nth(1).textContent()).toMatch(
      /c-ii.*64 ReLU.*2\.70 %.*not run yet/,
    );
  });

  test('is run at a fraction, paused, cancelled, and run to its end', { timeout: 180_000 }, async () => {
    const { page } = lab;
    await page.getByTestId('study-fraction').selectOption('0.002');
    await expect.poll(() => page.getByTestId('study-run').textContent()).toMatch(/Run all/);
    await page.getByTestId('study-run').click();
    await page.getByTestId('study-pause').click();
    await expect.poll(() => page.getByTestId('study-state').textContent()).toMatch(/^\s*Paused/);
    // What was being trained when the pause came has paused or ended; nothing else is begun.
    await expect
      .poll(
        async () => (await value(page, 'runs:list', null)).filter(({ state }) => state === 'running').length,
      )
      .toBe(0);
    const made = (await value(page, 'runs:list', null)).length;
    await page.waitForTimeout(700);
    expect((await value(page, 'runs:list', null)).length).toBe(made);
    await page.getByTestId('study-resume').click();
    await expect.poll(async () => (await progress())?.done ?? 0, { timeout: 60_000 }).toBeGreaterThan(2);
    await page.getByTestId('study-cancel').click();
    await expect.poll(async () => (await progress())?.state).toBe('cancelled');

    await expect.poll(() => page.getByTestId('study-run').textContent()).toMatch(/Run the rest: \d+ runs/);
    await page.getByTestId('study-run').click();
    await expect
      .poll(
        () =>
          page
            .getByTestId('study-run')
            .textContent()
            .catch(() => ''),
        { timeout: 120_000 },
      )
      .toMatch(/All runs are done/);
    // Each different run was made once, whatever came between.
    const runs = await value(page, 'runs:list', null);
    expect(runs).toHaveLength(38);
    expect(runs.every(({ state, tags }) => state === 'completed' && tags[0] === 'study:report')).toBe(true);
  });

  test('shows its own figures beside the published ones', { timeout: 90_000 }, async () => {
    const { page } = lab;
    const report = await value(page, 'studies:report', { id: 'report', options });
    const rows = report.sections.flatMap((section) => section.rows);
    const relu = rows.find(({ id }) => id === 'c-ii')!;
    const own = relu.own.testError!.mean;
    expect(own).toBeGreaterThan(2);
    expect(own).toBeLessThan(12);
    const line = page
      .getByTestId('study-table')
      .nth(1)
      .getByRole('row', { name: /^c-ii / });
    expect(await line.textContent()).toContain(`${own.toFixed(2)} %`);
    expect(await line.textContent()).toMatch(/2\.70 %.*not at full length/);
    const untrained = page
      .getByTestId('study-table')
      .nth(1)
      .getByRole('row')
      .filter({ hasText: 'untrained' })
      .first();
    expect(await untrained.textContent()).toMatch(/(8|9)\d\.\d\d %.*50\.00 %.*contradicted/);
    // 21 rows with a curve but for the untrained one, three boundaries, two bar charts, the overview.
    await expect.poll(() => page.locator('figure').count()).toBe(20 + 3 + 2 + 1);
    expect(await page.getByTestId('study-finding').count()).toBe(5);
    await pictures(lab, 'study-page');
    await page
      .locator('.pictures')
      .nth(1)
      .evaluate((element) => element.scrollIntoView());
    await pictures(lab, 'study-figures');
    await expectNoFindings();
    await line.getByRole('link').first().click();
    await page.getByTestId('run-state').first().waitFor();
    await page.goBack();
    await page.getByTestId('study-table').first().waitFor();
  });

  test('is exported as one page', { timeout: 60_000 }, async () => {
    const { page } = lab;
    const file = path.join(folder, 'report.html');
    await answerSaveDialog(lab, file);
    await page.getByTestId('study-fraction').selectOption('0.002');
    await page.locator('main').getByTestId('study-export').click();
    await expect.poll(() => existsSync(file)).toBe(true);
    const html = readFileSync(file, 'utf8');
    expect(html.match(/<figure/g)).toHaveLength(26);
    expect(html).toContain('</html>');
  });
});

test(
  'a study is made of chosen runs, saved as a file, removed and opened again',
  { timeout: 90_000 },
  async () => {
    const { page } = lab;
    await goTo(page, 'Runs');
    await page.getByTestId('run-row').first().click();
    await page.getByTestId('make-study').click();
    await page.getByLabel('Title').fill('One of them');
    await page
      .getByTestId('make-study-dialog')
      .getByRole('button', { name: /Make it/ })
      .click();
    await page.getByRole('heading', { level: 1, name: 'One of them' }).waitFor();
    // It is answered by the very run it was made of.
    await expect.poll(() => page.getByTestId('study-run').textContent()).toMatch(/All runs are done/);
    expect(await page.getByTestId('study-table').textContent()).toMatch(/recorded in one run.*within noise/);
    const file = path.join(folder, 'own.json');
    await answerSaveDialog(lab, file);
    await page.getByTestId('study-save').click();
    await expect.poll(() => existsSync(file)).toBe(true);
    await page.getByRole('button', { name: 'Remove' }).click();
    await expect.poll(async () => (await value(page, 'studies:list', null)).length).toBe(1);
    await answerOpenDialog(lab, [file]);
    await page.getByTestId('study-open').click();
    await page.getByRole('heading', { level: 1, name: 'One of them' }).waitFor();
    expect((await value(page, 'studies:list', null)).map(({ isBuiltIn }) => isBuiltIn)).toEqual([
      true,
      false,
    ]);
    // The start page leads back to the last one that something was run of.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('start page');
    await page.keyboard.press('Enter');
    const last = page.getByTestId('start-last-study');
    await expect.poll(() => last.textContent()).toMatch(/Study, \d+ of \d+ runs? at full\s+length/);
    await pictures(lab, 'start-page-with-study');
    await last.click();
    await page.getByTestId('study-table').first().waitFor();
    await expectNoFindings();
  },
);
