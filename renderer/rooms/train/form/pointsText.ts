/** Configurations as text, one a line: a table with the fields' paths above (CSV, or pasted from a spreadsheet), or JSON; pure, renderer. */
import { LabError } from '../../../../shared/result';
import type { Scalar, SweepField } from '../../../../shared/sweep/field';
import { findField, sweepFields } from '../../../../shared/sweep/fields';
import { unknownField } from '../../../../shared/sweep/point';
import { sweepLimits } from '../../../../shared/sweep/sweepFile';
import { grouped } from '../../../format/numbers';
import type { ListedPoint } from './sweepDraft';
import { listedValues, listText } from './variation';

/** Text longer than this is no list of configurations. */
const maxCharacters = 20_000_000;

/** The cells of a table; quoted ones may hold separators, quotes doubled, and line breaks (RFC 4180). */
function cellsOf(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|((?!")[^${separator}\\r\\n]*))(${separator}|\\r?\\n|$)`, 'y');
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) {
      throw new LabError('invalid-input', `In row ${rows.length + 1} a quotation mark is not closed.`);
    }
    row.push((found[1]?.replaceAll('""', '"') ?? found[2] ?? '').trim());
    if (found[3] === separator) {
      if (cell.lastIndex === text.length) row.push('');
      continue;
    }
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
  }
  if (row.some((value) => value !== '')) rows.push(row);
  return rows;
}

/** Fields by path, choices without their ".id" too, or by the label that the form has for them. */
function fieldNamed(name: string): SweepField | undefined {
  const lower = name.toLowerCase();
  return (
    findField(name) ??
    findField(`${name}.id`) ??
    sweepFields.find(({ label }) => label.toLowerCase() === lower)
  );
}

function scalarOf(field: SweepField, cell: string): Scalar {
  if (field.kind === 'choice') {
    const lower = cell.toLowerCase();
    const option = field.options.find(({ value, label }) => [value, label.toLowerCase()].includes(lower));
    return option?.value ?? cell;
  }
  const [value = cell, ...more] = listedValues(field, cell);
  return more.length > 0 ? cell : value;
}

function readTable(text: string): ListedPoint[] {
  const [first = ''] = text.split('\n', 1);
  const separator = ['\t', ';', ','].find((one) => first.includes(one)) ?? ',';
  const [head = [], ...rows] = cellsOf(text, separator);
  const fields = head.map((name) => {
    const field = fieldNamed(name);
    if (!field) throw new LabError('invalid-input', `Column “${name}”: ${unknownField(name)}`);
    return field;
  });
  return rows.map((row, index) => {
    if (row.length > fields.length) {
      const cells = `${row.length} cells under ${fields.length} names`;
      throw new LabError('invalid-input', `Row ${index + 2} has ${cells}.`);
    }
    // An empty cell leaves the field as the form has it.
    return Object.fromEntries(
      row.flatMap((cell, at) => {
        const field = fields[at];
        return field && cell !== '' ? [[field.path, scalarOf(field, cell)]] : [];
      }),
    );
  });
}

function readJson(text: string): ListedPoint[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LabError('invalid-input', 'This cannot be read as JSON.', { cause });
  }
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  const isPoint = (one: unknown): one is ListedPoint =>
    typeof one === 'object' && one !== null && !Array.isArray(one);
  if (list.length === 0 || !list.every(isPoint)) {
    throw new LabError(
      'invalid-input',
      'A list of configurations in JSON is an array of objects, [{ … }, …].',
    );
  }
  return list;
}

/** The configurations that a text holds; throws LabError `invalid-input`, `too-large` where it holds none. */
export function readPoints(text: string): ListedPoint[] {
  if (text.length > maxCharacters) throw new LabError('too-large', 'This is too long for a list.');
  const points = /^\s*[[{]/.test(text) ? readJson(text) : readTable(text);
  if (points.length === 0) {
    throw new LabError('invalid-input', 'There is a line with names, but no configuration beneath it.');
  }
  if (points.length > sweepLimits.maxTrials) {
    const most = grouped(sweepLimits.maxTrials);
    throw new LabError('too-large', `At most ${most} configurations; these are more.`);
  }
  return points;
}

/** Configurations as a table to be edited. */
export function pointsTable(points: readonly ListedPoint[]): string {
  const paths = [...new Set(points.flatMap((point) => Object.keys(point)))];
  const cell = (path: string, value: Scalar | undefined): string => {
    const field = findField(path);
    const text = value === undefined || !field ? '' : listText(field, [value]);
    return /[,"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [
    paths.join(','),
    ...points.map((point) => paths.map((path) => cell(path, point[path])).join(',')),
  ].join('\n');
}
