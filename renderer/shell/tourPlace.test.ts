// The tour's card beside its target, in windows of every size (Node).
import { expect, test } from 'vitest';
import { besideTarget } from './tourPlace';

const window = { width: 1280, height: 800 };

test('right of what stands at the left', () => {
  const { left } = besideTarget({ left: 0, top: 40, width: 168, height: 760 }, window);
  expect(left).toBe(168 + 16);
});

test('left of what stands at the right', () => {
  const { left } = besideTarget({ left: 900, top: 40, width: 380, height: 760 }, window);
  expect(left + 360 + 16).toBe(900);
});

test.each([[{ width: 1280, height: 800 }], [{ width: 1024, height: 640 }], [{ width: 300, height: 200 }]])(
  'never off the window, as far as it is large enough: %o',
  (size) => {
    for (const target of [
      { left: 168, top: 40, width: size.width - 168, height: size.height - 40 },
      { left: 0, top: 0, width: size.width, height: size.height },
      { left: -50, top: size.height, width: 10, height: 10 },
    ]) {
      const { left, top } = besideTarget(target, size);
      expect(left).toBeGreaterThanOrEqual(16);
      expect(top).toBeGreaterThanOrEqual(16);
      expect(left).toBeLessThanOrEqual(Math.max(16, size.width - 360 - 16));
    }
  },
);
