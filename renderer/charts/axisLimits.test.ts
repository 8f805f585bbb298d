/** Tests of limits of axes (Node). */
import { expect, test } from 'vitest';
import { areLimits, limited, limitsIssue } from './axisLimits';

const span = { min: 0.1, max: 10 };

test('given ends replace those of the chart, one by one', () => {
  expect(limited(span, undefined, false)).toEqual(span);
  expect(limited(span, { min: null, max: 2 }, false)).toEqual({ min: 0.1, max: 2 });
  expect(limited(span, { min: -1, max: 2 }, false)).toEqual({ min: -1, max: 2 });
});

test('a logarithmic axis takes no end at or below 0', () => {
  expect(limited(span, { min: 0, max: 2 }, true)).toEqual({ min: 0.1, max: 2 });
  expect(limitsIssue({ min: 0, max: 2 }, true)).toMatch(/above 0/);
  expect(limitsIssue({ min: 0, max: 2 }, false)).toBeNull();
});

test('an end beyond all points makes room for itself', () => {
  const beyond = limited(span, { min: 20, max: null }, false);
  expect(beyond.min).toBe(20);
  expect(beyond.max).toBeGreaterThan(20);
  const before = limited(span, { min: null, max: 0.01 }, true);
  expect(before.max).toBe(0.01);
  expect(before.min).toBeGreaterThan(0);
  expect(before.min).toBeLessThan(0.01);
});

test('limits that cross are told of, and change nothing', () => {
  expect(limitsIssue({ min: 3, max: 3 }, false)).toMatch(/above/);
  expect(limitsIssue({ min: NaN, max: 3 }, false)).toMatch(/number/);
  expect(limited(span, { min: 5, max: 3 }, false)).toEqual(span);
});

test('only limits are read back', () => {
  expect(areLimits({})).toBe(true);
  expect(areLimits({ 'y loss': { min: null, max: 1 } })).toBe(true);
  for (const bad of [null, 3, [], { y: 3 }, { y: { min: 'a', max: null } }, { y: { min: 1 } }])
    expect(areLimits(bad)).toBe(false);
});
