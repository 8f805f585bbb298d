/** A table of the page as it is read, for export: where there is nothing behind the texts that would be worth more (renderer). */
import type { ExportTable } from '../../shared/export/table';

/** What is for the eye only, or acts. */
const noText = '[aria-hidden=true], svg, button';

const textOf = (cell: Element): string => {
  const copy = cell.cloneNode(true) as Element;
  for (const element of copy.querySelectorAll(noText)) element.remove();
  // What stands on a line of its own is a sentence of its own.
  for (const element of copy.querySelectorAll('small, p, li')) element.prepend('; ');
  return (copy.textContent ?? '')
    .replace(/\s+/g, ' ')
    .replace(/ ?; ?/g, '; ')
    .replace(/^(; )+/, '')
    .trim();
};

/** The cells of a line, those that span several columns followed by empty ones. */
const lineOf = (row: HTMLTableRowElement): string[] =>
  [...row.cells].flatMap((cell) => [textOf(cell), ...Array.from({ length: cell.colSpan - 1 }, () => '')]);

/** The table's last line of heads and all lines below it; null where there is no table. */
export function pageTable(title: string, table: HTMLTableElement | null | undefined): ExportTable | null {
  if (!table) return null;
  const lines = (of: string): string[][] =>
    [...table.querySelectorAll<HTMLTableRowElement>(`${of} tr`)].map(lineOf);
  const header = lines('thead').at(-1) ?? [];
  const rows = lines('tbody');
  return { title, header, rows: rows.map((cells) => header.map((_, i) => cells[i] ?? '')) };
}
