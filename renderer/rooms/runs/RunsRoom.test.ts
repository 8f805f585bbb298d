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
import { useRunTable } from './runTable';

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
  localStorage.clear();
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
  expect(rows()[0]!.get('a').attributes('href')).toBe('#/runs/run00004');
  expect(rows()[2]!.text()).toContain('2.10 %');
  expect(page.get('[data-testid=run-count]').text()).toBe('4 runs');
});

test('a cell has all of its text as a tooltip when the pointer comes, that of the run that is there by then', async () => {
  await open();
  const cellOf = (row: number, column: string) => rows()[row]!.get(`[data-column=${column}]`);
  expect(cellOf(2, 'testError').attributes('title')).toBeUndefined();
  await cellOf(2, 'testError').trigger('pointermove');
  expect(cellOf(2, 'testError').attributes('title')).toBe('2.1 %');
  await cellOf(2, 'name').get('a').trigger('pointermove');
  expect(cellOf(2, 'name').attributes('title')).toBe('wide');
  await header('Test error').trigger('click');
  await cellOf(2, 'testError').trigger('pointermove');
  expect(cellOf(2, 'testError').attributes('title')).not.toBe('2.1 %');
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
    channel: 'runs:updateAll',
    input: { changes: [{ id: 'run00003', starred: true }] },
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

const type = async (text: string) => {
  const field = page.get('[data-testid=run-filter]');
  await field.setValue(text);
  (field.element as HTMLInputElement).setSelectionRange(text.length, text.length);
  await field.trigger('input');
};
const proposals = (): string[] => page.findAll('[role=option] .text').map((option) => option.text());

test('a query finds runs; one that is wrong says so, and the table stays', async () => {
  await open();
  await type('testError < 3 and not starred');
  expect(names()).toEqual(['wide']);
  await type('testEror < 3');
  expect(page.get('[data-testid=query-error]').text()).toMatch(/no field "testEror".*testError/);
  expect(page.get('[data-testid=run-filter]').attributes('aria-invalid')).toBe('true');
  expect(names()).toEqual(['wide']);
  expect(proposals()[0]).toBe('testError');
});

test('proposals are gone through and taken by keyboard', async () => {
  await open();
  const field = page.get('[data-testid=run-filter]');
  await type('ta');
  expect(field.attributes('aria-expanded')).toBe('true');
  expect(proposals()[0]).toBe('tag');
  expect(field.attributes('aria-activedescendant')).toBeUndefined();
  await field.trigger('keydown', { key: 'ArrowDown' });
  const first = page.get('[role=option][aria-selected=true]');
  expect(field.attributes('aria-activedescendant')).toBe(first.attributes('id'));
  await field.trigger('keydown', { key: 'Enter' });
  await flushPromises();
  expect((field.element as HTMLInputElement).value).toBe('tag ');
  await type('tag = ');
  expect(proposals()).toEqual(['paper']);
  await field.trigger('keydown', { key: 'ArrowDown' });
  await field.trigger('keydown', { key: 'Enter' });
  await flushPromises();
  expect(names()).toEqual(['wide']);
  await field.trigger('keydown', { key: 'Escape' });
  expect(field.attributes('aria-expanded')).toBe('false');
  expect(names()).toEqual(['wide']);
  await field.trigger('keydown', { key: 'Escape' });
  expect(names()).toHaveLength(4);
});

test('a query is saved, proposed again, and forgotten', async () => {
  await open();
  await type('starred');
  await page.get('[aria-label="Save this query"]').trigger('click');
  await flushPromises();
  expect(lab.asked.at(-1)).toEqual({ channel: 'settings:set', input: { savedQueries: ['starred'] } });
  await type('');
  expect(proposals()[0]).toBe('starred');
  await page.get('[role=option]').trigger('click');
  await flushPromises();
  expect(names()).toEqual(['deep']);
  await page.get('[aria-label="Forget this query"]').trigger('click');
  await flushPromises();
  expect(lab.asked.at(-1)).toEqual({ channel: 'settings:set', input: { savedQueries: [] } });
});

test('sorted by several columns with Shift, which are numbered', async () => {
  await open(runs().map((run) => ({ ...run, name: run.number % 2 ? 'odd' : 'even' })));
  const numbers = (): (string | undefined)[] => rows().map((row) => row.attributes('data-run')?.slice(-1));
  await header('Name').trigger('click');
  await header('Test error').trigger('click', { shiftKey: true });
  expect(numbers()).toEqual(['2', '4', '1', '3']);
  await header('Test error').trigger('click', { shiftKey: true });
  expect(numbers()).toEqual(['4', '2', '1', '3']);
  expect(header('Name').text()).toMatch(/1$/);
  expect(header('Test error').text()).toMatch(/2$/);
  expect(header('Test error').attributes('aria-description')).toBe('sorted descending in place 2');
});

const groupRows = () => page.findAll('[data-testid=group-row]');
const inRow = (row: { get: VueWrapper['get'] }, column: string): string =>
  row.get(`[data-column="${column}"]`).text();
const tree = (key: string, how: object = {}) =>
  page.get('[role=treegrid]').trigger('keydown', { key, ...how });

test('grouped by a parameter: n, mean, spread and ends; opened and closed by keyboard', async () => {
  const of = (number: number, testError: number, activation: string) =>
    fakeRun({
      ...{ id: `run0000${number}`, number, name: `r${number}`, ...error(testError) },
      config: { seed: number, model: { hidden: [{ units: 64, activation }] } },
    });
  await open([of(1, 2, 'relu'), of(2, 4, 'relu'), of(3, 9, 'tanh')]);
  useRunTable().toggleGrouping('activation');
  await flushPromises();
  expect(groupRows().map((row) => row.get('.title').text())).toEqual(['tanh', 'ReLU']);
  expect(rows()).toHaveLength(0);
  const relu = groupRows()[1]!;
  expect(inRow(relu, 'name')).toContain('n = 2');
  expect(inRow(relu, 'testError')).toBe('3.00 ± 1.412.00 … 4.00 %');
  expect(inRow(relu, 'learningRate')).toBe('0.001');
  await header('Test error').trigger('click');
  expect(groupRows().map((row) => row.get('.title').text())).toEqual(['ReLU', 'tanh']);
  await tree('Home');
  expect(page.get('[data-testid=run-count]').text()).toBe('2 chosen of 3 runs in 2 groups');
  await tree('ArrowRight');
  expect(names()).toEqual(['r1', 'r2']);
  expect(rows()[0]!.attributes('aria-level')).toBe('2');
  await tree('ArrowDown');
  expect(chosen()).toEqual(['r1']);
  await tree('ArrowLeft');
  await tree('ArrowLeft');
  expect(rows()).toHaveLength(0);
  expect(groupRows()[0]!.attributes('aria-expanded')).toBe('false');
  await tree('Escape');
  await tree(' ');
  expect(useRunTable().selection.chosen).toEqual(new Set(['run00001', 'run00002']));
  await tree('a', { ctrlKey: true });
  expect(useRunTable().selection.chosen.size).toBe(3);
});

const columns = (): (string | undefined)[] =>
  page.findAll('[role=columnheader]').map((head) => head.attributes('data-column'));

test('columns come, go, move, stay in sight and are resized; and are so again the next time', async () => {
  await open();
  const name = header('Test error');
  await name.trigger('keydown', { key: 'ArrowLeft', altKey: true, shiftKey: true });
  expect(columns().slice(9, 12)).toEqual(['epochs', 'testError', 'seed']);
  await name.trigger('keydown', { key: 'ArrowRight', altKey: true });
  const table = useRunTable();
  expect(table.layout.widths['testError']).toBeGreaterThan(0);
  await page.get('[data-testid=run-columns]').trigger('click');
  await flushPromises();
  const box = (id: string) => document.querySelector<HTMLInputElement>(`[data-testid="run-columns-${id}"]`)!;
  box('batch').click();
  box('field:beta1').click();
  box('name').click();
  await flushPromises();
  expect(columns()).not.toContain('batch');
  expect(columns().at(-1)).toBe('field:beta1');
  expect(columns()).toContain('name');
  expect(inRow(rows()[0]!, 'field:beta1')).toBe('0.9');
  document.querySelector<HTMLElement>('[aria-label="Keep State in sight"]')!.click();
  await flushPromises();
  expect(page.get('[data-column=state]').classes()).toContain('fixed');
  page.unmount();
  await open();
  expect(columns().at(-1)).toBe('field:beta1');
  expect(page.get('[data-column=state]').classes()).toContain('fixed');
});

test('many are archived at once, and back as they were', async () => {
  await open();
  await press('a', { ctrlKey: true });
  await press('e');
  await flushPromises();
  await vi.waitFor(() => expect(page.text()).toContain('No run matches'));
  const toasts = useToastsStore();
  expect(toasts.list[0]?.message).toBe('4 runs were put into the archive.');
  await toasts.act(toasts.list[0]!);
  await vi.waitFor(() => expect(names()).toHaveLength(4));
  await page.get('[data-testid=run-state-filter]').setValue('archived');
  expect(page.text()).toContain('Nothing is in the archive.');
});

test('many are tagged at once, and back as they were', async () => {
  await open();
  await press('a', { ctrlKey: true });
  await press('t');
  await flushPromises();
  const tag = page.get('[data-testid=edit-runs] input');
  await tag.setValue('final');
  await tag.trigger('keydown', { key: 'Enter' });
  await page.get('[data-testid=edit-runs] form').trigger('submit');
  await flushPromises();
  expect([...lab.runs.values()].map(({ tags }) => tags.join())).toEqual([
    'final',
    'paper,final',
    'final',
    'final',
  ]);
  const toasts = useToastsStore();
  await toasts.act(toasts.list.at(-1)!);
  expect([...lab.runs.values()].map(({ tags }) => tags.join())).toEqual(['', 'paper', '', '']);
});

test('one is renamed and gets notes', async () => {
  await open();
  await rows()[0]!.trigger('click');
  await press('F2');
  await flushPromises();
  await page.get('[data-testid=edit-runs] input').setValue('deeper');
  await page.get('[data-testid=edit-runs] form').trigger('submit');
  await flushPromises();
  await vi.waitFor(() => expect(names()[0]).toBe('deeper'));
  await press('n');
  await flushPromises();
  await page.get('[data-testid=edit-runs] textarea').setValue('the best so far');
  await page.get('[data-testid=edit-runs] form').trigger('submit');
  await flushPromises();
  expect(lab.runs.get('run00004')).toMatchObject({ name: 'deeper', notes: 'the best so far' });
});

test('many are starred, noted and deleted at once, and back as they were', async () => {
  await open();
  const toasts = useToastsStore();
  const kept = (field: 'starred' | 'notes') => [...lab.runs.values()].map((run) => run[field]);
  await press('a', { ctrlKey: true });
  await press('s');
  await flushPromises();
  expect(kept('starred')).toEqual([true, true, true, true]);
  await toasts.act(toasts.list.at(-1)!);
  expect(kept('starred')).toEqual([false, false, false, true]);
  await press('n');
  await flushPromises();
  await page.get('[data-testid=edit-runs] textarea').setValue('before the fix');
  await page.get('[data-testid=edit-runs] form').trigger('submit');
  await flushPromises();
  expect(new Set(kept('notes'))).toEqual(new Set(['before the fix']));
  await toasts.act(toasts.list.at(-1)!);
  expect(new Set(kept('notes'))).toEqual(new Set(['']));
  await press('Delete');
  await flushPromises();
  expect(lab.runs.size).toBe(0);
  await toasts.act(toasts.list.at(-1)!);
  expect(lab.runs.size).toBe(4);
});
