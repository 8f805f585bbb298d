import { expect, test } from 'vitest';
import { columnFormat } from './columnFormat';

const written = (values: number[]) => values.map(columnFormat(values));

test('all numbers of a column have as many decimals', () => {
  expect(written([5.1, 4.96666, 12])).toEqual(['5.10', '4.97', '12.00']);
  expect(written([-0.25, 0.5, 0])).toEqual(['−0.2500', '0.5000', '0.0000']);
  expect(written([3120.25, 7])).toEqual(['3,120', '7']);
});

test('whole numbers have none', () => {
  expect(written([0, 255, -1])).toEqual(['0', '255', '−1']);
  expect(written([0, 0])).toEqual(['0', '0']);
});

test('what a fixed number of decimals would hide or drag out gets its power of ten', () => {
  expect(written([1.5e-7, 2e-5])).toEqual(['1.500 × 10⁻⁷', '2.000 × 10⁻⁵']);
  expect(written([3e9, 1])).toEqual(['3.000 × 10⁹', '1.000']);
});
