/** A table as text for other programs: CSV, Markdown, LaTeX; whatever stands in a cell stays in it. Runs anywhere. */

export type Cell = string | number | null;

/** Rows are as long as the header. */
export interface ExportTable {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export const tableFormats = ['csv', 'md', 'tex'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** The table in a format. */
export function tableText(table: ExportTable, format: TableFormat): string {
  return { csv: csvOf, md: markdownOf, tex: latexOf }[format](table);
}

/** As RFC 4180 says, with line feeds. */
export function csvOf({ header, rows }: ExportTable): string {
  return [header, ...rows].map(csvLine).join('');
}

/** One line of CSV with its end. A single empty cell is quoted: an empty line would be none. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',') || (cells.length === 1 ? '""' : '')}\n`;
}

/**
 * One cell. Text that a spreadsheet would take for a formula gets an apostrophe before it: a run may be called
 * `=HYPERLINK(…)`. Texts that are numbers stay as they are.
 */
export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const isNumber = cell.trim() === cell && cell !== '' && Number.isFinite(Number(cell));
  const safe = /^[=+\-@\t\r]/.test(cell) && !isNumber ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) || safe.trim() !== safe ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A GitHub-flavoured table; columns of numbers are aligned right. */
export function markdownOf({ header, rows }: ExportTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const rules = header.map((_, column) => (isNumeric(rows, column) ? '---:' : '---'));
  const body = rows.map((cells) => line(cells.map((cell) => markdownText(cell))));
  return line(header.map(markdownText)) + line(rules) + body.join('');
}

/** Text that Markdown shows as it is, in one line. */
export function markdownText(cell: Cell): string {
  return oneLine(cell)
    .replace(/[\\`*_{}[\]()#+!|<>~$^=-]/g, (character) => `\\${character}`)
    .replaceAll('&', '&amp;')
    .replaceAll('://', ':&#47;/')
    .replaceAll('@', '&#64;')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, -1)}&#46;`);
}

const latexSpecial: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '#': '\\#',
  $: '\\$',
  '%': '\\%',
  '&': '\\&',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  '−': '$-$',
  '±': '$\\pm$',
  '×': '$\\times$',
  '–': '--',
};

/** Text that LaTeX prints as it is, in one line. */
export function latexText(cell: Cell): string {
  // A hyphen beside another would become a dash, and ?` another sign.
  return Array.from(oneLine(cell), (character) => latexSpecial[character] ?? character)
    .join('')
    .replace(/-(?=-)/g, '-{}')
    .replace(/([?!])`/g, '$1{}`')
    .replace(/([`',])(?=\1)/g, '$1{}');
}

/** A `table` with booktabs' rules, ready for \input. */
export function latexOf({ title, header, rows }: ExportTable): string {
  const columns = header.map((_, column) => (isNumeric(rows, column) ? 'r' : 'l')).join('');
  // A line that begins with a bracket would be an argument of the \\ before it.
  const line = (cells: readonly Cell[]) => `    {}${cells.map(latexText).join(' & ')} \\\\\n`;
  return `% Needs \\usepackage{booktabs} and \\usepackage[T1]{fontenc}.
\\begin{table}
  \\centering
  \\caption{${latexText(title)}}
  \\begin{tabular}{${columns}}
    \\toprule
${line(header)}    \\midrule
${rows.map(line).join('')}    \\bottomrule
  \\end{tabular}
\\end{table}
`;
}

/** Control characters, line breaks and runs of blanks become one blank. */
const oneLine = (cell: Cell): string =>
  cell === null
    ? ''
    : String(cell)
        .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
        .trim();

/** Whether a column holds numbers and nothing else but gaps. */
function isNumeric(rows: ExportTable['rows'], column: number): boolean {
  const cells = rows.map((cells) => cells[column] ?? null).filter((cell) => cell !== null && cell !== '');
  const number = /^[-−+]?[\d,  ]*\.?\d+(e[-+]?\d+)?( ?(%|s|ms|min|h))?( ?± ?[\d.]+)?$/i;
  return cells.length > 0 && cells.every((cell) => typeof cell === 'number' || number.test(cell as string));
}

/** The table that was made for the clipboard: lines of cells between tabs, the first is the header. */
export function tableOfTsv(title: string, tsv: string): ExportTable {
  const [header = [], ...rows] = tsv
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
  return { title, header, rows: rows.map((cells) => header.map((_, i) => cells[i] ?? '')) };
}
