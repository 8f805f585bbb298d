/** The value of any field of a run in words, as columns and groups show it; pure, renderer. */
import { valuesOf, type QueryField, type QueryValue } from '../../../shared/query/fields';
import type { RunRecord } from '../../../shared/runs/run';
import { formatCount, formatDuration, formatLoss, formatPercent, formatPlain } from '../../format/numbers';
import { stateLook } from '../../format/runState';
import { dayText } from '../../run/dateText';

/** A field that a run has no value of. */
export const noValue = '–';

/** A number of the field in words: with its unit where it has one. */
export function fieldNumberText(field: QueryField, value: number): string {
  if (field.kind === 'duration') return formatDuration(value * 1000);
  if (field.kind === 'date') return dayText(value);
  if (field.unit === '%') return formatPercent(value);
  if (field.measured) return formatLoss(value);
  return Number.isInteger(value) && value >= 10_000 ? formatCount(value) : formatPlain(value);
}

function valueText(field: QueryField, value: QueryValue): string {
  if (typeof value === 'number') return fieldNumberText(field, value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return field.options.find((option) => option.value === value)?.label ?? value;
}

/** The field's value in a run. */
export function fieldText(field: QueryField, run: RunRecord): string {
  // A data set has an id and a name; people know it by its name.
  if (field.name === 'dataset') return run.datasetName;
  if (field.name === 'state') return stateLook(run.state).label;
  const texts = valuesOf(field, run).map((value) => valueText(field, value));
  return texts.filter((text) => text !== '').join(', ') || noValue;
}
