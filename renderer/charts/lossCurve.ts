/** The losses of one run as a curve: keeps pyramids and smoothing while the series grows (renderer). */
import type { RunRecord } from '../../shared/runs/run';
import { runLook } from '../format/runColors';
import type { GrowingSeries } from '../stores/series';
import type { Curve } from './curve';
import { evenPositions, knottedPositions, type Positions } from './positions';
import { Pyramid } from './pyramid';
import { Smoothed } from './smoothing';

/** What may lie along the x axis. Times are in seconds; samples are the rows trained on, each as often as it was. */
export const xAxes = ['step', 'epoch', 'time', 'samples'] as const;
export type XAxis = (typeof xAxes)[number];

/** One run's losses; `curve` brings it up to date. */
export class LossCurve {
  private readonly raw = new Pyramid();
  private readonly smoothed = new Smoothed();
  private knots = { steps: new Float64Array(0), seconds: new Float64Array(0) };
  private seenLength = 0;
  private seenChunks = 0;
  private seenLast = -1;

  constructor(private readonly series: GrowingSeries) {}

  /** The curve as it is now. `weight` 0 is no smoothing. */
  curve(run: RunRecord, axis: XAxis, weight: number, label: string, rowsPerEpoch = NaN): Curve {
    const { series } = this;
    if (this.wasRewritten()) {
      this.raw.clear();
      this.smoothed.clear();
    }
    this.raw.update(series.values, series.length);
    if (weight > 0) this.smoothed.update(series.values, series.length, weight);
    return {
      id: run.id,
      label,
      look: runLook(run.number),
      positions: this.positions(run, axis, rowsPerEpoch),
      raw: this.raw,
      smoothed: weight > 0 ? this.smoothed.pyramid : null,
      marked: false,
    };
  }

  /** Whether points that were seen already have been written again: a run that went on from a checkpoint. */
  private wasRewritten(): boolean {
    const { series, seenChunks, seenLast, seenLength } = this;
    const starts = series.chunkFirstSteps;
    const rewritten =
      series.length < seenLength ||
      series.chunkCount < seenChunks ||
      (seenChunks > 0 && starts[seenChunks - 1] !== seenLast) ||
      (series.chunkCount > seenChunks && (starts[seenChunks] as number) < seenLength);
    this.seenLength = series.length;
    this.seenChunks = series.chunkCount;
    this.seenLast = starts[series.chunkCount - 1] ?? -1;
    return rewritten;
  }

  private positions(run: RunRecord, axis: XAxis, rowsPerEpoch: number): Positions {
    const { series } = this;
    if (axis !== 'time') return evenPositions(series.length, perStep(run, axis, rowsPerEpoch));
    const count = series.chunkCount;
    if (this.knots.steps.length < count + 1) {
      this.knots = { steps: new Float64Array(2 * count + 1), seconds: new Float64Array(2 * count + 1) };
    }
    const { steps, seconds } = this.knots;
    let latest = 0;
    for (let k = 0; k < count; k++) {
      steps[k] = series.chunkFirstSteps[k] as number;
      // Clocks of two sittings may overlap by a little; time does not run backwards here.
      seconds[k] = latest = Math.max(latest, (series.chunkStartMs[k] as number) / 1000);
    }
    steps[count] = series.length;
    seconds[count] = Math.max(latest, ((series.chunkEndMs[count - 1] ?? 0) as number) / 1000);
    return knottedPositions(steps, seconds, count === 0 ? 0 : count + 1, series.length);
  }
}

/** How far a step goes along the axis; the last batch of an epoch may be smaller, so samples are exact at the ends of epochs. */
export function perStep(run: RunRecord, axis: 'step' | 'epoch' | 'samples', rowsPerEpoch = NaN): number {
  if (axis === 'step') return 1;
  return (axis === 'epoch' ? 1 : rowsPerEpoch) / Math.max(1, run.stepsPerEpoch);
}

/** x of an evaluation. */
export function evaluationX(
  run: RunRecord,
  at: { readonly step: number; readonly elapsedMs: number },
  axis: XAxis,
  rowsPerEpoch = NaN,
): number {
  return axis === 'time' ? at.elapsedMs / 1000 : at.step * perStep(run, axis, rowsPerEpoch);
}
