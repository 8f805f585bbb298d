/** Configurations and results of sweeps in words (renderer). */
import type { Scalar } from '../../shared/sweep/field';
import { findField } from '../../shared/sweep/fields';
import type { Objective } from '../../shared/sweep/objective';
import type { Point } from '../../shared/sweep/point';
import type { SweepCounts } from '../../shared/sweep/record';
import type { SampleSummary } from '../../shared/sweep/summary';
import { formatLoss, formatPercent, formatSignificant, grouped } from './numbers';

/** The name of a field. */
export const fieldLabel = (path: string): string => findField(path)?.label ?? path;

/** A value of a field as people read it: labels of choices, "32-24", "full batch". */
export function valueText(path: string, value: Scalar | undefined): string {
  if (value === undefined) return '–';
  const field = findField(path);
  if (field?.kind === 'choice') {
    return field.options.find((option) => option.value === value)?.label ?? String(value);
  }
  if (field?.kind === 'architecture') return String(value).replaceAll(',', '-');
  if (field?.kind === 'number' && field.special && field.special.value === value) return field.special.label;
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value)) return grouped(value);
  // A setting is what was written, 0.001, not a measurement with a last digit, 0.00100.
  return formatSignificant(value)
    .replace(/(\.\d*?)0+(?=$| )/, '$1')
    .replace(/\.(?=$| )/, '');
}

/** "Activation ReLU, hidden layers 32-24". */
export function pointText(point: Point): string {
  const parts = Object.entries(point).map(([path, value]) => `${fieldLabel(path)} ${valueText(path, value)}`);
  return parts.length === 0 ? 'As the base' : parts.join(', ');
}

/** Only its values: "ReLU, 32-24". */
export function shortPoint(point: Point): string {
  return Object.entries(point)
    .map(([path, value]) => valueText(path, value))
    .join(', ');
}

const names = {
  testError: 'Test error',
  testLoss: 'Test loss',
  trainError: 'Training error',
  trainLoss: 'Training loss',
} as const;

/** "Test error", "Test error, best". */
export function objectiveName({ metric, at }: Objective): string {
  return `${names[metric]}${at === 'best' ? ', best' : ''}`;
}

/** Whether the objective is a share in percent. */
export const isPercent = ({ metric }: Objective): boolean =>
  metric === 'testError' || metric === 'trainError';

/** A value of the objective with its unit. */
export function objectiveText(objective: Objective, value: number | null | undefined): string {
  return isPercent(objective) ? formatPercent(value) : formatLoss(value);
}

/** "2.70 ± 0.12 %", "0.0832"; the deviation only where there is one. */
export function sampleText(objective: Objective, sample: SampleSummary | null): string {
  if (!sample) return '–';
  const { mean, sd } = sample;
  if (sd === null) return objectiveText(objective, mean);
  if (!isPercent(objective)) return `${formatLoss(mean)} ± ${formatSignificant(sd, 2)}`;
  const digits = Math.abs(mean) < 10 ? 2 : 1;
  return `${mean.toFixed(digits)} ± ${sd.toFixed(digits)} %`;
}

/** Lines that have come to an end, whatever it was. */
export const endedRuns = (counts: SweepCounts): number =>
  counts.completed + counts.answered + counts.pruned + counts.diverged + counts.failed + counts.cancelled;
