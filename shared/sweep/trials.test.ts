/** From sweep to trials and ledger: each configuration once, resumable at any point, and what becomes of lines that changed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../catalog/strategies/strategy';
import { canonicalConfig } from '../config/runConfig';
import { moonsBase, mnistBase, sweepOf } from './fixtures/bases';
import {
  answeredRuns,
  failedAgain,
  missingRuns,
  observationsOf,
  stoppedAgain,
  type LedgerRun,
  type LedgerState,
} from './ledger';
import { extendedState, extensionIssues } from './extend';
import { bestSoFar, bestTrial, summarizeTrials } from './summary';
import { expandTrials, openSearch, type SweepTrial } from './trials';
import type { Sweep } from './sweepFile';

/** Equal configurations have equal text; a real hash would say no more. */
const hash = canonicalConfig;
const minimize = { metric: 'testError', direction: 'minimize', at: 'last' } as const;

const twelve = sweepOf(
  {
    space: [
      { path: 'model.hidden.0.activation.id', kind: 'values', values: ['relu', 'sigmoid'] },
      { path: 'model.hidden.0.units', kind: 'values', values: [32, 64, 128] },
    ],
    seeds: 2,
  },
  mnistBase,
);

const line = (
  trial: number,
  seed: number,
  state: LedgerState,
  parts: Partial<LedgerRun> = {},
): LedgerRun => ({
  trial,
  seed,
  hash: `${trial} ${seed}`,
  state,
  runId: state === 'waiting' ? null : `run ${trial} ${seed}`,
  value: null,
  epochs: 0,
  ...parts,
});

const trialsOf = (sweep: Sweep): SweepTrial[] => [...expandTrials(openSearch(sweep, hash))];

describe('trials of a sweep', () => {
  it('2 activations × 3 widths × 2 seeds are 6 configurations and 12 lines, the base in between untouched', () => {
    const trials = trialsOf(twelve);
    expect(trials.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    const lines = missingRuns(trials, twelve.seeds, [], hash);
    expect(lines).toHaveLength(12);
    expect(new Set(lines.map((one) => one.hash)).size).toBe(12);
    expect(lines.slice(0, 2).map(({ trial, seed }) => [trial, seed])).toEqual([
      [1, 1],
      [1, 2],
    ]);
    const widths = trials.map(({ config }) => config.model.hidden[0]?.units);
    expect(widths).toEqual([32, 64, 128, 32, 64, 128]);
  });

  it('points that come to the same configuration are one trial', () => {
    // The base is 8 ReLU already: with and without it the same.
    const sweep = sweepOf({
      strategy: { id: 'list', points: [{}, { 'model.hidden.0.units': 8 }, { 'model.hidden.0.units': 16 }] },
    });
    expect(trialsOf(sweep).map(({ number, point }) => [number, point])).toEqual([
      [1, {}],
      [2, { 'model.hidden.0.units': 16 }],
    ]);
  });

  it('random search gives as many different ones as asked, or all that there are', () => {
    const random = (trials: number) =>
      sweepOf({
        space: [
          { path: 'model.hidden.0.units', kind: 'values', values: [2, 4, 8] },
          { path: 'training.batchSize', kind: 'values', values: [16, 32] },
        ],
        strategy: { id: 'random', params: { trials } },
      });
    for (const [asked, given] of [
      [4, 4],
      [6, 6],
      [50, 6],
    ] as const) {
      const trials = trialsOf(random(asked));
      expect(trials).toHaveLength(given);
      expect(new Set(trials.map(({ identity }) => identity)).size).toBe(given);
    }
  });

  it('closed and opened anywhere, a search goes on as if nothing had happened', () => {
    const tpe = sweepOf({
      space: [
        { path: 'optimizer.learningRate', kind: 'range', min: 1e-4, max: 1, scale: 'log' },
        { path: 'model.depth', kind: 'range', min: 1, max: 3 },
      ],
      strategy: { id: 'tpe', params: { trials: 25, startupTrials: 4 } },
    });
    const run = (sweep: Sweep, breakAt: (count: number) => boolean) => {
      let search = openSearch(sweep, hash);
      const given: SweepTrial[] = [];
      const seen: Observation[] = [];
      for (let trial = search.next(seen); trial; trial = search.next(seen)) {
        given.push(trial);
        const { number, point } = trial;
        seen.push({ number, point, state: 'completed', cost: (number * 7) % 11, epochs: 1 });
        const saved = JSON.parse(JSON.stringify({ trials: given, state: search.state() })) as {
          trials: SweepTrial[];
          state: ReturnType<typeof search.state>;
        };
        if (breakAt(given.length)) search = openSearch(sweep, hash, saved.trials, saved.state);
      }
      return given.map(({ number, identity }) => [number, identity]);
    };
    for (const sweep of [twelve, tpe]) {
      const unbroken = run(sweep, () => false);
      expect(unbroken.length).toBe(sweep === tpe ? 25 : 6);
      expect(run(sweep, () => true)).toEqual(unbroken);
      expect(run(sweep, (count) => count % 3 === 0)).toEqual(unbroken);
    }
  });
});

describe('the ledger', () => {
  it('lacks nothing after any kill: what is there stays, what is missing is added once', () => {
    const trials = trialsOf(twelve);
    const all = missingRuns(trials, twelve.seeds, [], hash);
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (kept) => {
        const before = all.filter((_, i) => kept[i]);
        const added = missingRuns(trials, twelve.seeds, before, hash);
        const keys = [...before, ...added].map(({ trial, seed }) => `${trial} ${seed}`);
        expect(keys).toHaveLength(12);
        expect(new Set(keys).size).toBe(12);
      }),
    );
  });

  it('only waiting lines are answered by identical runs', () => {
    const lines = [line(1, 1, 'waiting'), line(1, 2, 'running'), line(2, 1, 'waiting'), line(2, 2, 'failed')];
    const answer = { runId: 'old', value: 4, epochs: 9 };
    expect(answeredRuns(lines, (text) => (text === '1 1' || text === '2 2' ? answer : null))).toEqual([
      { ...lines[0], ...answer, state: 'answered' },
    ]);
  });

  it('"failed again" takes the failed ones alone; "go on" takes what was stopped, an interrupted run with its run', () => {
    const states = [
      'completed',
      'answered',
      'pruned',
      'diverged',
      'failed',
      'cancelled',
      'interrupted',
    ] as const;
    const lines = states.map((state, i) => line(i, 1, state, { value: 1, epochs: 2 }));
    expect(failedAgain(lines)).toEqual([{ ...line(4, 1, 'waiting') }]);
    expect(stoppedAgain(lines)).toEqual([
      line(5, 1, 'waiting'),
      line(6, 1, 'waiting', { runId: 'run 6 1', value: 1, epochs: 2 }),
    ]);
  });

  it('tells strategies the mean over seeds, and the worst end of them', () => {
    const trials = [1, 2, 3, 4, 5].map((number) => ({ number, point: { n: number } }));
    const lines = [
      line(1, 1, 'completed', { value: 4, epochs: 10 }),
      line(1, 2, 'answered', { value: 6, epochs: 10 }),
      line(2, 1, 'completed', { value: 1, epochs: 10 }),
      line(2, 2, 'pruned', { value: 9, epochs: 3 }),
      line(3, 1, 'completed', { value: 2, epochs: 10 }),
      line(3, 2, 'waiting'),
      line(4, 1, 'failed'),
      line(4, 2, 'cancelled'),
      line(5, 1, 'diverged', { epochs: 2 }),
      line(5, 2, 'failed'),
    ];
    expect(observationsOf(trials, lines, minimize)).toEqual([
      { number: 1, point: { n: 1 }, state: 'completed', cost: 5, epochs: 10 },
      { number: 2, point: { n: 2 }, state: 'pruned', cost: 9, epochs: 3 },
      { number: 3, point: { n: 3 }, state: 'running', cost: 2, epochs: 0 },
      { number: 5, point: { n: 5 }, state: 'diverged', cost: null, epochs: 2 },
    ]);
    const maximize = { ...minimize, direction: 'maximize' } as const;
    expect(observationsOf(trials, lines, maximize)[0]?.cost).toBe(-5);
  });
});

describe('what the seeds say together', () => {
  it('the best has the best mean; one that lacks seeds waits behind whole ones', () => {
    const lines = [
      line(1, 1, 'completed', { value: 5 }),
      line(1, 2, 'completed', { value: 7 }),
      line(2, 1, 'completed', { value: 1 }),
      line(2, 2, 'running'),
      line(3, 1, 'completed', { value: 6 }),
      line(3, 2, 'completed', { value: 4 }),
    ];
    const summaries = summarizeTrials(lines);
    expect(bestTrial(summaries, minimize)?.trial).toBe(3);
    expect(bestTrial(summaries, { ...minimize, direction: 'maximize' })?.trial).toBe(1);
    expect(summaries[2]?.sample).toEqual({ n: 2, mean: 5, sd: Math.SQRT2, min: 4, max: 6 });
    expect(summaries[1]?.sample?.sd).toBeNull();
    expect(bestTrial(summarizeTrials(lines.slice(2, 4)), minimize)?.trial).toBe(2);
    expect(bestTrial([], minimize)).toBeNull();
  });

  it('the best so far never gets worse', () => {
    expect(bestSoFar([null, 5, 7, 3, null, 4], minimize)).toEqual([null, 5, 5, 3, 3, 3]);
  });
});

describe('a sweep that is extended', () => {
  const wider = (parts: Partial<Parameters<typeof sweepOf>[0]>, base = mnistBase) =>
    sweepOf(
      { space: [{ path: 'model.hidden.0.units', kind: 'values', values: [32, 64] }], seeds: 2, ...parts },
      base,
    );

  it('takes more seeds and wider grids, and says why not another base, objective or fewer seeds', () => {
    const before = wider({});
    expect(extensionIssues(before, wider({ seeds: 3 }))).toEqual([]);
    expect(
      extensionIssues(
        before,
        wider({ space: [{ path: 'model.hidden.0.units', kind: 'values', values: [32, 64, 128] }] }),
      ),
    ).toEqual([]);
    const paths = (after: Sweep) => extensionIssues(before, after).map(({ path }) => path);
    expect(paths(wider({ seeds: [2, 3] }))).toEqual(['seeds']);
    expect(paths(wider({ objective: { metric: 'testLoss' } }))).toEqual(['objective']);
    expect(paths(wider({}, moonsBase))).toEqual(['base']);
  });

  it('a wider grid gives only what is new, under new numbers; draws count on', () => {
    const before = wider({});
    const after = wider({
      space: [{ path: 'model.hidden.0.units', kind: 'values', values: [16, 32, 64, 128] }],
    });
    const first = openSearch(before, hash);
    const trials = [...expandTrials(first)];
    const state = extendedState(before, after, first.state());
    const more = [...expandTrials(openSearch(after, hash, trials, state))];
    expect(more.map(({ number, point }) => [number, point['model.hidden.0.units']])).toEqual([
      [3, 16],
      [4, 128],
    ]);

    const draws = (count: number) =>
      sweepOf({
        space: [{ path: 'optimizer.learningRate', kind: 'range', min: 1e-4, max: 1, scale: 'log' }],
        strategy: { id: 'random', params: { trials: count } },
      });
    const few = openSearch(draws(5), hash);
    const five = [...expandTrials(few)];
    const next = openSearch(draws(8), hash, five, extendedState(draws(5), draws(8), few.state()));
    expect([...five, ...expandTrials(next)]).toEqual(trialsOf(draws(8)));
  });
});
