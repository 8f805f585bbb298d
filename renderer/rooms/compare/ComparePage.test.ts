/** The page of the comparison: the baseline among many runs, only what differs, runs that are gone (happy DOM). */
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { Router } from 'vue-router';
import type { RunRecord } from '../../../shared/runs/run';
import { fakeLab } from '../runs/fakeLab';
import { fakeRun } from '../runs/fakeRun';
import { mountRoom } from '../runs/mountRoom';
import ComparePage from './ComparePage.vue';

let page: VueWrapper;
let router: Router;

const made = (count: number): RunRecord[] =>
  Array.from({ length: count }, (_, i) => {
    const run = fakeRun({
      ...{ id: `run${String(i + 1).padStart(5, '0')}`, number: i + 1, name: '' },
      config: { seed: i + 1 },
    });
    return { ...run, result: { ...run.result!, testError: 2 + i / 10 } };
  });
async function open(
  runs: readonly RunRecord[],
  query = 'view=settings',
  ids = runs.map(({ id }) => id),
): Promise<void> {
  fakeLab(runs);
  ({ page, router } = await mountRoom({ compare: ComparePage }, `/compare/${ids.join('+')}?${query}`));
}
afterEach(() => {
  page.unmount();
  vi.unstubAllGlobals();
});

const baseline = () => page.get<HTMLSelectElement>('[data-testid=compare-baseline]');
const offered = (): string[] =>
  baseline()
    .findAll('option')
    .map((option) => option.text());
const row = (label: string): string[] =>
  page
    .findAll('tbody tr')
    .filter((line) => line.find('th').text() === label)
    .flatMap((line) => line.findAll('td').map((cell) => cell.text().replace(/\s+/g, ' ')));

test.each([
  ['by keyboard', 'focusin'],
  ['by pointer', 'pointerenter'],
])('of very many runs the baselines are listed once one is about to be chosen, %s', async (_, event) => {
  await open(made(75));
  expect(offered()).toEqual(['#1 seed 1']);
  const target = event === 'focusin' ? baseline() : page.get('.baseline');
  await target.trigger(event);
  expect(offered()).toHaveLength(75);
  expect(baseline().element.value).toBe('run00001');
  await baseline().setValue('run00070');
  await flushPromises();
  expect(router.currentRoute.value.query['baseline']).toBe('run00070');
  // It stands first and stays in sight; the others are measured against it.
  expect(row('Test error').slice(0, 2)).toEqual(['8.90 %', '2.00 % −6.90 points']);
  expect(page.findAll('thead th.base').map((head) => head.text())).toEqual([
    expect.stringContaining('seed 70'),
  ]);
});

test('of few runs they are all there at once', async () => {
  await open(made(60));
  expect(offered()).toHaveLength(60);
});

test('only what differs is shown first; all of it on request', async () => {
  await open(made(3));
  expect(row('Seed')).toEqual(['1', '2', '3']);
  expect(row('Learning rate')).toEqual([]);
  await page.get('[data-testid=compare-only-differences]').trigger('click');
  await flushPromises();
  expect(row('Learning rate')).toEqual(['0.001', '0.001', '0.001']);
});

test('runs that are gone are told of; what is left is compared', async () => {
  const runs = made(3);
  await open(runs.slice(0, 2), 'view=settings', [...runs.map(({ id }) => id)]);
  expect(page.get('h1').text()).toBe('Compare 2 runs');
  expect(page.text()).toContain('1 run of this comparison is not there any more.');
});

test('nothing to compare says what to do', async () => {
  await open([]);
  expect(page.text()).toContain('Choose two runs or more in the table of runs');
});
