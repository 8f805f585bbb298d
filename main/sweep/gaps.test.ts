/** Gaps between the runs of a sweep. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Gaps } from './gaps';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTime(ms);

test('the usual gap is the one in the middle, from the end of a run to the beginning of the next', () => {
  const gaps = new Gaps();
  expect(gaps.usualMs).toBe(0);
  // The first run of a place follows on none.
  gaps.begun();
  for (const ms of [5, 400, 7]) {
    gaps.ended();
    pass(ms);
    gaps.begun();
    pass(1000);
  }
  expect(gaps.usualMs).toBe(7);
});

test('two places are filled in the order they were left', () => {
  const gaps = new Gaps();
  gaps.ended();
  pass(10);
  gaps.ended();
  pass(10);
  gaps.begun();
  expect(gaps.usualMs).toBe(20);
  pass(10);
  gaps.begun();
  gaps.ended();
  pass(30);
  gaps.begun();
  expect(gaps.usualMs).toBe(20);
});

test('a halt is no gap', () => {
  const gaps = new Gaps();
  gaps.ended();
  pass(60_000);
  gaps.broken();
  gaps.begun();
  expect(gaps.usualMs).toBe(0);
});
