/** Floods of events are carried out in one go, in order, and none is lost. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EventGate } from './eventGate';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('few are carried out at once', () => {
  const gate = new EventGate();
  const seen: number[] = [];
  for (let i = 0; i < 6; i++) gate.push(() => seen.push(i));
  expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a flood waits and comes in order; when it is over, events are at once again', () => {
  const gate = new EventGate();
  const seen: number[] = [];
  for (let i = 0; i < 50; i++) gate.push(() => seen.push(i));
  expect(seen).toHaveLength(6);
  vi.advanceTimersByTime(100);
  expect(seen).toEqual([...Array(50).keys()]);
  gate.push(() => seen.push(50));
  expect(seen, 'the flood may go on').toHaveLength(50);
  vi.advanceTimersByTime(250);
  expect(seen).toHaveLength(51);
  gate.push(() => seen.push(51));
  expect(seen.at(-1)).toBe(51);
});

test('what is held back can be had before its time', () => {
  const gate = new EventGate();
  const seen: number[] = [];
  for (let i = 0; i < 9; i++) gate.push(() => seen.push(i));
  gate.flush();
  expect(seen).toHaveLength(9);
  vi.advanceTimersByTime(1000);
  expect(seen).toHaveLength(9);
});
