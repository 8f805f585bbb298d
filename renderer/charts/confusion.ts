/** What a confusion matrix says: rows of a class, shares, the most frequent mistakes; pure, renderer. */
import { formatCount, formatPercent, formatQuantity } from '../format/numbers';

/** Row-major [classes, classes]: rows are true classes, columns predicted ones. */
export interface Confusion {
  readonly counts: readonly number[];
  readonly classNames: readonly string[];
}

export const countAt = ({ counts, classNames }: Confusion, truth: number, predicted: number): number =>
  counts[truth * classNames.length + predicted] ?? 0;

/** Rows of a true class that were given one of the classes. */
export function rowsOfClass({ counts, classNames }: Confusion, truth: number): number {
  const size = classNames.length;
  return counts.slice(truth * size, (truth + 1) * size).reduce((sum, count) => sum + count, 0);
}

/** One cell in words: "True 4, predicted 9: 23 of 982 rows of class 4 (2.34 %)". */
export function cellText(confusion: Confusion, truth: number, predicted: number): string {
  const { classNames } = confusion;
  const count = countAt(confusion, truth, predicted);
  const rows = rowsOfClass(confusion, truth);
  const share = rows > 0 ? ` (${formatPercent((100 * count) / rows, 1)})` : '';
  return `True ${classNames[truth]}, predicted ${classNames[predicted]}: ${formatCount(count)} of ${formatCount(rows)} rows of class ${classNames[truth]}${share}`;
}

/** One cell of two matrices in words: "True 4, predicted 9: 12 rows, 23 in the other, 11 fewer". */
export function differenceText(
  confusion: Confusion,
  other: readonly number[],
  truth: number,
  predicted: number,
): string {
  const { classNames } = confusion;
  const count = countAt(confusion, truth, predicted);
  const before = countAt({ counts: other, classNames }, truth, predicted);
  const change = count - before;
  const said =
    change === 0 ? 'no difference' : `${formatCount(Math.abs(change))} ${change > 0 ? 'more' : 'fewer'}`;
  return `True ${classNames[truth]}, predicted ${classNames[predicted]}: ${formatQuantity(count, 'row')}, ${formatCount(before)} in the other: ${said}`;
}

/** Wrong rows of two matrices against each other: "12 rows wrong, 23 in the other: 11 fewer". */
export function errorsDifferenceText({ counts, classNames }: Confusion, other: readonly number[]): string {
  const wrong = (of: readonly number[]): number =>
    of.reduce(
      (sum, count, cell) =>
        Math.floor(cell / classNames.length) === cell % classNames.length ? sum : sum + count,
      0,
    );
  const [now, before] = [wrong(counts), wrong(other)];
  const change = now - before;
  const said = change === 0 ? 'as many' : `${formatCount(Math.abs(change))} ${change > 0 ? 'more' : 'fewer'}`;
  return `${formatQuantity(now, 'row')} taken for another class, ${formatCount(before)} in the other: ${said}`;
}

/** The most frequent mistakes in words, or that there are none. */
export function mistakesText(confusion: Confusion, most = 3): string {
  const { counts, classNames } = confusion;
  const size = classNames.length;
  const mistakes = counts
    .map((count, cell) => ({ count, truth: Math.floor(cell / size), predicted: cell % size }))
    .filter(({ count, truth, predicted }) => count > 0 && truth !== predicted)
    .sort((a, b) => b.count - a.count)
    .slice(0, most);
  if (mistakes.length === 0) return 'No row was given a wrong class.';
  const said = mistakes.map(
    ({ count, truth, predicted }) =>
      `${classNames[truth]} taken for ${classNames[predicted]} (${formatQuantity(count, 'row')})`,
  );
  return `Most frequent: ${said.join(', ')}`;
}
