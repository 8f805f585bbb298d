// Where bars and their members stand.
import { expect, test } from 'vitest';
import { placeBars, type BarCell, type BarSeries } from './bars';

const cell = (...values: readonly number[]): BarCell => ({
  mean: values.reduce((a, b) => a + b, 0) / values.length,
  sd: null,
  members: values.map((value, i) => ({ id: String(i), value })),
  text: '',
});
const series = (id: string, cells: readonly (BarCell | null)[]): BarSeries => ({
  id,
  label: id,
  look: { color: '#000', dash: [], marker: 'circle' },
  cells,
});

test('bars of a place stand side by side within its room, in the order of the series', () => {
  const bars = placeBars(2, [series('a', [cell(1), cell(2)]), series('b', [cell(3), cell(4)])], 100, 300);
  expect(bars.map(({ key }) => key)).toEqual(['0 a', '0 b', '1 a', '1 b']);
  for (const { place, left, width } of bars) {
    expect(left).toBeGreaterThanOrEqual(100 + 100 * place);
    expect(left + width).toBeLessThanOrEqual(200 + 100 * place);
  }
  const [a, b] = bars;
  expect((a?.left ?? 0) + (a?.width ?? 0)).toBeLessThan(b?.left ?? 0);
});

test('a place without runs leaves its room empty; equal members do not hide each other', () => {
  const [bar, ...others] = placeBars(2, [series('a', [null, cell(5, 5, 5)])], 0, 200);
  expect(others).toEqual([]);
  expect(bar?.place).toBe(1);
  expect(new Set(bar?.dots).size).toBe(3);
  for (const x of bar?.dots ?? []) {
    expect(x).toBeGreaterThan(bar?.left ?? 0);
    expect(x).toBeLessThan((bar?.left ?? 0) + (bar?.width ?? 0));
  }
});
