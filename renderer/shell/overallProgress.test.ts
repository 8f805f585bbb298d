import { expect, test } from 'vitest';
import type { RunState } from '../../shared/runs/run';
import { overallProgress } from './overallProgress';

const run = (id: string, state: RunState, totalSteps = 100) => ({ id, state, totalSteps });
const at = (places: Record<string, [step: number, remainingMs: number | null]>) => (id: string) => {
  const place = places[id];
  return place ? { step: place[0], remainingMs: place[1] } : null;
};

test('nothing under way, nothing shown', () => {
  expect(overallProgress([], at({}))).toBeNull();
});

test('one run: its share and its time', () => {
  expect(overallProgress([run('a', 'running')], at({ a: [25, 6000] }))).toEqual({
    share: 0.25,
    text: '1 run, 6 s left',
    onlyId: 'a',
  });
});

test('of runs side by side the last one decides about the time', () => {
  const two = [run('a', 'running', 100), run('b', 'running', 300)];
  expect(overallProgress(two, at({ a: [100, 1000], b: [100, 40_000] }))).toEqual({
    share: 0.5,
    text: '2 runs, 40 s left',
    onlyId: null,
  });
});

test('no time is promised while runs wait, pause or have not told their pace', () => {
  const places = at({ a: [50, 3000], b: [0, null] });
  expect(overallProgress([run('a', 'running'), run('b', 'queued')], places)?.text).toBe('1 run, 1 waiting');
  expect(overallProgress([run('a', 'running'), run('b', 'paused')], places)?.text).toBe('1 run, 1 paused');
  expect(overallProgress([run('a', 'running'), run('b', 'starting')], places)?.text).toBe('2 runs');
});

test('an untrained network has no steps to divide by', () => {
  expect(overallProgress([run('a', 'starting', 0)], at({}))?.share).toBe(0);
});
