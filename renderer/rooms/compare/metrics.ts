/** The numbers that runs are compared by, with their units and texts; pure, renderer. */
import { knownElapsedMs, type RunRecord } from '../../../shared/runs/run';
import type { SampleSummary } from '../../../shared/sweep/summary';
import {
  formatCount,
  formatDuration,
  formatLoss,
  formatPercent,
  formatSignificant,
} from '../../format/numbers';

/** A number that runs are compared by. */
export interface Metric {
  readonly id: string;
  readonly label: string;
  readonly of: (run: RunRecord) => number | null;
  readonly text: (value: number | null) => string;
  /** A difference with its sign, in the metric's unit. */
  readonly delta: (difference: number) => string;
  /** What stands at an axis of it: "Test error (%)". */
  readonly axis: string;
  /** So much of it is 1 on the axis. */
  readonly axisUnit: number;
}

const signed = (text: (value: number) => string) => (difference: number) =>
  difference === 0 ? '±0' : `${difference > 0 ? '+' : '−'}${text(Math.abs(difference))}`;

type Result = 'testError' | 'trainError' | 'testLoss' | 'trainLoss';

function result(id: Result, label: string): Metric {
  const of = (run: RunRecord): number | null => run.result?.[id] ?? run.latest?.[id] ?? null;
  if (id === 'testLoss' || id === 'trainLoss')
    return { id, label, of, text: formatLoss, delta: signed(formatLoss), axis: label, axisUnit: 1 };
  // The difference of two percentages is in points, not in percent.
  const delta = signed((value) => `${formatPercent(value).replace(/\s*%$/, '')} points`);
  return { id, label, of, text: formatPercent, delta, axis: `${label} (%)`, axisUnit: 1 };
}

/** Small is good in all of them but the last. */
export const metrics: readonly Metric[] = [
  result('testError', 'Test error'),
  result('trainError', 'Training error'),
  result('testLoss', 'Test loss'),
  result('trainLoss', 'Training loss'),
  {
    id: 'finalLoss',
    label: 'Loss, last step',
    of: (run) => run.result?.finalLoss ?? null,
    text: formatLoss,
    delta: signed(formatLoss),
    axis: 'Loss, last step',
    axisUnit: 1,
  },
  {
    id: 'time',
    label: 'Training time',
    of: knownElapsedMs,
    text: formatDuration,
    delta: signed(formatDuration),
    axis: 'Training time (s)',
    axisUnit: 1000,
  },
  {
    id: 'epoch',
    label: 'Epochs done',
    of: ({ epoch }) => epoch,
    text: formatCount,
    delta: signed(formatCount),
    axis: 'Epochs done',
    axisUnit: 1,
  },
];

/** The metric with this id, else the first. */
export const metricOf = (id: string): Metric =>
  metrics.find((metric) => metric.id === id) ?? (metrics[0] as Metric);

/** The value that counts as the run's result: that of a run trained to its end. */
export function finalValue(metric: Metric, run: RunRecord): number | null {
  const value = run.state === 'completed' ? metric.of(run) : null;
  return value !== null && Number.isFinite(value) ? value : null;
}

/** "2.70 ± 0.12 %", "0.0832 ± 0.0021", "4.2 s ± 0.1 s"; the deviation only where there is one. */
export function sampleText(metric: Metric, sample: SampleSummary | null): string {
  if (!sample) return '–';
  const { mean, sd } = sample;
  if (sd === null) return metric.text(mean);
  if (metric.axis.endsWith('(%)')) {
    const digits = Math.abs(mean) < 10 ? 2 : 1;
    return `${mean.toFixed(digits)} ± ${sd.toFixed(digits)} %`;
  }
  if (metric.text === formatLoss) return `${formatLoss(mean)} ± ${formatSignificant(sd, 2)}`;
  return `${metric.text(mean)} ± ${metric.text(sd)}`;
}
