/** What every view of the lab must keep to: nothing for axe, all of it by keyboard, every chart as a table and as files (tests, Node; functions given to `evaluate` run in the page). */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { setTheme } from './rooms';

/** What axe finds, one line each. */
export async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help}: ${target.map(String).join(' ')}`),
  );
}

/** The same in both themes; leaves the light one. */
export async function axeFindingsInBoth(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(page, theme);
    found.push(...(await axeFindings(page)).map((finding) => `${theme}: ${finding}`));
  }
  return found;
}

/** More stops than any page has: Tab must come round before. */
const mostStops = 600;

/**
 * Walks through the page by Tab until it comes round, and tells what is wrong: what takes the focus without showing it,
 * what can be pressed and is neither a stop nor within something that is one and leads on by arrow keys.
 */
export async function keyboardFindings(page: Page): Promise<string[]> {
  const found = await walk(page);
  // What was drawn anew behind the walker's back had no mark any more: a page that stands still says the same twice.
  return found.length === 0 ? found : walk(page);
}

async function walk(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('[data-stop]')) element.removeAttribute('data-stop');
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    getSelection()?.removeAllRanges();
  });
  const unseen: string[] = [];
  for (let stop = 0; stop < mostStops; stop++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return { isNew: false, isLost: true, unseen: '' };
      const isNew = !element.hasAttribute('data-stop');
      element.setAttribute('data-stop', '');
      // What the focus changes: on the element, what stands for it, or a part of it.
      const looks = (): string =>
        [element, element.parentElement, element.nextElementSibling, ...element.querySelectorAll('*')]
          .slice(0, 24)
          .map((one) => {
            if (!one) return '';
            const { outline, boxShadow, borderColor, background, fill, stroke } = getComputedStyle(one);
            return [outline, boxShadow, borderColor, background, fill, stroke].join();
          })
          .join('|');
      let isSeen = element.matches(':focus-visible');
      if (element instanceof HTMLElement || element instanceof SVGElement) {
        const focused = looks();
        // In a grid the row that the keyboard stands on has the mark.
        const isWithin = element.querySelector('.focused') !== null;
        element.blur();
        isSeen &&= isWithin || focused !== looks();
        element.focus();
      }
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? '';
      const told = `${element.tagName.toLowerCase()} "${name}"`;
      return { isNew, isLost: false, unseen: isSeen ? '' : told };
    });
    if (at.unseen !== '' && at.isNew) unseen.push(`no mark of the focus: ${at.unseen}`);
    // Past the last stop the focus leaves the page once, and begins anew.
    if (!at.isNew && !at.isLost) break;
  }
  const missed = await page.evaluate(() => {
    const pressable =
      'a[href], button, input, select, textarea, [tabindex]:not([tabindex="-1"]), [role=button], [role=slider], [role=switch], [role=link], [role=gridcell][data-truth]';
    const composites =
      '[role=grid], [role=treegrid], [role=radiogroup], [role=tablist], [role=toolbar], [role=listbox], [role=combobox], svg, [data-roving]';
    const told = (element: Element): string =>
      `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ''} "${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? ''}"`;
    return [...document.querySelectorAll(pressable)].flatMap((element) => {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const isThere = box.width > 0 && box.height > 0 && style.visibility !== 'hidden';
      const isOff = element.matches(':disabled, [aria-disabled=true], [aria-hidden=true]');
      if (!isThere || isOff || element.closest('[inert], [aria-hidden=true]')) return [];
      if (element.hasAttribute('data-stop')) return [];
      // One of a group of radio buttons is a stop for all of it.
      if (element instanceof HTMLInputElement && element.type === 'radio') {
        const group = document.querySelectorAll<HTMLInputElement>(
          `input[type=radio][name="${element.name}"]`,
        );
        return [...group].some((one) => one.hasAttribute('data-stop'))
          ? []
          : [`not reached: ${told(element)}`];
      }
      const around = element.parentElement?.closest(composites);
      const leads = around && (around.hasAttribute('data-stop') || around.querySelector('[data-stop]'));
      return leads ? [] : [`not reached: ${told(element)}`];
    });
  });
  return [...unseen, ...missed];
}

/** Where a chart is, in words, so that a finding can be found. */
const nameOf = (text: string | null): string => `chart "${(text ?? '').slice(0, 60)}"`;

/** What is wrong with the charts of a view: one that is no table too, whose table is empty, or that cannot be saved. */
export async function chartFindings(
  page: Page,
  within = 'main',
): Promise<{ readonly charts: string[]; readonly wrong: string[] }> {
  const wrong: string[] = [];
  // Pictures that are no charts: samples of the data, and what is hidden from all but the eye.
  const alone = await page.evaluate(
    (part) =>
      [
        ...document.querySelectorAll(`:is(${part}) :is(canvas[role=img], svg[role=img], svg[role=group])`),
      ].flatMap((chart) => {
        const box = chart.getBoundingClientRect();
        if (box.width === 0 || chart.closest('[data-testid=sample-images], [aria-hidden=true]')) return [];
        return chart.closest('figure')
          ? []
          : [chart.getAttribute('aria-label') ?? chart.outerHTML.slice(0, 80)];
      }),
    within,
  );
  wrong.push(...alone.map((label) => `${nameOf(label)} stands alone: no table, no export`));
  const figures = page.locator(`${within} figure:visible`);
  const charts: string[] = [];
  for (let i = 0; i < (await figures.count()); i++) {
    const figure = figures.nth(i);
    const heading = figure.locator('h2, h3').first();
    const name =
      (await heading.count()) > 0
        ? await heading.innerText()
        : ((await figure.locator('[aria-label]').first().getAttribute('aria-label')) ?? '');
    charts.push(name);
    const isTable =
      (await figure.getByRole('grid').count()) > 0 || (await figure.locator('ul.bars').count()) > 0;
    if (!isTable) {
      if (!(await toggleTable(page, figure))) {
        wrong.push(`${nameOf(name)} has no button for its table`);
        continue;
      }
      if ((await figure.getByRole('table').locator('tbody tr').count()) === 0)
        wrong.push(`${nameOf(name)}: nothing in its table`);
      const forms = await formsOf(page, figure.getByTestId('export-menu'));
      for (const form of ['CSV', 'Markdown', 'LaTeX'])
        if (!forms.some((entry) => entry.startsWith(`Table as ${form}`)))
          wrong.push(`${nameOf(name)}: its table cannot be saved as ${form} (${forms.join(', ')})`);
      await toggleTable(page, figure);
    }
    // Rows that are shown as a table are no picture.
    if ((await figure.locator('canvas, svg.chart, [role=grid], ul.bars, .maps').count()) === 0) continue;
    const forms = await formsOf(page, figure.getByTestId('export-menu'));
    for (const form of ['PNG', 'SVG'])
      if (!forms.some((entry) => entry.startsWith(`Picture as ${form}`)))
        wrong.push(`${nameOf(name)} cannot be saved as ${form} (${forms.join(', ')})`);
  }
  return { charts, wrong };
}

/** Shows a chart as a table, or as itself again, by keyboard; false where it offers no such thing. */
async function toggleTable(page: Page, figure: Locator): Promise<boolean> {
  const button = figure.getByRole('button', { name: /as a table$|^Show as a table/ });
  if ((await button.count()) === 1) {
    await button.focus();
    await page.keyboard.press('Enter');
    return true;
  }
  // In narrow charts it is in a menu.
  const more = figure.getByRole('button', { name: 'More tools' });
  if ((await more.count()) !== 1) return false;
  await more.focus();
  await page.keyboard.press('Enter');
  const item = page.getByRole('menuitemcheckbox', { name: 'Show as a table' });
  await item.waitFor();
  await item.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  return true;
}

/** What a menu offers, opened and closed by keyboard. */
async function formsOf(page: Page, menu: Locator): Promise<string[]> {
  if ((await menu.count()) === 0) return ['no menu'];
  if (await menu.first().isDisabled()) return ['disabled'];
  await menu.first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
  const entries = await page.getByRole('menuitem').allInnerTexts();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  return entries;
}

/** Tables of a view that cannot be saved: neither within a figure nor right below a head with a menu. */
export function tableFindings(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main table')].flatMap((table) => {
      if (table.getBoundingClientRect().height === 0 || table.closest('.readout')) return [];
      const near = [
        table.closest('figure'),
        table.parentElement,
        table.parentElement?.parentElement,
        table.parentElement?.parentElement?.parentElement,
      ];
      if (near.some((around) => around?.querySelector('[data-testid=export-menu]'))) return [];
      return [
        `table without a way out: ${table.dataset['testid'] ?? table.textContent?.trim().slice(0, 60) ?? ''}`,
      ];
    }),
  );
}
