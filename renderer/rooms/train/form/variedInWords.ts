/** What a varied field comes to, in a line: how many values, and which; pure, renderer. */
import type { Scalar } from '../../../../shared/sweep/field';
import { checkEntry, gridOf, spaceEntrySchema } from '../../../../shared/sweep/spaceEntry';
import { formatCount, formatSignificant } from '../../../format/numbers';
import { spaceLine, type VariedField } from './variation';

const shown = (value: Scalar): string =>
  typeof value === 'number' && !Number.isInteger(value) ? formatSignificant(value) : String(value ?? 'all');

/** "5 values: 0.001, 0.00316, 0.01, …, 0.1"; '' while it is not valid. */
export function variedInWords(path: string, varied: VariedField, isGrid: boolean): string {
  const parsed = spaceEntrySchema.safeParse(spaceLine(path, varied));
  if (!parsed.success) return '';
  const { entry, issues } = checkEntry(parsed.data);
  if (issues.length > 0) return '';
  if (entry.kind === 'range' && !isGrid) {
    return `Drawn ${entry.scale === 'log' ? 'on a log scale ' : ''}from ${shown(entry.min)} to ${shown(entry.max)}.`;
  }
  const { values } = gridOf(entry);
  if (values === null) return '';
  const count = values.length === 1 ? '1 value' : `${formatCount(values.length)} values`;
  return entry.kind === 'values' ? count : `${count}: ${listed(values)}`;
}

function listed(values: readonly Scalar[]): string {
  const texts = values.map(shown);
  return texts.length <= 5 ? texts.join(', ') : `${texts.slice(0, 3).join(', ')}, …, ${texts.at(-1)}`;
}
