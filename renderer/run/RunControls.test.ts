/** The buttons of a run: which there are in which state, and what a press does. */
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, test, vi } from 'vitest';
import { LabError } from '../../shared/result';
import { runStates, runTransitions, type RunState } from '../../shared/runs/run';
import { fakeLab, type FakeLab } from '../rooms/runs/fakeLab';
import { fakeRun } from '../rooms/runs/fakeRun';
import { useRunsStore } from '../stores/runs';
import { useToastsStore } from '../stores/toasts';
import { commandsFor } from './runCommands';
import RunControls from './RunControls.vue';

let lab: FakeLab;
beforeEach(() => {
  setActivePinia(createPinia());
  lab = fakeLab([fakeRun({ id: 'run00001', state: 'running' })]);
  return () => vi.unstubAllGlobals();
});

const buttons = (state: RunState): string[] => {
  const controls = mount(RunControls, { props: { runId: 'run00001', state, title: 'First run' } });
  return controls.findAll('button').map((button) => button.attributes('data-testid') ?? '');
};

test.each([
  ['queued', ['cancel-button']],
  ['starting', ['cancel-button']],
  ['running', ['pause-button', 'stop-button', 'cancel-button']],
  ['paused', ['resume-button', 'stop-button', 'cancel-button']],
  ['interrupted', ['resume-button', 'cancel-button']],
  ['failed', ['resume-button']],
  ['cancelled', ['resume-button']],
  ['completed', []],
  ['diverged', []],
  ['pruned', []],
] as const)('%s', (state, expected) => {
  expect(buttons(state)).toEqual(expected);
});

test('no state offers what its rules forbid', () => {
  const leadsTo = {
    pause: ['paused'],
    resume: ['running', 'queued'],
    stop: ['completed'],
    cancel: ['cancelled'],
  };
  for (const state of runStates) {
    for (const { command } of commandsFor(state)) {
      const allowed = leadsTo[command].some((to) => runTransitions[state].includes(to as RunState));
      expect(allowed, `${command} of a run that is ${state}`).toBe(true);
    }
  }
});

test('a press is carried out once, and a cancelled run can be brought back', async () => {
  const controls = mount(RunControls, { props: { runId: 'run00001', state: 'running', title: 'First run' } });
  await controls.get('[data-testid=cancel-button]').trigger('click');
  await controls.get('[data-testid=cancel-button]').trigger('click');
  await flushPromises();
  expect(lab.asked).toEqual([{ channel: 'runs:control', input: { id: 'run00001', command: 'cancel' } }]);
  expect(useRunsStore().get('run00001')?.state).toBe('cancelled');
  const toasts = useToastsStore();
  expect(toasts.list[0]?.message).toContain('First run was cancelled');
  await toasts.act(toasts.list[0]!);
  expect(lab.asked.at(-1)?.input).toEqual({ id: 'run00001', command: 'resume' });
});

test('what the lab refuses is told in its words', async () => {
  lab.answers['runs:control'] = () => {
    throw new LabError('conflict', 'The run has just ended.');
  };
  const controls = mount(RunControls, { props: { runId: 'run00001', state: 'running', title: 'First run' } });
  await controls.get('[data-testid=pause-button]').trigger('click');
  await flushPromises();
  expect(useToastsStore().list.map(({ message }) => message)).toEqual(['The run has just ended.']);
  expect(controls.get('[data-testid=pause-button]').attributes('disabled')).toBeUndefined();
});
