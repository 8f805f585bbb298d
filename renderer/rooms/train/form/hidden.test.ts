/** Lists of hidden widths as people type them. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHidden, widthsText } from './hidden';

test.each<readonly [string, readonly number[]]>([
  ['64', [64]],
  ['32, 24', [32, 24]],
  [' 32 ,24 ', [32, 24]],
  ['32 24', [32, 24]],
  ['32-24', [32, 24]],
  ['32 → 24', [32, 24]],
  ['3x64', [64, 64, 64]],
  ['2×8, 4', [8, 8, 4]],
  ['none', []],
  ['None', []],
  ['', []],
  ['–', []],
  ['64,', [64]],
])('%j', (text, widths) => expect(parseHidden(text)).toEqual(widths));

test.each(['abc', '6.5', '64, x', '1e3', '99x8'])('%j has something that is no width', (text) => {
  expect(parseHidden(text).some(Number.isNaN)).toBe(true);
});

test('what was written is read back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 8192 }), { minLength: 1, maxLength: 16 }), (widths) => {
      expect(parseHidden(widthsText(widths))).toEqual(widths);
    }),
  );
});
