/** The page of a run: every state, its tabs, what is changed in place, and an address that leads nowhere. */
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { Router } from 'vue-router';
import { LabError } from '../../../shared/result';
import { runStates, type RunRecord } from '../../../shared/runs/run';
import { stateLook } from '../../format/runState';
import { useRunsStore } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';
import { fakeLab, type FakeLab } from '../runs/fakeLab';
import { fakeRun } from '../runs/fakeRun';
import { mountRoom } from '../runs/mountRoom';
import { useTrainForm } from '../train/form/trainForm';
import RunPage from './RunPage.vue';

let lab: FakeLab;
let page: VueWrapper;
let router: Router;
async function open(run: RunRecord, path = `/runs/${run.id}`): Promise<void> {
  lab = fakeLab([run]);
  ({ page, router } = await mountRoom({ run: RunPage }, path));
}
afterEach(() => {
  page.unmount();
  localStorage.clear();
  vi.unstubAllGlobals();
});

const button = (name: string) => page.findAll('button').find((found) => found.text() === name)!;

test.each(runStates)('%s: the page says so and has the numbers', async (state) => {
  const done = state === 'completed';
  await open(fakeRun({ state, ...(done ? {} : { result: null, step: 1200, epoch: 1 }) }));
  expect(page.get('h1').text()).toContain('First run');
  expect(page.get('[data-testid=run-state]').text()).toBe(stateLook(state).label);
  expect(page.get('[data-testid=test-error]').text()).toBe('2.70 %');
  expect(page.find('[data-testid=loss-chart]').exists()).toBe(true);
  expect(page.find('[data-testid=confusion-matrix]').exists()).toBe(done);
  const explained = ['interrupted', 'failed', 'diverged', 'cancelled', 'pruned'].includes(state);
  expect(page.find('[data-testid=run-notice-state]').exists()).toBe(explained);
});

test('an address without a run', async () => {
  await open(fakeRun({}), '/runs/nothere12');
  expect(page.get('[data-testid=run-missing]').text()).toContain('There is no such run');
  await button('All runs').trigger('click');
  await flushPromises();
  expect(router.currentRoute.value.name).toBe('runs');
});

test('the runs could not be read: said so, and tried again', async () => {
  await open(fakeRun({ id: 'run00001' }), '/runs/nothere12');
  lab.answers['runs:page'] = () => {
    throw new LabError('database', 'The database is damaged.');
  };
  await useRunsStore().load();
  await flushPromises();
  expect(page.get('[role=alert]').text()).toContain('The database is damaged.');
});

test('renamed in place: Enter keeps, Escape does not', async () => {
  await open(fakeRun({}));
  await page.get('[data-testid=run-name]').trigger('click');
  await page.get('[data-testid=run-name-field]').setValue('  Better name ');
  await page.get('[data-testid=run-name-field]').trigger('keydown', { key: 'Enter' });
  await flushPromises();
  expect(lab.asked.at(-1)).toEqual({
    channel: 'runs:update',
    input: { id: 'run00001', meta: { name: 'Better name' } },
  });
  expect(page.get('h1').text()).toContain('Better name');
  const asked = lab.asked.length;
  await page.get('[data-testid=run-name]').trigger('click');
  await page.get('[data-testid=run-name-field]').setValue('never mind');
  await page.get('[data-testid=run-name-field]').trigger('keydown', { key: 'Escape' });
  await flushPromises();
  expect(lab.asked).toHaveLength(asked);
});

test('notes are saved when the field is left, and when the page is', async () => {
  await open(fakeRun({}));
  const saved = (): unknown[] =>
    lab.asked.filter(({ channel }) => channel === 'runs:update').map(({ input }) => input);
  const notes = page.get('[data-testid=run-notes]');
  await notes.setValue('first');
  await notes.trigger('change');
  await flushPromises();
  expect(saved()).toEqual([{ id: 'run00001', meta: { notes: 'first' } }]);
  await notes.setValue('second');
  await router.push('/runs');
  await flushPromises();
  expect(saved().at(-1)).toEqual({ id: 'run00001', meta: { notes: 'second' } });
});

test('tabs are addresses; the configuration goes back into the form', async () => {
  await open(fakeRun({ tags: ['paper'], config: { seed: 4711 } }));
  const tab = page.findAll('nav a').find((link) => link.text() === 'Config')!;
  expect(tab.attributes('href')).toBe('/runs/run00001/config');
  await tab.trigger('click');
  await flushPromises();
  expect(page.get('[aria-current=page]').text()).toBe('Config');
  expect(page.text()).toContain('784 – 64 – 10');
  expect(page.get('pre').text()).toContain('"seed": 4711');
  await page.get('[data-testid=use-in-form]').trigger('click');
  await flushPromises();
  expect(router.currentRoute.value.name).toBe('train');
  expect(useTrainForm().draft).toMatchObject({ seed: 4711, meta: { tags: ['paper'], name: '' } });
});

test('environment: versions, machine, hashes', async () => {
  const environment = {
    losslab: '0.1.0',
    buildId: 'abc123',
    node: '20.20.2',
    electron: '25.1.1',
    tfjs: '4.22.0',
    tensorflow: '2.21.0',
    platform: 'linux x64',
    cpu: 'A processor',
    cores: 8,
    memoryBytes: 16e9,
  };
  await open(fakeRun({ environment }), '/runs/run00001/environment');
  for (const text of ['abc123', '2.21.0', 'A processor', '16 GB', 'd'.repeat(64), '3 epochs'])
    expect(page.text()).toContain(text);
});

test('looking inside before there is anything to see', async () => {
  await open(fakeRun({ state: 'running', result: null }), '/runs/run00001/inside');
  expect(page.text()).toContain('when the run has ended');
});

test('deleted: back to the table, with a way to undo', async () => {
  await open(fakeRun({}));
  await page.get('[aria-label="More actions"]').trigger('click');
  await flushPromises();
  const item = [...document.querySelectorAll('[role=menuitem]')].find(
    (found) => found.textContent === 'Delete',
  );
  item!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  await flushPromises();
  expect(lab.asked.at(-1)).toEqual({ channel: 'runs:delete', input: { ids: ['run00001'] } });
  expect(router.currentRoute.value.name).toBe('runs');
  expect(useToastsStore().list[0]?.action?.label).toBe('Undo');
});
