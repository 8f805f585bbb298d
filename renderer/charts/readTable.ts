/** An HTML table of the page as one to export: its cells as they are read (renderer). */
import type { ExportTable } from '../../shared/export/table';

const cellsOf = (row: HTMLTableRowElement): string[] =>
  [...row.cells].flatMap((cell) => {
    const text = (cell.textContent ?? '').replace(/\s+/g, ' ').trim();
    return [text, ...Array.from({ length: Math.max(1, cell.colSpan) - 1 }, () => '')];
  });

/** The last line of the head is the header. */
export function readTable(title: string, table: HTMLTableElement): ExportTable {
  const all = [...table.rows];
  const head = all.filter((row) => row.parentElement?.tagName === 'THEAD');
  const headerRow = head.at(-1) ?? all[0];
  const header = headerRow ? cellsOf(headerRow) : [];
  const body = all.filter((row) => !head.includes(row) && row !== headerRow);
  const rows = body.map((row) => {
    const cells = cellsOf(row);
    return header.map((_, i) => cells[i] ?? '');
  });
  return { title, header, rows };
}
