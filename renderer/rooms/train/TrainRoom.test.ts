/** The room as it is used: fields and messages, the button, launching, what is shown beside the form. */
import { flushPromises, mount, type DOMWrapper, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import { planRun } from '../../../shared/config/plan';
import { parseRunConfig, type RunConfigInput } from '../../../shared/config/runConfig';
import type { LaunchPlan } from '../../../shared/ipc/contract';
import { LabError } from '../../../shared/result';
import { useDatasetsStore } from '../../stores/datasets';
import { useRunsStore } from '../../stores/runs';
import { fakeLab, type FakeLab } from '../runs/fakeLab';
import { fakeRun } from '../runs/fakeRun';
import { mnistInfo, moonsInfo } from './form/fakeDatasets';
import TrainRoom from './TrainRoom.vue';

/** Longer than the form waits after a key. */
const settleMs = 400;

type Found<E extends Element> = Omit<DOMWrapper<E>, 'exists'>;

let lab: FakeLab;
let identicalRuns: LaunchPlan['identicalRuns'];
let room: VueWrapper;

function answerPlan({ config }: { config: RunConfigInput }): LaunchPlan {
  const dataset = config.dataset.id === 'mnist' ? mnistInfo : moonsInfo;
  const plan = planRun(parseRunConfig(config), dataset);
  return { plan, dataset, estimatedMs: 6200, estimatedBytes: 850_000, identicalRuns };
}

function answerStart({ config }: { config: RunConfigInput }): unknown {
  const number = lab.runs.size + 1;
  const id = `run0000${number}`;
  lab.runs.set(id, { ...fakeRun({ id, number, state: 'queued' }), config: parseRunConfig(config) });
  return lab.runs.get(id);
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  localStorage.clear();
  setActivePinia(createPinia());
  identicalRuns = [];
  lab = fakeLab([]);
  lab.answers['datasets:list'] = () => [mnistInfo, moonsInfo];
  lab.answers['runs:plan'] = answerPlan;
  lab.answers['runs:start'] = answerStart;
  const nowhere = { render: () => null };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', name: 'train', component: nowhere },
      { path: '/runs/:id', name: 'run', component: nowhere },
    ],
  });
  await useDatasetsStore().load();
  await useRunsStore().load();
  room = mount(TrainRoom, {
    attachTo: document.body,
    global: {
      plugins: [router],
      // Formulae and charts need a real page; the journeys look at them.
      stubs: { MathFormula: true, RunLive: { props: ['runId'], template: '<p>{{ runId }}</p>' } },
    },
  });
  await settle();
});
afterEach(() => {
  room.unmount();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(settleMs);
  await flushPromises();
}

/** The control with this label, as a screen reader would find it. */
function control(label: string): Found<HTMLInputElement> {
  const found = room.findAll('label').filter((element) => element.text() === label);
  expect(found, `one field is called ${label}`).toHaveLength(1);
  return room.get<HTMLInputElement>(`[id="${found[0]!.attributes('for')}"]`);
}
const hasField = (label: string): boolean =>
  room.findAll('label').some((element) => element.text() === label);
const part = (testid: string): Found<Element> => room.get(`[data-testid="${testid}"]`);

async function set(label: string, value: string): Promise<void> {
  await control(label).setValue(value);
  await settle();
}
async function choose(testid: string, value: string | boolean): Promise<void> {
  await part(testid).setValue(value);
  await settle();
}
async function click(found: Found<Element>): Promise<void> {
  await found.trigger('click');
  await settle();
}

const button = (): Found<Element> => part('train-button');
const messages = (): string[] => room.findAll('[data-testid="field-error"]').map((found) => found.text());
const launched = (): unknown[] => lab.asked.filter(({ channel }) => channel === 'runs:start');

test('the fields have the names that they are looked for by', () => {
  const labels = ['Data set', 'Hidden layers', 'Activation', 'Initialiser', 'Seed', 'Loss', 'Optimiser'];
  for (const label of [...labels, 'Learning rate', 'Batch size', 'Epochs', 'Name', 'Notes']) control(label);
  const sections = room.findAll('section[aria-labelledby]').map((section) => section.get('h3').text());
  for (const label of labels) expect(sections).not.toContain(label);
});

test('says what will happen, and what that comes to', async () => {
  expect(button().text()).toBe('Train: 2,814 steps, about 6 s');
  expect(part('launch-plan').text()).toMatch(/Parameters\s*50,890.*Steps\s*2,814/);
  await set('Epochs', '0');
  expect(button().text()).toBe('Evaluate the untrained network');
});

describe('numbers are checked as they are typed', () => {
  test.each([
    ['Learning rate', '0', /above 0 and at most 100/],
    ['Learning rate', 'fast', /must be a number/],
    ['Epochs', '2.5', /whole number from 0 to 10,000,000/],
    ['Batch size', '0', /whole number from 1/],
    ['β₁', '1', /at least 0 and below 1/],
    ['Dropout', '0.99', /from 0 to 0.95/],
    ['Hidden layers', '64, 9000', /Layer 2: .* 1 to 8,192/],
    ['Seed', '-1', /whole number from 0/],
  ])('%s: %s', async (label, value, message) => {
    await set(label, value);
    expect(messages()).toEqual([expect.stringMatching(message)]);
    expect(control(label).attributes('aria-invalid')).toBe('true');
    expect(button().text()).toMatch(/^Fix /);
  });

  test('one beside another that is wrong', async () => {
    await set('Learning rate', '0');
    await set('β₂', '2');
    expect(messages()).toEqual([expect.stringMatching(/^Learning rate/), expect.stringMatching(/^β₂/)]);
  });

  test('the button leads to the first that is wrong, in a section that was closed', async () => {
    await set('Epochs', '-1');
    await set('Learning rate', '');
    const toggle = part('form-section-optimizer').get('button');
    await click(toggle);
    expect(button().text()).toBe('Fix 2 fields: learning rate first');
    await click(button());
    expect(document.activeElement).toBe(control('Learning rate').element);
    expect(toggle.attributes('aria-expanded')).toBe('true');
    expect(launched()).toEqual([]);
  });

  test('what only the lab can say finds its field too, and goes when it is put right', async () => {
    await choose('form-own-outputs', true);
    await set('Output units', '3');
    expect(messages()).toEqual([expect.stringMatching(/at least 10 for 10 classes/)]);
    await set('Output units', '200');
    expect(messages()).toEqual([]);
    expect(button().text()).toMatch(/^Train/);
  });
});

describe('fields appear when they apply', () => {
  test('logistic regression has no activation and no dropout', async () => {
    await set('Hidden layers', 'none');
    for (const label of ['Activation', 'Dropout']) expect(hasField(label)).toBe(false);
    expect(part('model-shape').text()).toBe('784 → 10');
  });

  test('the slope of a leaky ReLU, the c of an ELU', async () => {
    await choose('form-activation', 'leaky-relu');
    expect(control('Slope').element.value).toBe('0.01');
    await choose('form-activation', 'elu');
    expect(hasField('Slope')).toBe(false);
    expect(hasField('c')).toBe(true);
  });

  test('an activation for each layer', async () => {
    await set('Hidden layers', '32, 24');
    await part('form-activation-scope').get('input[value="layer"]').setValue(true);
    await choose('form-layer-activation-2', 'tanh');
    await click(button());
    const hidden = [
      { units: 32, activation: { id: 'relu' } },
      { units: 24, activation: { id: 'tanh' } },
    ];
    expect(launched()).toMatchObject([{ input: { config: { model: { hidden } } } }]);
    await click(room.get('button[aria-label="Remove layer 1"]'));
    expect(control('Hidden layers').element.value).toBe('24');
    expect(control('Activation of layer 1').element.value).toBe('tanh');
  });

  test('a softmax applied twice is warned of, with the floor for the outputs there are', async () => {
    await choose('form-loss', 'double-softmax-cross-entropy');
    expect(part('loss-warning').text()).toContain('With 10 outputs it stays above 1.4612.');
    await choose('form-own-outputs', true);
    await set('Output units', '200');
    expect(part('loss-warning').text()).toContain('With 200 outputs it stays above 4.3069.');
  });

  test('a generator’s numbers and the split of a data set without its own', async () => {
    await choose('form-dataset', 'moons');
    for (const label of ['Points', 'Noise', 'Data seed', 'Test share', 'Split seed']) control(label);
    expect(room.find('[data-testid="form-split"]').exists()).toBe(false);
    expect(hasField('Batch size')).toBe(false);
  });

  test('early stopping', async () => {
    expect(hasField('Patience')).toBe(false);
    await choose('form-early-stopping', true);
    for (const label of ['Stop on', 'Patience', 'Least change']) control(label);
  });
});

test('an identical run is pointed at, and forgotten when the form changes', async () => {
  identicalRuns = [{ id: 'run00012', number: 12, name: 'Twelfth' }];
  await set('Epochs', '4');
  const note = part('identical-run');
  expect(note.text()).toContain('An identical run is already saved: Run 12');
  expect(note.get('a').attributes('href')).toBe('/runs/run00012');
  identicalRuns = [];
  await set('Epochs', '5');
  expect(note.text()).toBe('No identical run is saved.');
});

describe('launching', () => {
  const press = (init: KeyboardEventInit): boolean =>
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }),
    );

  test('Ctrl+Enter starts one run, which is then shown', async () => {
    expect(room.find('[data-testid="train-empty"]').exists()).toBe(true);
    expect(press({ ctrlKey: true }), 'the menu does not get the keys as well').toBe(false);
    await settle();
    press({ ctrlKey: true, repeat: true });
    await settle();
    expect(launched()).toHaveLength(1);
    expect(room.get('[aria-label="Live view"]').text()).toContain('run00001');
  });

  test('Enter alone, or in a dialog, starts none', async () => {
    press({});
    await part('form-hidden').trigger('keydown', { key: 'Enter' });
    await part('paste-text').trigger('keydown', { key: 'Enter', ctrlKey: true });
    await settle();
    expect(launched()).toEqual([]);
  });

  test('with another under way it queues, and either can be looked at', async () => {
    await click(button());
    expect(button().text()).toMatch(/^Queue: /);
    await click(button());
    const live = room.get('[aria-label="Live view"]');
    expect(live.get('p').text()).toBe('run00002');
    const runs = live.findAll('nav button');
    expect(runs.map((run) => run.attributes('aria-pressed'))).toEqual(['false', 'true']);
    await click(runs[0]!);
    expect(live.get('p').text()).toBe('run00001');
  });

  test('a refusal of the lab is told and can be tried again', async () => {
    lab.answers['runs:start'] = () => {
      throw new LabError('disk-full', 'The disk is full.');
    };
    await click(button());
    expect(room.get('[role="alert"]').text()).toContain('The disk is full.');
    lab.answers['runs:start'] = answerStart;
    await click(button());
    expect(room.find('[role="alert"]').exists()).toBe(false);
    expect(room.get('[aria-label="Live view"]').text()).toContain('run00001');
  });
});

test('a starting point fills the form', async () => {
  await click(part('start-moons-mlp'));
  expect(control('Data set').element.value).toBe('moons');
  expect(part('model-shape').text()).toBe('2 → 16 → 1');
  expect(button().text()).toContain('1,000 steps');
});

test('a pasted configuration fills the form once it is right', async () => {
  await part('paste-text').setValue('{ "dataset": { "id": "mnist" } }');
  expect(part('paste-problems').text()).toMatch(/dataset.standardize/);
  expect(part('paste-take').attributes('disabled')).toBeDefined();
  const config: RunConfigInput = {
    dataset: { id: 'mnist', standardize: 'none' },
    model: { hidden: [{ units: 11, activation: 'gelu' }] },
    optimizer: { id: 'sgd', learningRate: 0.5 },
    training: { batchSize: 128, epochs: 2 },
  };
  await part('paste-text').setValue(JSON.stringify(config));
  expect(room.find('[data-testid="paste-problems"]').exists()).toBe(false);
  await part('paste-dialog').get('form').trigger('submit');
  await settle();
  expect(control('Hidden layers').element.value).toBe('11');
  expect(control('Optimiser').element.value).toBe('sgd');
});
