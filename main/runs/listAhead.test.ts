// The list of runs read ahead: the same pages, while nothing has changed (Node).
import { expect, test, vi } from 'vitest';
import { firstStretch, stretch } from '../../shared/runs/stretches';
import { ListAhead } from './listAhead';

const untilRead = async (read: { mock: { calls: unknown[] } }, times: number) => {
  await expect.poll(() => read.mock.calls.length).toBe(times);
};

/** A list of so many runs; `moving` numbers are under way. */
function listOf(count: number, moving: readonly number[] = []) {
  const state = { revision: 1 };
  const read = vi.fn((below: number | null, most: number) => {
    const newest = (below ?? count + 1) - 1;
    const oldest = Math.max(1, newest - most + 1);
    const page = { json: `${newest}-${oldest}`, next: oldest === 1 ? null : oldest };
    return { page, isAtRest: !moving.some((number) => number <= newest && number >= oldest) };
  });
  return { state, read, ahead: new ListAhead({ read, revision: () => state.revision }) };
}

test('every stretch is read once, and handed out once', async () => {
  const { ahead, read } = listOf(2500);
  ahead.begin(2301);
  expect(read).not.toHaveBeenCalled();
  await untilRead(read, 3);
  expect(ahead.take(2301, stretch)).toEqual({ json: '2300-1301', next: 1301 });
  expect(ahead.take(2301, stretch)).toBeNull();
  expect(ahead.take(1301, 7)).toBeNull();
  expect(ahead.take(301, stretch)).toEqual({ json: '300-1', next: null });
  ahead.end();
});

test('a run that has changed since, or is under way, is read when it is asked for', async () => {
  const { ahead, read, state } = listOf(2500, [100]);
  ahead.begin(2301);
  await untilRead(read, 3);
  expect(ahead.take(301, stretch)).toBeNull();
  expect(ahead.take(2301, stretch)).not.toBeNull();
  state.revision++;
  expect(ahead.take(1301, stretch)).toBeNull();
  ahead.end();
});

test('what cannot be read is left to whoever asks; nothing is kept for ever', async () => {
  const { ahead, read } = listOf(500);
  read.mockImplementationOnce(() => {
    throw new Error('the disk is gone');
  });
  ahead.begin(301);
  await untilRead(read, 1);
  expect(ahead.take(301, stretch)).toBeNull();
  ahead.begin(301);
  await untilRead(read, 2);
  ahead.end();
  expect(ahead.take(301, stretch)).toBeNull();
});

test('what a window will ask for is read before it asks, and once', async () => {
  const { ahead, read } = listOf(1500);
  ahead.begin(null);
  await untilRead(read, 3);
  const first = ahead.take(null, firstStretch);
  expect(first).toEqual({ json: '1500-1301', next: 1301 });
  // Whoever has the beginning wants the rest, which is there.
  ahead.begin(first?.next ?? null);
  expect(ahead.take(1301, stretch)).toEqual({ json: '1300-301', next: 301 });
  expect(ahead.take(301, stretch)).toEqual({ json: '300-1', next: null });
  expect(read).toHaveBeenCalledTimes(3);
  ahead.end();
});
