/** Labels keep their distance, their order and their place. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread } from './endLabels';

test('labels that do not collide stay where they are', () => {
  expect(spread([10, 50, 100], 14, 0, 200)).toEqual([10, 50, 100]);
});

test('labels that collide move apart evenly', () => {
  expect(spread([50, 50], 14, 0, 200)).toEqual([43, 57]);
});

test('labels never overlap, keep their order and stay inside', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 8 }), (wanted) => {
      const places = spread(wanted, 14, 0, 300);
      const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
      order.slice(1).forEach((member, k) => {
        expect(places[member]! - places[order[k]!]!).toBeGreaterThanOrEqual(14 - 1e-6);
      });
      expect(Math.min(...places)).toBeGreaterThanOrEqual(-1e-6);
      expect(Math.max(...places)).toBeLessThanOrEqual(300 + 1e-6);
    }),
  );
});
