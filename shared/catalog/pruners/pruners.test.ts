/** Pruners: ASHA against recorded Optuna, the rules of each, repeated reports, and states that survive being written down. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeParams } from '../parameter';
import recorded from './fixtures/optunaAsha.json';
import { prunerOf, pruners } from './index';
import type { PrunerDefinition, PrunerState, RunReport, Verdict } from './pruner';

const numbersOf = (pruner: PrunerDefinition, given: Readonly<Record<string, number>> = {}) =>
  completeParams(pruner, given, '').params;

/** A pruner that is told one thing after the other. */
function judgeBy(id: string, given: Readonly<Record<string, number>> = {}) {
  const pruner = prunerOf(id);
  const params = numbersOf(pruner, given);
  let state: PrunerState = pruner.start();
  return {
    report: (run: string, epoch: number, cost: number | null, isLast = false): Verdict => {
      const after = pruner.report(state, { run, epoch, cost, isLast }, params);
      state = after.state;
      return after.verdict;
    },
    finish: (run: string, completed = true) => {
      state = pruner.finish(state, run, completed);
    },
    /** As after the lab was closed and opened again. */
    reopen: () => {
      state = pruner.revive(JSON.parse(JSON.stringify(state)));
    },
  };
}

describe('ASHA', () => {
  it('says what share of its epochs a run usually gets', () => {
    const share = (epochs: number, params: Readonly<Record<string, number>>) =>
      prunerOf('asha').usualShare?.(epochs, { graceRuns: 0, maxEpochs: 0, ...params });
    // One epoch for all, two more for a third, the other six for a ninth.
    expect(share(9, { reductionFactor: 3, minEpochs: 1 })).toBeCloseTo((1 + 2 / 3 + 6 / 9) / 9, 12);
    expect(share(9, { reductionFactor: 3, minEpochs: 1, maxEpochs: 3 })).toBeCloseTo((1 + 8 / 3) / 9, 12);
    expect(share(4, { reductionFactor: 2, minEpochs: 8 })).toBe(1);
  });

  it.each(recorded.sequences)(
    'judges a recorded sequence as Optuna does (η = $reductionFactor, first rung $minEpochs)',
    ({ reductionFactor, minEpochs, epochs, reports }) => {
      const asha = judgeBy('asha', { reductionFactor, minEpochs });
      const verdicts = (reports as [number, number, number | null, boolean][]).map(([run, epoch, cost]) => [
        run,
        epoch,
        asha.report(String(run), epoch, cost, epoch === epochs).prune,
      ]);
      expect(verdicts).toEqual(
        (reports as [number, number, number | null, boolean][]).map(([run, epoch, , pruned]) => [
          run,
          epoch,
          pruned,
        ]),
      );
      // The recording is worth something only if both verdicts are common in it.
      const pruned = reports.filter(([, , , gone]) => gone).length;
      expect(pruned).toBeGreaterThan(10);
    },
  );

  it('lets one in η through each rung in the long run, and spends far less than whole runs', () => {
    const asha = judgeBy('asha', { reductionFactor: 3, minEpochs: 1 });
    let spent = 0;
    const reached = [0, 0, 0, 0];
    for (let run = 0; run < 600; run++) {
      // Costs in an order that says nothing: multiples of a number prime to 600.
      const cost = (run * 247) % 600;
      for (let epoch = 1; epoch <= 27; epoch++) {
        spent++;
        if (epoch === 1 || epoch === 3 || epoch === 9 || epoch === 27)
          reached[Math.log(epoch) / Math.log(3)]!++;
        if (asha.report(String(run), epoch, cost, epoch === 27).prune) break;
      }
    }
    const [all = 0, first = 0, second = 0] = reached;
    expect(all).toBe(600);
    // The first few of a rung are let through more easily (nothing is waited for), so a little over a third.
    expect(first / all).toBeGreaterThan(0.28);
    expect(first / all).toBeLessThan(0.4);
    // What it says of itself: near what was spent.
    const usual =
      prunerOf('asha').usualShare?.(27, { reductionFactor: 3, minEpochs: 1, maxEpochs: 0 }) ?? NaN;
    expect(spent / (600 * 27) / usual).toBeGreaterThan(0.9);
    expect(spent / (600 * 27) / usual).toBeLessThan(1.15);
    expect(second / first).toBeLessThan(0.5);
    expect(spent).toBeLessThan(0.25 * 600 * 27);
  });

  it('judges a run once at each rung: asked again it says the same, though better ones have come since', () => {
    const asha = judgeBy('asha', { reductionFactor: 2, minEpochs: 1 });
    expect(asha.report('a', 1, 5).prune).toBe(false);
    expect(asha.report('b', 1, 9).prune).toBe(true);
    for (const run of ['c', 'd', 'e']) asha.report(run, 1, 1);
    expect(asha.report('a', 1, 5).prune).toBe(false);
    expect(asha.report('b', 1, 0).prune).toBe(true);
  });

  it('judges at the first evaluation at or after a rung, and says where it stood', () => {
    const asha = judgeBy('asha', { reductionFactor: 2, minEpochs: 3 });
    expect(asha.report('a', 2, 1).prune).toBe(false);
    expect(asha.report('a', 4, 1).prune).toBe(false);
    expect(asha.report('b', 4, 2)).toEqual({
      prune: true,
      reason: 'Pruned at epoch 4 (rung at 3): number 2 of 2 there so far; one in 2 goes on.',
    });
  });

  it('lets the first ones go on by the grace, and leaves alone who has come past the last rung', () => {
    const asha = judgeBy('asha', { reductionFactor: 2, minEpochs: 1, maxEpochs: 4, graceRuns: 3 });
    expect(asha.report('a', 1, 1).prune).toBe(false);
    expect(asha.report('b', 1, 2).prune).toBe(false);
    expect(asha.report('c', 1, 3).prune).toBe(false);
    expect(asha.report('d', 1, 4).prune).toBe(true);
    expect(asha.report('a', 2, 1).prune).toBe(false);
    // Rungs at 1 and 2; 4 is where runs are left alone.
    expect(asha.report('b', 4, 999).prune).toBe(false);
    expect(asha.report('b', 8, 9999).prune).toBe(false);
  });

  it('never prunes at a run’s own end, and never lets through what is not finite', () => {
    const asha = judgeBy('asha', { reductionFactor: 2, minEpochs: 1 });
    expect(asha.report('a', 1, null)).toEqual({
      prune: true,
      reason: 'Pruned at epoch 1: its value is not a finite number.',
    });
    asha.report('b', 1, 1);
    expect(asha.report('c', 1, 9, true).prune).toBe(false);
  });
});

describe('median', () => {
  const whole = (judge: ReturnType<typeof judgeBy>, run: string, costs: readonly number[]) => {
    costs.forEach((cost, i) => judge.report(run, i + 1, cost, i === costs.length - 1));
    judge.finish(run);
  };

  it('prunes who is worse than the median of completed runs at the same epoch, once enough are completed', () => {
    const median = judgeBy('median', { startupRuns: 3, warmupEpochs: 1 });
    whole(median, 'a', [10, 8]);
    whole(median, 'b', [20, 9]);
    expect(median.report('early', 1, 99).prune).toBe(false);
    whole(median, 'c', [30, 10]);
    expect(median.report('d', 1, 20).prune).toBe(false);
    expect(median.report('e', 1, 21)).toEqual({
      prune: true,
      reason:
        'Pruned after epoch 1: its best value is worse than the median of 3 completed runs at this epoch.',
    });
    // What counts is the best so far: 8.5 at epoch 1, better than the median 9 of epoch 2.
    median.report('f', 1, 8.5);
    expect(median.report('f', 2, 50).prune).toBe(false);
  });

  it('takes the mean of the middle two, learns nothing from runs that were cut short, and waits for the warm-up', () => {
    const median = judgeBy('median', { startupRuns: 2, warmupEpochs: 2 });
    whole(median, 'a', [1, 1]);
    whole(median, 'b', [3, 3]);
    median.report('cut', 1, 1000);
    median.report('cut', 2, 1000);
    median.finish('cut', false);
    expect(median.report('c', 1, 99).prune).toBe(false);
    expect(median.report('d', 2, 2).prune).toBe(false);
    expect(median.report('e', 2, 2.01).prune).toBe(true);
  });
});

describe('patience', () => {
  it('counts evaluations since the best; less than the smallest improvement does not count', () => {
    const patience = judgeBy('patience', { patience: 2, minDelta: 0.5 });
    expect(patience.report('a', 1, 10).prune).toBe(false);
    expect(patience.report('a', 2, 9.6).prune).toBe(false);
    expect(patience.report('a', 3, 9.4).prune).toBe(false);
    expect(patience.report('a', 4, 9.2).prune).toBe(false);
    expect(patience.report('a', 5, 9.0)).toEqual({
      prune: true,
      reason: 'Pruned after epoch 5: no improvement in the last 2 evaluations.',
    });
  });

  it('judges each run by itself, and not at its end or before the warm-up', () => {
    const patience = judgeBy('patience', { patience: 1, warmupEpochs: 3 });
    patience.report('a', 1, 1);
    expect(patience.report('a', 2, 2).prune).toBe(false);
    expect(patience.report('b', 3, 50).prune).toBe(false);
    expect(patience.report('a', 3, 3, true).prune).toBe(false);
    expect(patience.report('a', 4, 3).prune).toBe(true);
  });
});

describe('every pruner', () => {
  const report = fc.record({
    run: fc.constantFrom('1 1', '1 2', '2 1', '3 1', '4 1', '5 1'),
    cost: fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { nil: null }),
    ends: fc.constantFrom('no', 'no', 'no', 'no', 'completed', 'cut'),
  });

  it.each(pruners.map(({ id }) => [id]))('%s: a state that was written and read judges the same', (id) => {
    fc.assert(
      fc.property(fc.array(report, { maxLength: 60 }), (reports) => {
        const small = id === 'median' ? { startupRuns: 1 } : {};
        const through = judgeBy(id, small);
        const broken = judgeBy(id, small);
        const epochs = new Map<string, number>();
        for (const { run, cost, ends } of reports) {
          const epoch = (epochs.get(run) ?? 0) + 1;
          epochs.set(run, epoch);
          broken.reopen();
          const verdict = through.report(run, epoch, cost);
          expect(broken.report(run, epoch, cost)).toEqual(verdict);
          // The same report again, as after a resumption from a checkpoint, gets the same answer.
          expect(through.report(run, epoch, cost)).toEqual(verdict);
          expect(broken.report(run, epoch, cost)).toEqual(verdict);
          if (ends === 'no') continue;
          epochs.delete(run);
          through.finish(run, ends === 'completed');
          broken.finish(run, ends === 'completed');
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(pruners.map(({ id }) => [id]))('%s: never changes the state it was given', (id) => {
    const pruner = prunerOf(id);
    const params = numbersOf(pruner);
    let state = pruner.start();
    const told: RunReport[] = [1, 2, 3, 4].map((epoch) => ({ run: 'a', epoch, cost: epoch, isLast: false }));
    for (const one of told) {
      const before = JSON.stringify(state);
      const after = pruner.report(state, one, params).state;
      pruner.finish(after, 'a', true);
      expect(JSON.stringify(state)).toBe(before);
      state = after;
    }
  });

  it.each(pruners.map(({ id }) => [id]))('%s: refuses a saved state that is none of its own', (id) => {
    expect(() => prunerOf(id).revive({ wrong: 1 })).toThrow(/saved state of the pruner .* cannot be read/);
  });

  it('before training, no run is pruned', () => {
    for (const { id } of pruners) expect(judgeBy(id).report('a', 0, 90).prune).toBe(false);
  });
});
