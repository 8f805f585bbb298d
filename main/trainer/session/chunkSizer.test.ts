/** Calls stay short enough for a pause within 200 ms, whatever a step costs and however that changes. */
import { expect, test } from 'vitest';
import { randomStream } from '../../../shared/rng';
import { ChunkSizer } from './chunkSizer';

/** Made-up durations of the calls of a run whose steps cost `msPerStep` plus what a call costs. */
function callsOf(msPerStep: (call: number) => number, most: number, calls = 40) {
  const sizer = new ChunkSizer(most, null);
  return Array.from({ length: calls }, (_, call) => {
    const { steps } = sizer;
    // The first call compiles.
    const ms = 0.2 + steps * msPerStep(call) + (call === 0 ? 600 : 0);
    sizer.took(steps, ms);
    return { steps, ms };
  });
}

test.each([0.0005, 0.01, 0.1, 1, 12])(
  'steps of %d ms: calls grow to their duration and stay there',
  (cost) => {
    const [, ...calls] = callsOf(() => cost, 100_000);
    for (const { ms } of calls) expect(ms).toBeLessThan(100);
    for (const { ms } of calls.slice(-20)) expect(ms).toBeGreaterThan(20);
  },
);

test('steps longer than a call may be are taken one by one', () => {
  const calls = callsOf(() => 300, 1000);
  expect(calls.every(({ steps }) => steps === 1)).toBe(true);
});

test('never more steps than the engine takes', () => {
  expect(callsOf(() => 0.001, 500).at(-1)!.steps).toBe(500);
});

test('when steps become four times slower, one call is too long at most', () => {
  const stream = randomStream(1, 'chunks');
  const costs = Array.from(
    { length: 40 },
    (_, call) => (call < 20 ? 0.05 : 0.2) * (0.8 + 0.4 * stream.uniform()),
  );
  const tooLong = callsOf((call) => costs[call]!, 100_000)
    .slice(1)
    .filter(({ ms }) => ms > 100);
  expect(tooLong.length).toBeLessThanOrEqual(1);
});
