/** The evaluations of one run as curves, on training and on test rows: kept up to date while the run grows (renderer). */
import type { Evaluation, RunRecord } from '../../shared/runs/run';
import { runLook } from '../format/runColors';
import type { Curve, CurveLook } from './curve';
import { evaluationX, type XAxis } from './lossCurve';
import { listedPositions } from './positions';
import { Pyramid } from './pyramid';

/** What of an evaluation is drawn: loss in its own unit, error and accuracy in percent. */
export const evaluationMetrics = ['error', 'accuracy', 'loss'] as const;
export type EvaluationMetric = (typeof evaluationMetrics)[number];
export type EvaluationPart = 'test' | 'train';

/** The metric of a part, NaN where it has no rows. */
export function metricOf(at: Evaluation, metric: EvaluationMetric, part: EvaluationPart): number {
  if (metric === 'loss') return (part === 'test' ? at.testLoss : at.trainLoss) ?? NaN;
  const error = (part === 'test' ? at.testError : at.trainError) ?? NaN;
  return metric === 'error' ? error : 100 - error;
}

/** The parts of one run share its colour; training rows are dotted. */
export function partLook({ color, dash }: CurveLook, part: EvaluationPart): CurveLook {
  return part === 'test' ? { color, dash, marker: 'ring' } : { color, dash: [1.5, 3], marker: 'cross' };
}

interface Line {
  values: Float32Array;
  readonly pyramid: Pyramid;
}

/** One run's evaluations; `curves` brings them up to date. */
export class EvaluationCurves {
  private readonly lines: Record<EvaluationPart, Line> = {
    test: { values: new Float32Array(0), pyramid: new Pyramid() },
    train: { values: new Float32Array(0), pyramid: new Pyramid() },
  };
  private xs = new Float64Array(0);
  private done = 0;
  private last: Evaluation | undefined;
  private made = '';

  constructor(private readonly evaluations: readonly Evaluation[]) {}

  /** A curve for each part that has rows. */
  curves(
    run: RunRecord,
    axis: XAxis,
    metric: EvaluationMetric,
    labels: Readonly<Record<EvaluationPart, string>>,
    rowsPerEpoch = NaN,
  ): Curve[] {
    this.update(run, axis, metric, rowsPerEpoch);
    const positions = listedPositions(this.xs, this.done);
    return (['test', 'train'] as const).flatMap((part) => {
      const { values, pyramid } = this.lines[part];
      if (this.done > 0 && Number.isNaN(values[0]) && Number.isNaN(values[this.done - 1])) return [];
      const look = partLook(runLook(run.number), part);
      const id = `${run.id} ${part}`;
      return [{ id, label: labels[part], look, positions, raw: pyramid, smoothed: null, marked: true }];
    });
  }

  private update(run: RunRecord, axis: XAxis, metric: EvaluationMetric, rowsPerEpoch: number): void {
    const { evaluations, lines } = this;
    const made = `${axis} ${metric} ${rowsPerEpoch}`;
    // A resumed run writes evaluations anew that were there before.
    const rewritten = evaluations.length < this.done || evaluations[this.done - 1] !== this.last;
    if (made !== this.made || rewritten) this.done = 0;
    this.made = made;
    this.reserve(evaluations.length);
    for (let i = this.done; i < evaluations.length; i++) {
      const at = evaluations[i] as Evaluation;
      this.xs[i] = evaluationX(run, at, axis, rowsPerEpoch);
      for (const part of ['test', 'train'] as const) lines[part].values[i] = metricOf(at, metric, part);
    }
    for (const { values, pyramid } of Object.values(lines)) {
      if (this.done === 0) pyramid.clear();
      pyramid.update(values, evaluations.length);
    }
    this.done = evaluations.length;
    this.last = evaluations.at(-1);
  }

  private reserve(length: number): void {
    if (length <= this.xs.length) return;
    const capacity = Math.max(64, 2 * length);
    const xs = new Float64Array(capacity);
    xs.set(this.xs);
    this.xs = xs;
    for (const line of Object.values(this.lines)) {
      const values = new Float32Array(capacity);
      values.set(line.values);
      line.values = values;
    }
  }
}
