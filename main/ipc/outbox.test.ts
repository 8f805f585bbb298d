/** Events reach the windows in their order: at once while they are few, together in a flood, all of them before an answer. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EventEnvelope } from '../preload/channels';
import { Outbox } from './outbox';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const event = (payload: number): EventEnvelope => ({ name: 'lab:changed', payload });

/** An outbox and the payloads of each message that it has sent. */
function opened() {
  const sent: unknown[][] = [];
  const outbox = new Outbox((events) => void sent.push(events.map(({ payload }) => payload)));
  return { outbox, sent };
}

test('a few events go at once, each by itself', () => {
  const { outbox, sent } = opened();
  for (let i = 0; i < 3; i++) outbox.push(event(i));
  expect(sent).toEqual([[0], [1], [2]]);
});

test('a flood goes in few messages, nothing is lost and the order stays', () => {
  const { outbox, sent } = opened();
  for (let i = 0; i < 500; i++) outbox.push(event(i));
  vi.runAllTimers();
  expect(sent.flat()).toEqual(Array.from({ length: 500 }, (_, i) => i));
  expect(sent.length).toBeLessThan(40);
});

test('what was told before an answer is sent before it, and not again', () => {
  const { outbox, sent } = opened();
  for (let i = 0; i < 15; i++) outbox.push(event(i));
  expect(sent.flat()).toHaveLength(10);
  outbox.flush();
  expect(sent.flat()).toHaveLength(15);
  vi.runAllTimers();
  expect(sent.flat()).toHaveLength(15);
});

test('after a flood events go at once again', () => {
  const { outbox, sent } = opened();
  for (let i = 0; i < 50; i++) outbox.push(event(i));
  vi.advanceTimersByTime(1000);
  outbox.push(event(50));
  expect(sent.at(-1)).toEqual([50]);
});

test('of a run that changes again in a flood only the last is sent, after what came between', () => {
  const { outbox, sent } = opened();
  for (let i = 0; i < 10; i++) outbox.push(event(i));
  const changed = (id: string, step: number) => ({ name: 'run:changed' as const, payload: { id, step } });
  outbox.push(changed('a', 1));
  outbox.push(changed('b', 1));
  outbox.push(event(10));
  outbox.push(changed('a', 2));
  outbox.flush();
  expect(sent.at(-1)).toEqual([{ id: 'b', step: 1 }, 10, { id: 'a', step: 2 }]);
});
