/** Ticks are few, round and inside. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearTicks, logTicks, tickLabels, timeUnit } from './ticks';

test('linear ticks', () => {
  expect(linearTicks({ min: 0, max: 1 }, 6)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(linearTicks({ min: 0, max: 500_000 }, 6)).toEqual([0, 100_000, 200_000, 300_000, 400_000, 500_000]);
  expect(linearTicks({ min: 1.46, max: 1.613 }, 4)).toEqual([1.5, 1.55, 1.6]);
  expect(linearTicks({ min: 3, max: 3 }, 4)).toEqual([3]);
});

test('linear ticks stay inside and below the limit', () => {
  const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(
      number,
      fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
      fc.integer({ min: 2, max: 12 }),
      (min, size, most) => {
        const max = min + size;
        fc.pre(max > min && size > Math.abs(min) * 1e-9);
        const ticks = linearTicks({ min, max }, most);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(min - size / 1000);
          expect(tick).toBeLessThanOrEqual(max + size / 1000);
        }
      },
    ),
  );
});

test('logarithmic ticks', () => {
  expect(logTicks({ min: 1, max: 1000 }, 5)).toEqual([1, 10, 100, 1000]);
  expect(logTicks({ min: 0.05, max: 2.5 }, 8)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
  expect(logTicks({ min: 0.41, max: 0.48 }, 4)).toEqual([0.42, 0.44, 0.46, 0.48]);
  expect(logTicks({ min: 1e-8, max: 1 }, 4)).toEqual([1e-8, 1e-6, 1e-4, 1e-2, 1]);
});

test('labels', () => {
  expect(tickLabels([0, 0.5, 1], false)).toEqual(['0', '0.5', '1.0']);
  expect(tickLabels([0, 100_000, 200_000], false)).toEqual(['0', '100 k', '200 k']);
  expect(tickLabels([0, 500, 1000], false)).toEqual(['0', '500', '1000']);
  expect(tickLabels([0, 5e18, 1e19], false)).toEqual(['0', '5e18', '1e19']);
  expect(tickLabels([-1, 0, 1], false)).toEqual(['−1', '0', '1']);
  expect(tickLabels([0.05, 0.1, 0.2], true)).toEqual(['0.05', '0.1', '0.2']);
  expect(tickLabels([1e-8, 1e-6], true)).toEqual(['10⁻⁸', '10⁻⁶']);
});

test('time units', () => {
  expect(timeUnit(90).name).toBe('s');
  expect(timeUnit(600).name).toBe('min');
  expect(timeUnit(90_000).name).toBe('h');
});
