/** Grid, random and list: complete, without repetition, independent of who asks when, and resumable. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeDomain } from '../../sweep/domain';
import { pointKey, type Point } from '../../sweep/point';
import { freeParameter, gridSize, isInside, type SearchParameter, type SearchSpace } from '../../sweep/space';
import { grid } from './grid';
import { list } from './list';
import { random } from './random';
import {
  initialStrategyState,
  strategyStateSchema,
  type Observation,
  type SearchContext,
  type StrategyDefinition,
} from './strategy';

const depth: SearchParameter = freeParameter(
  'depth',
  rangeDomain({ min: 1, max: 3, integer: true }),
  [1, 2, 3],
);
const widthOf = (layer: number): SearchParameter => ({
  path: `width${layer}`,
  domain: { kind: 'categorical', values: [8, 16] },
  grid: [8, 16],
  decidedBy: ['depth'],
  exists: (point) => Number(point['depth']) >= layer,
});
const conditional: SearchSpace = { parameters: [depth, widthOf(1), widthOf(2), widthOf(3)] };

/** All points, the state written down and read again before each proposal. */
function allOf(strategy: StrategyDefinition, context: SearchContext, most = Infinity): Point[] {
  const points: Point[] = [];
  let state = initialStrategyState;
  while (points.length < most) {
    state = strategyStateSchema.parse(JSON.parse(JSON.stringify(state)));
    const proposal = strategy.propose(context, state, []);
    state = proposal.state;
    if (!proposal.point) break;
    points.push(proposal.point);
  }
  return points;
}

describe('grid', () => {
  it('goes through every combination once, the last parameter changing fastest', () => {
    const space: SearchSpace = {
      parameters: [
        freeParameter('a', { kind: 'categorical', values: ['relu', 'tanh'] }, ['relu', 'tanh']),
        freeParameter('b', { kind: 'categorical', values: [32, 64, 128] }, [32, 64, 128]),
      ],
    };
    expect(allOf(grid, { space, params: {}, points: [] }).map(({ a, b }) => `${a} ${b}`)).toEqual([
      'relu 32',
      'relu 64',
      'relu 128',
      'tanh 32',
      'tanh 64',
      'tanh 128',
    ]);
  });

  it('varies the width of a layer only where the layer exists: 2 + 4 + 8 configurations', () => {
    const points = allOf(grid, { space: conditional, params: {}, points: [] });
    expect(points).toHaveLength(14);
    expect(gridSize(conditional)).toBe(14);
    expect(new Set(points.map(pointKey)).size).toBe(14);
    for (const point of points) expect(isInside(conditional, point)).toBe(true);
  });

  it('has one configuration where nothing is varied, and ends', () => {
    expect(allOf(grid, { space: { parameters: [] }, params: {}, points: [] })).toEqual([{}]);
  });

  it('has as many different points as it says, for any lists and conditions', () => {
    const parameters = fc.array(
      fc.record({ size: fc.integer({ min: 1, max: 4 }), bound: fc.option(fc.nat(3), { nil: null }) }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(parameters, (shape) => {
        const space: SearchSpace = {
          parameters: shape.map(({ size, bound }, index) => {
            const values = Array.from({ length: size }, (_, i) => i);
            const decider = `p${index - 1}`;
            return {
              path: `p${index}`,
              domain: { kind: 'categorical', values },
              grid: values,
              decidedBy: index > 0 && bound !== null ? [decider] : [],
              exists: (point) => index === 0 || bound === null || Number(point[decider] ?? -1) >= bound,
            };
          }),
        };
        const points = allOf(grid, { space, params: {}, points: [] });
        expect(new Set(points.map(pointKey)).size).toBe(points.length);
        expect(points.length).toBe(gridSize(space));
        for (const point of points) expect(isInside(space, point)).toBe(true);
      }),
    );
  });
});

describe('random', () => {
  const params = { trials: 1000, seed: 7 };
  const rate = freeParameter('rate', rangeDomain({ min: 1e-5, max: 1e-1, log: true }));
  const units = freeParameter('units', rangeDomain({ min: 1, max: 64, integer: true }));
  const share = freeParameter('share', rangeDomain({ min: 0, max: 0.5 }));
  const kind = freeParameter('kind', { kind: 'categorical', values: ['x', 'y', 'z'] });
  const space: SearchSpace = { parameters: [rate, units, share, kind] };
  const context: SearchContext = { space, params, points: [] };
  const points = allOf(random, context, 3000);
  const shareOf = (test: (point: Point) => boolean) => points.filter(test).length / points.length;

  it('draws log-uniform, uniform, whole and listed values as evenly as they should be', () => {
    for (const point of points) expect(isInside(space, point)).toBe(true);
    // Four decades, a quarter each; 3,000 draws: four standard errors are 3.2 %.
    for (const from of [1e-5, 1e-4, 1e-3, 1e-2]) {
      const inDecade = shareOf((point) => Number(point['rate']) >= from && Number(point['rate']) < 10 * from);
      expect(Math.abs(inDecade - 0.25)).toBeLessThan(0.032);
    }
    expect(Math.abs(shareOf((point) => Number(point['share']) < 0.25) - 0.5)).toBeLessThan(0.037);
    for (const value of ['x', 'y', 'z'])
      expect(Math.abs(shareOf((point) => point['kind'] === value) - 1 / 3)).toBeLessThan(0.035);
    for (const end of [1, 64]) {
      const atEnd = shareOf((point) => point['units'] === end);
      expect(atEnd).toBeGreaterThan(0.005);
      expect(atEnd).toBeLessThan(0.03);
    }
  });

  it('is decided by the seed and the number alone, whatever has been seen', () => {
    const seen: Observation[] = [
      { number: 1, point: points[0] as Point, state: 'completed', cost: 3, epochs: 1 },
      { number: 2, point: points[1] as Point, state: 'running', cost: null, epochs: 0 },
    ];
    const at = { proposed: 41, last: points[40] as Point };
    expect(random.propose(context, at, seen)).toEqual(random.propose(context, at, []));
    expect(random.propose(context, at, []).point).toEqual(points[41]);
    const other = allOf(random, { ...context, params: { ...params, seed: 8 } }, 10);
    expect(other).not.toEqual(points.slice(0, 10));
  });

  it('leaves the draws of the others alone when a parameter is added or the order changes', () => {
    const added: SearchSpace = {
      parameters: [
        freeParameter('more', { kind: 'categorical', values: [true, false] }),
        kind,
        share,
        units,
        rate,
      ],
    };
    const with5 = allOf(random, { ...context, space: added }, 50);
    with5.forEach(({ more, ...point }, i) => {
      expect([true, false]).toContain(more);
      expect(point).toEqual(points[i]);
    });
  });

  it('gives conditional parameters a value only where they exist', () => {
    const drawn = allOf(random, { space: conditional, params, points: [] }, 300);
    for (const point of drawn) expect(isInside(conditional, point)).toBe(true);
    expect(drawn.some((point) => 'width3' in point)).toBe(true);
    expect(drawn.some((point) => !('width2' in point))).toBe(true);
  });
});

describe('list', () => {
  it('gives the configurations in their order, and then no more', () => {
    const points = [{ a: 1 }, { a: 3 }, { a: 2, b: 'x' }];
    const context = { space: { parameters: [] }, params: {}, points };
    expect(allOf(list, context)).toEqual(points);
  });
});
