/** No spike is lost, nothing is invented, whatever the axis. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimate, visibleRange, type ColumnView } from './decimate';
import { evenPositions, knottedPositions, listedPositions, type Positions } from './positions';
import { Pyramid } from './pyramid';

const value = fc.oneof(
  { weight: 12, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
);

const axes: readonly [string, (length: number) => Positions][] = [
  ['steps', (length) => evenPositions(length, 1)],
  ['epochs', (length) => evenPositions(length, 1 / 938)],
  ['list', (length) => listedPositions(Float64Array.from({ length }, (_, i) => Math.floor(i / 3) * 2))],
  [
    'knots',
    (length) => knottedPositions([0, Math.floor(length / 3), length], [0, 5, 5 + length / 100], 3, length),
  ],
];

function pyramidOf(values: Float32Array): Pyramid {
  const pyramid = new Pyramid();
  pyramid.update(values, values.length);
  return pyramid;
}

describe.each(axes)('decimate over %s', (_name, axis) => {
  const view = fc.record({
    a: fc.double({ min: 0, max: 1, noNaN: true }),
    b: fc.double({ min: 0, max: 1, noNaN: true }),
    columns: fc.integer({ min: 1, max: 60 }),
    log: fc.boolean(),
  });

  test('takes the extremes of every column, in order, and only points of the series', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 2, maxLength: 3000 }),
        view,
        (list, { a, b, columns, log }) => {
          const values = Float32Array.from(list);
          const positions = axis(values.length);
          const end = positions.at(values.length - 1);
          const min = Math.max(Math.min(a, b) * end, log ? end / 1e6 : 0);
          const shown: ColumnView = { min, max: Math.max(a, b) * end + end / 1000, columns, log };
          const { indices, shown: count, total } = decimate(pyramidOf(values), positions, shown);
          const [from, to] = visibleRange(values.length, positions, shown);

          expect(total).toBe(to - from);
          expect(count).toBeLessThanOrEqual(4 * columns);
          indices.forEach((index, k) => {
            if (k > 0) expect(index).toBeGreaterThan(indices[k - 1]!);
            expect(index).toBeGreaterThanOrEqual(Math.max(0, from - 1));
            expect(index).toBeLessThanOrEqual(to);
          });
          if (total <= 4 * columns) expect(count).toBe(total);

          const taken = new Set(indices);
          const columnOf = (index: number) => {
            const x = positions.at(index);
            const share = log ? Math.log(x / min) / Math.log(shown.max / min) : (x - min) / (shown.max - min);
            return share * columns;
          };
          for (let column = 0; column < columns; column++) {
            // Points on an edge may count to either side.
            const inside: number[] = [];
            for (let i = from; i < to; i++) {
              const place = columnOf(i);
              if (place > column + 1e-6 && place < column + 1 - 1e-6 && Number.isFinite(values[i]))
                inside.push(i);
            }
            if (inside.length === 0) continue;
            const drawn = [...taken]
              .filter((i) => Math.abs(columnOf(i) - column - 0.5) <= 0.5 + 1e-6)
              .map((i) => values[i]!);
            const finite = drawn.filter(Number.isFinite);
            expect(Math.max(...finite)).toBeGreaterThanOrEqual(Math.max(...inside.map((i) => values[i]!)));
            expect(Math.min(...finite)).toBeLessThanOrEqual(Math.min(...inside.map((i) => values[i]!)));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('decimate', () => {
  test('shows one spike in half a million points', () => {
    const values = new Float32Array(500_000).fill(1);
    values[333_333] = 50;
    const result = decimate(pyramidOf(values), evenPositions(values.length, 1), {
      min: 0,
      max: 499_999,
      columns: 1000,
      log: false,
    });
    expect(result.total).toBe(500_000);
    expect(result.shown).toBeLessThanOrEqual(4000);
    expect([...result.indices]).toContain(333_333);
  });

  test('keeps the neighbours outside the view, so that lines reach the edges', () => {
    const values = Float32Array.from({ length: 100 }, (_, i) => i);
    const view = { min: 10.5, max: 12.5, columns: 100, log: false };
    const result = decimate(pyramidOf(values), evenPositions(100, 1), view);
    expect([...result.indices]).toEqual([10, 11, 12, 13]);
    expect(result).toMatchObject({ shown: 2, total: 2 });
  });

  test('leaves out what a logarithmic axis cannot show', () => {
    const values = Float32Array.from({ length: 10 }, (_, i) => i);
    const result = decimate(pyramidOf(values), evenPositions(10, 1), {
      min: 1,
      max: 9,
      columns: 50,
      log: true,
    });
    expect([...result.indices]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('an empty series gives nothing', () => {
    const result = decimate(new Pyramid(), evenPositions(0, 1), { min: 0, max: 1, columns: 50, log: false });
    expect(result).toMatchObject({ shown: 0, total: 0 });
  });
});

describe('positions', () => {
  test('firstFrom is the inverse of at', () => {
    for (const [, axis] of axes) {
      const positions = axis(1000);
      for (const index of [0, 1, 37, 500, 999]) {
        const x = positions.at(index);
        expect(positions.at(positions.firstFrom(x))).toBe(x);
        if (positions.firstFrom(x) > 0) expect(positions.at(positions.firstFrom(x) - 1)).toBeLessThan(x);
      }
      expect(positions.firstFrom(Infinity)).toBe(1000);
    }
  });
});
