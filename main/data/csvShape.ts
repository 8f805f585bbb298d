/** Finds out how a CSV file is laid out: its delimiter, whether it has a header, where the label is; any process. */
import { isDecimal } from './labels';
import { badFile } from './problems';

export type Delimiter = ',' | ';' | '\t';

/** In order of preference: a comma may also be a decimal mark. */
const delimiters: readonly Delimiter[] = [';', '\t', ','];
const labelNames = ['label', 'labels', 'class', 'target', 'y', 'species', 'category'];
const sampleLines = 50;

/** The delimiter that cuts all lines of the sample into equally many, and most, columns. */
export function findDelimiter(sample: string): Delimiter {
  const lines = sample.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  // The last line of a sample may be cut off.
  const whole = lines.slice(0, Math.min(sampleLines, Math.max(1, lines.length - 1)));
  let best: { delimiter: Delimiter; even: boolean; columns: number } | null = null;
  for (const delimiter of delimiters) {
    const counts = whole.map((line) => countColumns(line, delimiter));
    const columns = counts[0] ?? 1;
    const even = columns > 1 && counts.every((count) => count === columns);
    if (!best || Number(even) > Number(best.even) || (even === best.even && columns > best.columns)) {
      best = { delimiter, even, columns };
    }
  }
  return best?.delimiter ?? ',';
}

function countColumns(line: string, delimiter: Delimiter): number {
  let columns = 1;
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) columns++;
  }
  return columns;
}

/** A cell as a number, NaN if it is none. Where commas do not separate, they may be decimal marks. */
export function cellNumber(cell: string, delimiter: Delimiter): number {
  const text = delimiter === ',' ? cell : cell.replace(/^([-+]?\d*),(\d)/, '$1.$2');
  return isDecimal(text) ? Number(text) : NaN;
}

/** Whether the first row holds names: words where the row below has numbers, or a usual name of a label column. */
export function isHeader(first: readonly string[], second: readonly string[], delimiter: Delimiter): boolean {
  if (first.some((cell) => labelNames.includes(cell.toLowerCase()))) return true;
  return first.some(
    (cell, i) => isWord(cell, delimiter) && !Number.isNaN(cellNumber(second[i] ?? '', delimiter)),
  );
}

/** Whether a cell is a word and not a number, empty, or what programs write for a missing one. */
const isWord = (cell: string, delimiter: Delimiter): boolean =>
  Number.isNaN(cellNumber(cell, delimiter)) && !/^(|nan|[-+]?inf(inity)?)$/i.test(cell);

/** Whether the label is where one would look for it: a column of a usual name, or the last one if only that holds words. */
export function isLabelClear(
  header: readonly string[] | null,
  row: readonly string[],
  delimiter: Delimiter,
): boolean {
  if (header?.some((name) => labelNames.includes(name.toLowerCase()))) return true;
  const words = row.map((cell) => isWord(cell, delimiter));
  return words.indexOf(true) === row.length - 1;
}

/** Index of the label column: the one asked for (by name or 0-based index), the one with a usual name, or the last. */
export function findLabelColumn(
  header: readonly string[] | null,
  columns: number,
  wanted: string | null,
): number {
  const lower = header?.map((name) => name.toLowerCase()) ?? [];
  if (wanted === null) {
    const named = labelNames.map((name) => lower.indexOf(name)).find((index) => index >= 0);
    return named ?? columns - 1;
  }
  const exact = header?.indexOf(wanted) ?? -1;
  if (exact >= 0) return exact;
  const similar = lower.indexOf(wanted.trim().toLowerCase());
  if (similar >= 0) return similar;
  const index = Number(wanted);
  if (/^\d+$/.test(wanted.trim()) && index < columns) return index;
  const known = header
    ? `its columns are ${header.slice(0, 12).join(', ')}${columns > 12 ? ', …' : ''}`
    : `it has ${columns} columns without names, counted from 0`;
  throw badFile(`There is no column "${wanted}" for the label; ${known}.`);
}
