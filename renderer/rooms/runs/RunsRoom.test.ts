/** The room of runs: sorted, filtered, chosen by keyboard, opened, deleted and brought back. */
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Router } from 'vue-router';
import { LabError } from '../../../shared/result';
import { useToastsStore } from '../../stores/toasts';
import { fakeLab, type FakeLab } from './fakeLab';
import { fakeRun } from './fakeRun';
import { mountRoom } from './mountRoom';
import RunsRoom from './RunsRoom.vue';

const error = (testError: number | null) => {
  const { result } = fakeRun({});
  return { result: testError === null ? null : { ...result!, testError }, latest: null };
};
const runs = () => [
  fakeRun({ id: 'run00001', number: 1, name: 'tanh', ...error(3.5) }),
  fakeRun({ id: 'run00002', number: 2, name: 'wide', tags: ['paper'], ...error(2.1) }),
  fakeRun({ id: 'run00003', number: 3, name: 'broken', state: 'failed', ...error(null) }),
  fakeRun({ id: 'run00004', number: 4, name: 'deep', starred: true, ...error(2.9) }),
];

let lab: FakeLab;
let page: VueWrapper;
let router: Router;
async function open(list = runs()): Promise<void> {
  lab = fakeLab(list);
  ({ page, router } = await mountRoom({ runs: RunsRoom }, '/runs'));
}

beforeEach(() => {
  // The simulated page is never idle.
  const idle = { didTimeout: false, timeRemaining: () => 50 };
  vi.stubGlobal('requestIdleCallback', (run: IdleRequestCallback) => setTimeout(() => run(idle)));
  vi.stubGlobal('cancelIdleCallback', clearTimeout);
  // The simulated page lays nothing out: rows are in view where the table has a height.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1100);
});
afterEach(() => {
  page.unmount();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const rows = () => page.findAll('[data-testid=run-row]');
const names = (): string[] => rows().map((row) => row.get('a').text());
const chosen = (): string[] =>
  rows().flatMap((row) => (row.attributes('aria-selected') === 'true' ? [row.get('a').text()] : []));
const header = (name: string) => page.get(`[role=columnheader] button[aria-label="${name}"]`);
const press = (key: string, how: object = {}) => page.get('[role=grid]').trigger('keydown', { key, ...how });

test('the newest run is first, every row leads to its page', async () => {
  await open();
  expect(names()).toEqual(['deep', 'broken', 'wide', 'tanh']);
  expect(rows()[0]!.get('a').attributes('href')).toBe('/runs/run00004');
  expect(rows()[2]!.text()).toContain('2.10 %');
  expect(page.get('[data-testid=run-count]').text()).toBe('4 runs');
});

test('sorted by a head; what has no value stands last in either direction', async () => {
  await open();
  await header('Test error').trigger('click');
  expect(names()).toEqual(['wide', 'deep', 'tanh', 'broken']);
  const sorted = () => header('Test error').element.parentElement!.getAttribute('aria-sort');
  expect(sorted()).toBe('ascending');
  await header('Test error').trigger('click');
  expect(names()).toEqual(['tanh', 'deep', 'wide', 'broken']);
  expect(sorted()).toBe('descending');
});

test('filtered by words, state and star; the way back is offered', async () => {
  await open();
  await page.get('[data-testid=run-filter]').setValue('paper mnist');
  expect(names()).toEqual(['wide']);
  expect(page.get('[data-testid=run-count]').text()).toBe('1 of 4 runs');
  await page.get('[data-testid=run-filter]').setValue('');
  await page.get('[data-testid=run-state-filter]').setValue('wrong');
  expect(names()).toEqual(['broken']);
  await page.get('[aria-label="Starred only"]').trigger('click');
  expect(names()).toEqual([]);
  await page
    .findAll('button')
    .find((button) => button.text() === 'Show all runs')!
    .trigger('click');
  expect(names()).toHaveLength(4);
});

test('chosen by keyboard, opened with Enter', async () => {
  await open();
  await press('ArrowDown');
  expect(chosen()).toEqual(['deep']);
  await press('ArrowDown', { shiftKey: true });
  expect(chosen()).toEqual(['deep', 'broken']);
  await press('End', { ctrlKey: true });
  await press(' ');
  expect(chosen()).toEqual(['deep', 'broken', 'tanh']);
  await press('a', { ctrlKey: true });
  expect(chosen()).toHaveLength(4);
  await press('Escape');
  expect(chosen()).toEqual([]);
  await press('Home');
  await press('ArrowDown');
  expect(page.get('[role=grid]').attributes('aria-activedescendant')).toBe('run-row-run00003');
  await press('Enter');
  await flushPromises();
  expect(router.currentRoute.value.fullPath).toBe('/runs/run00003');
});

test('chosen by mouse', async () => {
  await open();
  await rows()[0]!.trigger('click');
  await rows()[2]!.trigger('click', { ctrlKey: true });
  expect(chosen()).toEqual(['deep', 'wide']);
  await rows()[3]!.trigger('click', { shiftKey: true });
  expect(chosen()).toEqual(['wide', 'tanh']);
  await rows()[1]!.trigger('dblclick');
  await flushPromises();
  expect(router.currentRoute.value.params['id']).toBe('run00003');
});

test('deleted and brought back', async () => {
  await open();
  await rows()[0]!.trigger('click');
  await rows()[1]!.trigger('click', { ctrlKey: true });
  await press('Delete');
  await flushPromises();
  expect(lab.asked.at(-1)).toEqual({
    channel: 'runs:delete',
    input: { ids: ['run00004', 'run00003'] },
  });
  expect(names()).toEqual(['wide', 'tanh']);
  expect(chosen()).toEqual([]);
  const toasts = useToastsStore();
  expect(toasts.list[0]?.message).toBe('2 runs were deleted.');
  await toasts.act(toasts.list[0]!);
  await vi.waitFor(() => expect(names()).toEqual(['deep', 'broken', 'wide', 'tanh']));
});

test('what cannot be deleted stays, and the lab says why', async () => {
  await open();
  lab.answers['runs:delete'] = () => {
    throw new LabError('read-only', 'The data folder cannot be written to.');
  };
  await rows()[0]!.trigger('click');
  await press('Delete');
  await flushPromises();
  expect(names()).toHaveLength(4);
  expect(useToastsStore().list[0]?.message).toBe('The data folder cannot be written to.');
});

test('starred in place', async () => {
  await open();
  await rows()[1]!.get('[aria-label="Star broken"]').trigger('click');
  await flushPromises();
  expect(lab.asked.at(-1)).toEqual({
    channel: 'runs:update',
    input: { id: 'run00003', meta: {}, starred: true },
  });
  expect(chosen()).toEqual([]);
  await page.get('[aria-label="Starred only"]').trigger('click');
  await vi.waitFor(() => expect(names()).toEqual(['deep', 'broken']));
});

test('copied as a table', async () => {
  await open();
  await rows()[2]!.trigger('click');
  const clipboard = { text: '', setData: (_type: string, text: string) => (clipboard.text = text) };
  const event = new Event('copy', { cancelable: true, bubbles: true });
  Object.assign(event, { clipboardData: clipboard });
  page.get('[role=grid]').element.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  expect(clipboard.text.split('\n')).toHaveLength(2);
  expect(clipboard.text).toContain('\twide\t');
});

test('a run under way shows how far it is', async () => {
  await open([
    fakeRun({ id: 'run00009', number: 9, state: 'running', result: null, step: 0, totalSteps: 200 }),
  ]);
  lab.emit('run:progressed', {
    id: 'run00009',
    chunks: [],
    evaluations: [],
    step: 86,
    epoch: 0,
    elapsedMs: 100,
    state: 'running',
  });
  await flushPromises();
  expect(rows()[0]!.text()).toContain('43 %');
});

test('no runs: what the place is for, and one button to train', async () => {
  await open([]);
  expect(page.text()).toContain('No runs yet');
  await page
    .findAll('button')
    .find((button) => button.text() === 'Train a network')!
    .trigger('click');
  await flushPromises();
  expect(router.currentRoute.value.name).toBe('train');
});

test('only the rows in view are drawn, the active one wherever it is', async () => {
  await open(
    Array.from({ length: 1000 }, (_, i) =>
      fakeRun({ id: `run${String(i).padStart(5, '0')}`, number: i + 1, name: `n${i}` }),
    ),
  );
  expect(rows().length).toBeLessThan(60);
  await press('End');
  await flushPromises();
  expect(page.find('#run-row-run00000').exists()).toBe(true);
  expect(page.get('[role=grid]').attributes('aria-rowcount')).toBe('1001');
});
