/** The runs of a sweep on one chart: which are drawn, in which order, and how each looks. */
import { describe, expect, it } from 'vitest';
import type { LedgerState } from '../../../shared/sweep/ledger';
import type { SweepLine } from '../../../shared/sweep/record';
import { SeriesBuffer } from '../../stores/series';
import { fakeRun } from '../runs/fakeRun';
import { liveCurve, liveLines, type LiveRole } from './liveCurves';

const lineOf = (number: number, state: LedgerState): SweepLine => ({
  ...{ trial: number, seed: 1, hash: '', state, runId: state === 'waiting' ? null : `run ${number}` },
  ...{ value: 3, epochs: 1, place: number, reason: null, endedAt: number },
});
const roles = (lines: ReturnType<typeof liveLines>) => lines.map(({ line, role }) => [line.trial, role]);

describe('the runs that are drawn', () => {
  it('are those that train, the best and the last to end; the best on top, what was pruned at the back', () => {
    const best = lineOf(1, 'completed');
    const drawn = liveLines(
      [lineOf(5, 'running'), lineOf(6, 'starting')],
      [best],
      [lineOf(4, 'pruned'), lineOf(3, 'diverged'), best],
    );
    expect(roles(drawn)).toEqual([
      [4, 'pruned'],
      [3, 'ended'],
      [5, 'running'],
      [6, 'running'],
      [1, 'best'],
    ]);
  });

  it('are each drawn once, and none without a run', () => {
    const running = lineOf(2, 'running');
    expect(roles(liveLines([running, lineOf(3, 'waiting')], [running], []))).toEqual([[2, 'running']]);
  });
});

describe('a run as a curve', () => {
  const run = { ...fakeRun({}), stepsPerEpoch: 50, totalSteps: 100 };
  const series = new SeriesBuffer();
  const evaluation = { trainLoss: 0.5, trainError: 10, testLoss: 0.6 };
  series.append(
    [],
    [
      { ...evaluation, step: 0, epoch: 0, elapsedMs: 0, testError: 50 },
      { ...evaluation, step: 50, epoch: 1, elapsedMs: 20, testError: null },
      { ...evaluation, step: 100, epoch: 2, elapsedMs: 40, testError: 8 },
    ],
  );
  const grounds = { panel: '#ffffff', ink: '#101010' };
  const objective = { metric: 'testError', direction: 'minimize', at: 'last' } as const;
  const curveOf = (role: LiveRole) =>
    liveCurve({ run, series, label: 'a', role }, objective, 'epoch', grounds);

  it('shows the objective at every evaluation, with a gap where there is none', () => {
    const { positions, raw } = curveOf('running');
    expect([0, 1, 2].map((i) => positions.at(i))).toEqual([0, 1, 2]);
    expect([0, 1, 2].map((i) => raw.valueAt(i))).toEqual([50, NaN, 8]);
  });

  it('is ink where it is the best, in its own colour while it trains, and faded after that: the pruned ones most', () => {
    const [best, running, ended, pruned] = (['best', 'running', 'ended', 'pruned'] as const).map(curveOf);
    expect(best?.look.color).toBe('#101010');
    const brightness = (color = ''): number =>
      (color.match(/[0-9a-f]{2}/gi) ?? []).reduce((sum, part) => sum + parseInt(part, 16), 0);
    expect(brightness(running?.look.color)).toBeLessThan(brightness(ended?.look.color));
    expect(brightness(ended?.look.color)).toBeLessThan(brightness(pruned?.look.color));
    // Not by colour alone.
    expect(pruned?.look.dash).not.toEqual([]);
    expect(ended?.look.dash).toEqual([]);
    expect([best, running, ended, pruned].map((curve) => curve?.quiet)).toEqual([false, false, true, true]);
  });
});
