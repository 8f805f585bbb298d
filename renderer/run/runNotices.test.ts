/** What is said about a run: why it ended, what is safe, what to do. */
import { expect, test } from 'vitest';
import { fakeRun } from '../rooms/runs/fakeRun';
import { noticesOf } from './runNotices';

const only = (changes: Parameters<typeof fakeRun>[0]) => noticesOf(fakeRun(changes));

test('a run that goes or went well needs no words', () => {
  for (const state of ['queued', 'starting', 'running', 'paused', 'completed'] as const)
    expect(only({ state })).toEqual([]);
});

test('interrupted: the reason, the points that are safe, the way on', () => {
  const [notice] = only({ state: 'interrupted', step: 1200, stateReason: 'The lab was closed' });
  expect(notice?.message).toBe('The lab was closed.');
  expect(notice?.advice).toContain('1,200 steps are saved');
  expect(notice?.advice).toContain('Resume');
});

test('diverged and failed lead to the form; a failure before the first step promises no points', () => {
  expect(only({ state: 'diverged', step: 40 })[0]).toMatchObject({ tone: 'bad', useInForm: true });
  const [failed] = only({ state: 'failed', step: 0, stateReason: 'Not enough memory.' });
  expect(failed).toMatchObject({ message: 'Not enough memory.', useInForm: true });
  expect(failed?.advice).toContain('Nothing was trained yet');
});

test('softmax twice is warned of in every state', () => {
  const config = { loss: 'double-softmax-cross-entropy' } as const;
  expect(only({ state: 'running', config }).map(({ id }) => id)).toEqual(['loss']);
  expect(only({ state: 'cancelled', config }).map(({ id }) => id)).toEqual(['state', 'loss']);
});

test('a slower engine is named', () => {
  const engine = { backend: 'wasm', path: 'eager', notes: [] } as const;
  expect(only({ engine })[0]?.message).toContain('WebAssembly');
});
