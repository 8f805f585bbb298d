/** What an SVG chart shows, as a table: for reading, for screen readers, for export (renderer). */
import type { Cell, ExportTable } from '../../shared/export/table';
import { formatSignificant } from '../format/numbers';

/** A text as it is read; what it stands for in full, where that is more. */
export interface FigureCell {
  readonly text: string;
  readonly value?: Cell;
}

/** A number with so many significant digits, in full where it is exported; none where there is none. */
export const numberCell = (value: number | null | undefined, digits?: number): FigureCell => ({
  text: formatSignificant(value, digits),
  value: value ?? null,
});

/** The first column names the row. */
export interface FigureTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly FigureCell[])[];
}

/** The table with full numbers. */
export const exportedTable = (title: string, { header, rows }: FigureTable): ExportTable => ({
  title,
  header,
  rows: rows.map((cells) => cells.map(({ text, value }) => (value === undefined ? text : value))),
});
