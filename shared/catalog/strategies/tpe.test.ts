/** TPE: the split and the ratio against recorded Optuna, better than random on known functions, conditions, lists, and resumption. */
import { describe, expect, it } from 'vitest';
import { rangeDomain } from '../../sweep/domain';
import recorded from '../../sweep/fixtures/optunaTpe.json';
import { parzenMixture } from '../../sweep/parzen';
import type { Point } from '../../sweep/point';
import { freeParameter, isInside, type SearchParameter, type SearchSpace } from '../../sweep/space';
import { branin, hartmann6, minimize } from './fixtures/functions';
import { random } from './random';
import { initialStrategyState, strategyStateSchema, type Observation } from './strategy';
import { goodCount, splitObservations, tpe } from './tpe';

const params = { trials: 100, seed: 1, startupTrials: 10, candidates: 24 };
const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('TPE beside Optuna', () => {
  const observations = recorded.search.observations as Observation[];
  const { good, rest } = splitObservations(observations);

  it('calls the same observations good', () => {
    expect(good.map(({ number }) => number)).toEqual(recorded.search.good);
    expect(good.length + rest.length).toBe(observations.length);
  });

  it('gives candidates the same score', () => {
    const domains = [
      rangeDomain({ min: -5, max: 10 }),
      rangeDomain({ min: 1e-5, max: 1, log: true }),
      { kind: 'categorical', values: ['a', 'b', 'c'] },
    ] as const;
    const rowOf = ({ x, y, c }: { x: number; y: number; c: string }) => [x, y, c];
    const rows = (half: readonly Observation[]) => half.map(({ point }) => rowOf(point as never));
    const l = parzenMixture(domains, rows(good));
    const g = parzenMixture(domains, rows(rest));
    recorded.search.probes.forEach((probe, i) => {
      expect(l.logDensity(rowOf(probe)) - g.logDensity(rowOf(probe))).toBeCloseTo(
        recorded.search.logRatios[i]!,
        8,
      );
    });
  });

  it('calls a tenth good, rounded up, 25 at most', () => {
    expect([0, 1, 10, 11, 99, 250, 1000].map(goodCount)).toEqual([0, 1, 1, 2, 10, 25, 25]);
  });

  it('puts pruned behind completed, those that came further first, and diverged last', () => {
    const seen = (
      number: number,
      state: Observation['state'],
      cost: number | null,
      epochs: number,
    ): Observation => ({
      number,
      point: {},
      state,
      cost,
      epochs,
    });
    // Eleven finished ones: ⌈1.1⌉ = 2 are good.
    const pruned = Array.from({ length: 8 }, (_, i) => seen(i + 1, 'pruned', 0.1, i === 5 ? 9 : 3));
    const all = [
      ...pruned,
      seen(9, 'completed', 5, 27),
      seen(10, 'diverged', 0, 27),
      seen(11, 'diverged', null, 1),
      seen(12, 'running', null, 0),
    ];
    // The only completed one, then the pruned one that reached epoch 9, though all pruned costs are lower.
    expect(splitObservations(all).good.map(({ number }) => number)).toEqual([6, 9]);
    expect(splitObservations(all).rest.at(-1)?.number).toBe(12);
  });
});

describe('TPE against random search, 20 seeds', () => {
  it.each([
    ['Branin', branin, 60],
    ['Hartmann-6', hartmann6, 100],
  ] as const)('comes closer to the minimum of %s', (_name, problem, trials) => {
    const best = (strategy: typeof tpe) =>
      seeds.map((seed) => minimize(strategy, problem, trials, { ...params, seed }));
    const regretOfTpe = best(tpe).map((value) => value - problem.minimum);
    const regretOfRandom = best(random).map((value) => value - problem.minimum);
    const wins = seeds.filter((_, i) => regretOfTpe[i]! < regretOfRandom[i]!).length;
    expect(mean(regretOfTpe)).toBeLessThan(0.6 * mean(regretOfRandom));
    // Sign test: 15 or more of 20 by chance has a probability of 2 %.
    expect(wins).toBeGreaterThanOrEqual(15);
    expect(Math.min(...regretOfTpe)).toBeGreaterThanOrEqual(0);
  });
});

describe('TPE on lists and conditions', () => {
  const rate = rangeDomain({ min: 1e-4, max: 1, log: true });
  const width = rangeDomain({ min: 1, max: 256, integer: true, log: true });
  const withDepth = (path: string, atLeast: number): SearchParameter => ({
    ...freeParameter(path, width),
    decidedBy: ['depth'],
    exists: ({ depth }) => Number(depth) >= atLeast,
  });
  const space: SearchSpace = {
    parameters: [
      freeParameter('optimizer', { kind: 'categorical', values: ['sgd', 'momentum', 'adam', 'rmsprop'] }),
      freeParameter('depth', rangeDomain({ min: 1, max: 3, integer: true })),
      freeParameter('rate', rate),
      freeParameter('width1', width),
      withDepth('width2', 2),
      withDepth('width3', 3),
    ],
  };
  /** Best: Adam at 0.01, two layers, the second of 32 units. */
  const cost = (point: Point): number =>
    (point['optimizer'] === 'adam' ? 0 : 1) +
    Math.abs(Number(point['depth']) - 2) +
    Math.abs(Math.log10(Number(point['rate'])) + 2) +
    ('width2' in point ? Math.abs(Math.log2(Number(point['width2'])) - 5) / 3 : 1);

  it('finds what lists and conditional widths are best', () => {
    const last = seeds.map((seed) => {
      const seen: Point[] = [];
      minimize(tpe, { space, cost, minimum: 0 }, 80, { ...params, seed }, (point) => seen.push(point));
      expect(seen.every((point) => isInside(space, point))).toBe(true);
      return seen.slice(-20);
    });
    const share = (test: (point: Point) => boolean) =>
      mean(last.flat().map((point) => (test(point) ? 1 : 0)));
    // Blind guessing: a quarter Adam, a third of depth 2.
    expect(share(({ optimizer }) => optimizer === 'adam')).toBeGreaterThan(0.7);
    expect(share(({ depth }) => depth === 2)).toBeGreaterThan(0.6);
    const widths = last
      .flat()
      .flatMap(({ width2 }) => (width2 === undefined ? [] : [Math.log2(Number(width2))]));
    expect(Math.abs(mean(widths) - 5)).toBeLessThan(1);
  });

  it('works where the whole space is conditional on a list, or of one value', () => {
    const single: SearchSpace = { parameters: [freeParameter('x', rangeDomain({ min: 3, max: 3 }))] };
    expect(minimize(tpe, { space: single, cost: ({ x }) => Number(x), minimum: 3 }, 15, params)).toBe(3);
  });

  it('leaves out observations that today’s space does not hold', () => {
    const narrow: SearchSpace = {
      parameters: [freeParameter('rate', rangeDomain({ min: 0.1, max: 1, log: true }))],
    };
    const old = Array.from({ length: 30 }, (_, i): Observation => ({
      number: i + 1,
      point: i % 2 ? { rate: 1e-3 } : { other: 'x' },
      state: 'completed',
      cost: i,
      epochs: 1,
    }));
    const { point } = tpe.propose({ space: narrow, params, points: [] }, initialStrategyState, old);
    expect(isInside(narrow, point!)).toBe(true);
  });
});

describe('TPE as state in, proposal out', () => {
  it('goes on after its state was written and read as if nothing had happened', () => {
    const context = { space: branin.space, params, points: [] };
    const run = (interrupted: boolean): Point[] => {
      let state = initialStrategyState;
      let seen: Observation[] = [];
      for (let i = 0; i < 25; i++) {
        if (interrupted) {
          state = strategyStateSchema.parse(JSON.parse(JSON.stringify(state)));
          seen = JSON.parse(JSON.stringify(seen)) as Observation[];
        }
        const proposal = tpe.propose(context, state, seen);
        state = proposal.state;
        const point = proposal.point!;
        seen.push({ number: i + 1, point, state: 'completed', cost: branin.cost(point), epochs: 1 });
      }
      return seen.map(({ point }) => point);
    };
    expect(run(true)).toEqual(run(false));
  });

  it('is random until enough have finished, and looks elsewhere than where others are running', () => {
    const context = { space: branin.space, params, points: [] };
    const running = (point: Point, number: number): Observation => ({
      number,
      point,
      state: 'running',
      cost: null,
      epochs: 0,
    });
    const state = { proposed: 12, last: null };
    const others = Array.from({ length: 12 }, (_, i) => running({ x: i, y: i }, i + 1));
    expect(tpe.propose(context, state, others)).toEqual(random.propose(context, state, []));

    const finished = Array.from({ length: 12 }, (_, i): Observation => ({
      number: i + 1,
      point: { x: i - 4, y: i },
      state: 'completed',
      cost: (i - 6) ** 2,
      epochs: 1,
    }));
    const alone = tpe.propose(context, state, finished).point!;
    const crowd = Array.from({ length: 6 }, (_, i) => running(alone, 13 + i));
    expect(tpe.propose(context, state, [...finished, ...crowd]).point).not.toEqual(alone);
  });
});
