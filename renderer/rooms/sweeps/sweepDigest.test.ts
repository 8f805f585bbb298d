/** What a sweep's pictures are drawn from: growing line by line comes to what going through all lines comes to. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Objective } from '../../../shared/sweep/objective';
import type { LedgerState } from '../../../shared/sweep/ledger';
import type { SweepLine } from '../../../shared/sweep/record';
import { bestSoFar, summarizeTrials, type TrialSummary } from '../../../shared/sweep/summary';
import { lineKey, SweepBook } from '../../stores/sweepBook';
import { mostEnded, SweepDigest } from './sweepDigest';
import { queuePart } from './sweepView';

const objective: Objective = { metric: 'testError', direction: 'minimize', at: 'last' };

function lineOf(place: number, state: LedgerState, value: number | null, endedAt: number | null): SweepLine {
  const [trial, seed] = [1 + Math.floor(place / 2), 1 + (place % 2)];
  const runId = state === 'waiting' ? null : `run ${place}`;
  return { trial, seed, hash: '', state, runId, value, epochs: 1, place, reason: null, endedAt };
}

/** By the plain way: all lines gone through. */
function plainly(lines: readonly SweepLine[]) {
  const results = lines
    .filter(({ state, value }) => (state === 'completed' || state === 'answered') && value !== null)
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0) || a.place - b.place);
  const values = results.map(({ value }) => value as number);
  return {
    values,
    best: bestSoFar(values, objective),
    places: results.map(({ place }) => place),
    trials: summarizeTrials(lines),
    running: lines.filter((line) => queuePart(line) === 'running').map(({ place }) => place),
  };
}

const change = fc.record({
  place: fc.integer({ min: 0, max: 30 }),
  state: fc.constantFrom<LedgerState>(
    ...(['waiting', 'running', 'completed', 'pruned', 'failed', 'answered', 'interrupted'] as const),
  ),
  value: fc.option(fc.integer({ min: 0, max: 50 })),
  endedAt: fc.integer({ min: 0, max: 20 }),
});

describe('a sweep as it grows', () => {
  it('knows what a look at all its lines would find, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 12 }), (batches) => {
        const book = new SweepBook();
        const digest = new SweepDigest(book, objective);
        book.follow(digest);
        book.fill({ trials: [], lines: [] });
        const now = new Map<string, SweepLine>();
        for (const batch of batches) {
          const lines = batch.map(({ place, state, value, endedAt }) => lineOf(place, state, value, endedAt));
          for (const line of lines) now.set(lineKey(line.trial, line.seed), line);
          book.advance({ id: 'sweep', trials: [], lines });
        }
        const expected = plainly([...now.values()]);
        const { values, best, lines } = digest.history();
        expect(values).toEqual(expected.values);
        expect(best).toEqual(expected.best);
        expect(lines.map(({ place }) => place)).toEqual(expected.places);
        expect([...digest.running()].map(({ place }) => place).sort()).toEqual(expected.running.sort());
        const bySeed = (list: readonly TrialSummary[]) =>
          list.map((each) => ({
            ...each,
            point: {},
            members: [...each.members].sort((a, b) => a.seed - b.seed),
          }));
        expect(bySeed(digest.trials())).toEqual(bySeed(expected.trials));
      }),
    );
  });

  it('keeps the runs that ended last, the last in front', () => {
    const book = new SweepBook();
    const digest = new SweepDigest(book, objective);
    book.fill({ trials: [], lines: Array.from({ length: 100 }, (_, i) => lineOf(i, 'completed', i, i)) });
    book.follow(digest);
    const latest = Array.from({ length: mostEnded }, (_, i) => 99 - i);
    expect(digest.ended().map(({ place }) => place)).toEqual(latest);
    // One of them is trained again: it is none of those that have ended.
    book.advance({ id: 'sweep', trials: [], lines: [lineOf(99, 'running', null, null)] });
    expect(digest.ended()[0]?.place).toBe(98);
    expect(digest.history().values.at(-1)).toBe(98);
  });

  it('begins anew with the whole', () => {
    const book = new SweepBook();
    const digest = new SweepDigest(book, objective);
    book.follow(digest);
    book.fill({ trials: [], lines: [lineOf(0, 'completed', 3, 1), lineOf(1, 'running', null, null)] });
    book.fill({ trials: [], lines: [lineOf(0, 'completed', 4, 1)] });
    expect(digest.history().values).toEqual([4]);
    expect([...digest.running()]).toEqual([]);
  });
});

describe('a book that is being filled', () => {
  it('puts what came while the whole was taken in on top of it', () => {
    const book = new SweepBook();
    book.fill({ trials: [], lines: [lineOf(0, 'running', null, null)] });
    book.beginFill();
    book.advance({ id: 'sweep', trials: [], lines: [lineOf(0, 'completed', 2, 5)] });
    expect(book.lines.get(lineKey(1, 1))?.state).toBe('completed');
    book.fill({ trials: [], lines: [lineOf(0, 'running', null, null)] });
    expect(book.lines.get(lineKey(1, 1))?.state).toBe('completed');
  });
});

describe('over the seeds', () => {
  it('a configuration comes into the history with its last seed, by its mean, with its members', () => {
    const book = new SweepBook();
    const digest = new SweepDigest(book, objective);
    book.follow(digest);
    const lines = [
      lineOf(0, 'completed', 4, 1),
      lineOf(1, 'completed', 6, 9),
      lineOf(2, 'completed', 1, 2),
      lineOf(3, 'running', null, null),
      lineOf(4, 'completed', 3, 3),
      lineOf(5, 'failed', null, 4),
    ];
    book.fill({ trials: [], lines });
    const { values, best, members, samples } = digest.meanHistory();
    // The second waits for its other seed; the third has one value only.
    expect([values, best]).toEqual([
      [3, 5],
      [3, 3],
    ]);
    expect(members).toEqual([[3], [4, 6]]);
    expect(samples?.map(({ n, sd }) => [n, sd])).toEqual([
      [1, null],
      [2, Math.SQRT2],
    ]);
  });
});
