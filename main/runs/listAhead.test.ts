// The list of runs read ahead: the same pages, while nothing has changed (Node).
import { expect, test, vi } from 'vitest';
import { stretch } from '../../shared/runs/stretches';
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

test('who asks on and on has each stretch read once', async () => {
  const { ahead, read } = listOf(2500);
  ahead.begin(1501);
  await untilRead(read, 2);
  expect(ahead.take(1501, stretch)).toEqual({ json: '1500-501', next: 501 });
  // As the page does with each stretch that it takes.
  ahead.begin(501);
  expect(ahead.take(501, stretch)).toEqual({ json: '500-1', next: null });
  expect(read).toHaveBeenCalledTimes(2);
  ahead.end();
});
