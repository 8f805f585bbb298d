import { expect, test } from 'vitest';
import { imageGrid } from './imageGrid';

const digits = { width: 28 };

test('digits stand at their own size in a narrow place, at twice that in a wide one', () => {
  expect(imageGrid(digits, 480, 100)).toEqual({ scale: 1, stride: 32, columns: 15 });
  expect(imageGrid(digits, 900, 100)).toEqual({ scale: 2, stride: 30, columns: 15 });
});

test('no more columns than images, and at least one', () => {
  expect(imageGrid(digits, 480, 4).columns).toBe(4);
  expect(imageGrid(digits, 10, 100).columns).toBe(1);
});

test('tiny images are enlarged, large ones are not made smaller', () => {
  expect(imageGrid({ width: 8 }, 300, 100)).toMatchObject({ scale: 5, columns: 6 });
  expect(imageGrid({ width: 140 }, 300, 100)).toMatchObject({ scale: 1, columns: 2 });
});

test('what is laid out fits', () => {
  for (let width = 1; width < 80; width += 3) {
    for (let availablePx = 100; availablePx < 1200; availablePx += 37) {
      const { scale, stride, columns } = imageGrid({ width }, availablePx, 1000);
      expect(columns * stride * scale).toBeLessThanOrEqual(Math.max(availablePx, stride * scale));
      expect(Number.isInteger(scale)).toBe(true);
    }
  }
});
