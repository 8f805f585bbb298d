// Brushes on parallel axes.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { brushed, movedBrush, stopsOf } from './parallel';
import type { Quantity } from './quantity';

const quantity = (
  id: string,
  values: readonly (number | null)[],
  levels: readonly string[] | null = null,
): Quantity => ({
  id,
  label: id,
  axis: id,
  unit: 1,
  values,
  levels,
  steps: null,
  suitsLog: false,
  text: String,
});
const error = quantity('error', [2, 5, null, 3]);
const activation = quantity('activation', [0, 0, 1, 1], ['ReLU', 'tanh']);

test('runs lie within all brushes at once; one without a value lies in none', () => {
  const low = new Map([['error', { low: 0, high: 3 }]]);
  expect(brushed([error, activation], low, 4)).toEqual([0, 3]);
  expect(brushed([error, activation], new Map([...low, ['activation', { low: 1, high: 1 }]]), 4)).toEqual([
    3,
  ]);
  expect(brushed([error, activation], new Map(), 4)).toEqual([0, 1, 2, 3]);
});

test('an end moves from value to value, by keyboard, and the whole axis is no brush', () => {
  const stops = stopsOf(error);
  expect(stops).toEqual([2, 3, 5]);
  const once = movedBrush(stops, undefined, 'low', 1);
  expect(once).toEqual({ low: 3, high: 5 });
  expect(movedBrush(stops, once ?? undefined, 'low', -1)).toBeNull();
  expect(movedBrush(stops, { low: 3, high: 3 }, 'low', 1)).toEqual({ low: 3, high: 3 });
  // From between two values to the nearest one that is not left out.
  expect(movedBrush(stops, { low: 2.5, high: 5 }, 'low', 0)).toEqual({ low: 3, high: 5 });
  expect(stopsOf(activation)).toEqual([0, 1]);
});

test('whatever keys are pressed, the ends stay in order and on the axis', () => {
  const key = fc.record({
    end: fc.constantFrom('low' as const, 'high' as const),
    by: fc.integer({ min: -4, max: 4 }),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 1 }),
      fc.array(key),
      (values, keys) => {
        const stops = stopsOf(quantity('q', values));
        let brush: ReturnType<typeof movedBrush> = null;
        for (const { end, by } of keys) {
          brush = movedBrush(stops, brush ?? undefined, end, by);
          if (!brush) continue;
          expect(brush.low).toBeLessThanOrEqual(brush.high);
          expect(values).toContain(brush.low);
          expect(values).toContain(brush.high);
        }
      },
    ),
  );
});
