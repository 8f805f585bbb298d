/** The form of the train room as it becomes a sweep: fields turned into lists and ranges, the foot, start, undo. */
import { flushPromises, mount, type DOMWrapper, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { planRun } from '../../../shared/config/plan';
import { parseRunConfig, type RunConfigInput } from '../../../shared/config/runConfig';
import type { SweepPlan } from '../../../shared/sweep/record';
import { parseSweep, plannedTrials, type SweepInput } from '../../../shared/sweep/sweepFile';
import { useConcurrencyStore } from '../../stores/concurrency';
import { useDatasetsStore } from '../../stores/datasets';
import { useSettingsStore } from '../../stores/settings';
import { useToastsStore } from '../../stores/toasts';
import { fakeLab, type FakeLab } from '../runs/fakeLab';
import { fakeSweep } from '../sweeps/fakeSweep';
import { mnistInfo, moonsInfo } from './form/fakeDatasets';
import TrainRoom from './TrainRoom.vue';

type Found = Omit<DOMWrapper<Element>, 'exists'>;

let lab: FakeLab;
let room: VueWrapper;
let router: Router;

function answerPlan({ sweep }: { sweep: SweepInput }): SweepPlan {
  const parsed = parseSweep(sweep);
  const trials = plannedTrials(parsed);
  return {
    trials,
    runs: trials * parsed.seeds.length,
    answered: 1,
    estimatedMs: 180_000,
    estimatedBytes: 1e6,
  };
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  localStorage.clear();
  setActivePinia(createPinia());
  lab = fakeLab([]);
  lab.answers['datasets:list'] = () => [mnistInfo, moonsInfo];
  lab.answers['runs:plan'] = ({ config }: { config: RunConfigInput }) => ({
    plan: planRun(parseRunConfig(config), mnistInfo),
    dataset: mnistInfo,
    estimatedMs: null,
    estimatedBytes: 1,
    identicalRuns: [],
  });
  lab.answers['sweeps:plan'] = answerPlan;
  lab.answers['sweeps:start'] = ({ sweep }: { sweep: SweepInput }) =>
    fakeSweep({ id: 'sweep001', sweep: parseSweep(sweep) });
  lab.answers['lab:concurrency'] = () => ({
    cores: 8,
    suggested: 3,
    current: 3,
    reason: 'Three runs keep the 8 cores busy.',
  });
  lab.answers['settings:set'] = (change: object) => ({ ...useSettingsStore().values, ...change });
  const nowhere = { render: () => null };
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', name: 'train', component: nowhere },
      { path: '/runs/:id', name: 'run', component: nowhere },
      { path: '/sweeps/:id', name: 'sweep', component: nowhere },
    ],
  });
  await useDatasetsStore().load();
  await useConcurrencyStore().load();
  room = mount(TrainRoom, {
    attachTo: document.body,
    global: { plugins: [router], stubs: { MathFormula: true, RunLive: true } },
  });
  await settle();
});
afterEach(() => {
  room.unmount();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(500);
  await flushPromises();
}
const part = (testid: string): Found => room.get(`[data-testid="${testid}"]`);
async function choose(testid: string, value: string | boolean): Promise<void> {
  await part(testid).setValue(value);
  await settle();
}
const button = (): string => part('train-button').text();
const started = (): SweepInput[] =>
  lab.asked.flatMap(({ channel, input }) =>
    channel === 'sweeps:start' ? [(input as { sweep: SweepInput }).sweep] : [],
  );

test('two activations by three widths with two seeds are 12 runs, and start', async () => {
  expect(button()).toMatch(/^Train/);
  await choose('vary-model.activation.id', 'list');
  expect(button()).toBe('Start sweep: 1 run, all saved before');
  await choose('choice-sigmoid', true);
  await choose('vary-model.hidden', 'list');
  expect(part('list-model.hidden').element).toHaveProperty('value', '64');
  await choose('list-model.hidden', '32; 64; 128');
  await choose('sweep-seeds', '2');
  expect(part('sweep-plan').text()).toMatch(/Configurations\s*6.*seeds\s*2.*runs\s*12/);
  expect(button()).toBe('Start sweep: 12 runs, about 3 min');
  expect(part('sweep-foot').text()).toContain('One of them is answered by a saved run.');
  await part('train-button').trigger('click');
  await settle();
  expect(started()).toMatchObject([
    {
      space: [
        { path: 'model.activation.id', values: ['relu', 'sigmoid'] },
        { path: 'model.hidden', values: ['32', '64', '128'] },
      ],
      seeds: 2,
    },
  ]);
  expect(router.currentRoute.value.path).toBe('/sweeps/sweep001');
});

test('a log range begins around the value, and the grid says which values it takes', async () => {
  await choose('vary-optimizer.learningRate', 'log');
  expect(part('min-optimizer.learningRate').element).toHaveProperty('value', '0.0001');
  expect(part('max-optimizer.learningRate').element).toHaveProperty('value', '0.01');
  await choose('points-optimizer.learningRate', '3');
  expect(part('varied-optimizer.learningRate').text()).toContain('3 values: 0.000100, 0.00100, 0.0100');
  await choose('sweep-strategy', 'random');
  expect(part('varied-optimizer.learningRate').text()).toContain('Drawn on a log scale');
  expect(button()).toBe('Start sweep: 20 runs, about 3 min');
});

test('what is wrong is told at the field, and the button leads there', async () => {
  await choose('vary-training.epochs', 'list');
  await choose('list-training.epochs', '3, x');
  expect(part('varied-training.epochs').text()).toMatch(/Epochs must be a whole number/);
  expect(button()).toBe('Fix epochs');
  await part('train-button').trigger('click');
  await settle();
  expect(document.activeElement).toBe(part('list-training.epochs').element);
  expect(started()).toEqual([]);
});

test('one value again, and taken back', async () => {
  await choose('vary-training.epochs', 'list');
  await choose('list-training.epochs', '1, 2');
  await choose('vary-training.epochs', 'value');
  expect(button()).toMatch(/^Train/);
  const toasts = useToastsStore();
  await toasts.act(toasts.list.at(-1)!);
  await settle();
  expect(part('list-training.epochs').element).toHaveProperty('value', '1, 2');
  await part('sweep-one-run').trigger('click');
  await settle();
  expect(button()).toMatch(/^Train/);
});

test('numbers of an optimiser that is only tried can be varied too', async () => {
  await choose('vary-optimizer.id', 'list');
  await choose('choice-momentum', true);
  await choose('vary-optimizer.params.momentum', 'list');
  await choose('list-optimizer.params.momentum', '0.5, 0.9');
  expect(button()).toBe('Start sweep: 3 runs, about 3 min');
});

test('configurations pasted as a list', async () => {
  await choose('sweep-strategy', 'list');
  expect(button()).toBe('Fix configurations');
  await part('points-text').setValue('training.epochs,model.hidden\n1,16\n2,"16,8"');
  await part('points-dialog').get('form').trigger('submit');
  await settle();
  expect(button()).toBe('Start sweep: 2 runs, about 3 min');
});

test('how many run side by side is said and can be changed', async () => {
  await choose('sweep-seeds', '2');
  expect(part('concurrency-reason').text()).toBe('Three runs keep the 8 cores busy.');
  await choose('concurrency', '2');
  expect(lab.asked.at(-1)).toEqual({ channel: 'settings:set', input: { concurrentRuns: 2 } });
});
