/** Sweeps in a journey: filling in the form, waiting, what the ledger and the runs say (tests, Node). */
import type { Page } from 'playwright-core';
import { unpackSweep } from '../../../shared/sweep/packedSweep';
import type { SweepDetail, SweepRecord } from '../../../shared/sweep/record';
import { value } from './bridge';
import { goTo } from './rooms';

/** The only sweep there is. */
export async function onlySweep(page: Page): Promise<SweepRecord> {
  const [sweep, ...others] = await value(page, 'sweeps:list', null);
  if (!sweep || others.length > 0)
    throw new Error(`expected one sweep, found ${sweep ? others.length + 1 : 0}`);
  return sweep;
}

/** Waits until the only sweep is as wanted. */
export async function waitForSweep(
  page: Page,
  wanted: (sweep: SweepRecord) => boolean,
  timeoutMs = 120_000,
): Promise<SweepDetail> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const sweep = await onlySweep(page);
    if (wanted(sweep)) return unpackSweep(await value(page, 'sweeps:get', { id: sweep.id }));
    if (Date.now() > deadline) {
      throw new Error(`the sweep is ${sweep.state}: ${JSON.stringify(sweep.counts)}`);
    }
    await page.waitForTimeout(100);
  }
}

/** Chooses how a field of the form is varied, as a user does. */
export async function vary(
  page: Page,
  path: string,
  mode: 'list' | 'range' | 'log' | 'value',
): Promise<void> {
  await page.getByTestId(`vary-${path}`).selectOption(mode);
}

/** Presses the form's button once it says this, and waits for the sweep's page. */
export async function startSweep(page: Page, text: RegExp): Promise<void> {
  const button = page.getByTestId('train-button').filter({ hasText: text });
  await button.waitFor();
  await button.click();
  await page.getByTestId('sweep-state').waitFor();
}

/** Opens the page of the first sweep in the list. */
export async function openSweep(page: Page): Promise<void> {
  await goTo(page, 'Sweeps');
  await page.getByTestId('sweep-table').getByRole('link').first().click();
  await page.getByTestId('sweep-state').waitFor();
}

/** The lines' configurations and seeds; each must be there once. */
export const linesOf = ({ lines }: SweepDetail): string[] =>
  lines.map(({ trial, seed }) => `${trial} ${seed}`).sort();
