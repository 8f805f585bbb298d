/** Lists and matrices of numbers as they are typed: "3, 2" and "2, 1, −1; 4, −2, 0"; pure, renderer. */
import { formatPlain } from '../../format/numbers';
import { parseNumber } from '../../format/parseNumber';

/** At most six significant digits, without zeros at the end: 0.5, −0.367879. */
export const shortNumber = (value: number): string =>
  Number.isFinite(value)
    ? formatPlain(Number(value.toPrecision(6)))
    : Number.isNaN(value)
      ? 'NaN'
      : 'too large';

/** The numbers of a list, or what is wrong with it. */
export function parseList(text: string, least: number, most: number): { values: number[]; problem: string } {
  const parts = text.split(/[,\s]+/).filter((part) => part !== '');
  const values = parts.map(parseNumber);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) return { values, problem: `"${parts[bad]}" is not a number.` };
  if (values.length < least || values.length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    return { values, problem: `List ${wanted} numbers, with commas; there are ${values.length}.` };
  }
  return { values, problem: '' };
}

/** Rows of a matrix, separated by semicolons, all of one length. */
export function parseMatrix(
  text: string,
  rows: number,
  mostColumns: number,
): { rows: number[][]; problem: string } {
  const lists = text.split(';').map((row) => parseList(row, 1, mostColumns));
  const bad = lists.find(({ problem }) => problem !== '');
  const values = lists.map((list) => list.values);
  if (bad) return { rows: values, problem: bad.problem };
  if (values.length !== rows)
    return { rows: values, problem: `X needs ${rows} rows, one a weight, with semicolons between them.` };
  if (new Set(values.map(({ length }) => length)).size > 1)
    return { rows: values, problem: 'All rows of X must be of one length.' };
  return { rows: values, problem: '' };
}
