/** Imports CSV files (comma, semicolon or tab; with or without a header): numbers and one label column; any process. */
import { CsvError, parse } from 'csv-parse';
import { datasetLimits, labelColumnPath, type Dataset } from '../../shared/data/dataset';
import { LabError, type Issue } from '../../shared/result';
import { assembleDataset, requireSize } from './assemble';
import {
  cellNumber,
  findDelimiter,
  findLabelColumn,
  isHeader,
  isLabelClear,
  type Delimiter,
} from './csvShape';
import { LabelEncoder, type EncodedLabels } from './labels';
import { pixelShape, toPixels } from './pixels';
import { badFile } from './problems';
import type { OpenFile } from './readFile';

interface CsvOptions {
  readonly name: string;
  /** Name or 0-based index; null finds it. */
  readonly labelColumn: string | null;
  /** Whether to refuse, with the columns to choose from, where a null is not clear. */
  readonly askLabel: boolean;
}

interface CsvRow {
  readonly record: readonly string[];
  /** 1-based line of the file. */
  readonly line: number;
}

const maxRecordCharacters = 8 * 1024 * 1024;

/** The data set in a CSV file. @param start its first bytes, as many as layout is judged by */
export async function importCsv(open: OpenFile, start: Uint8Array, options: CsvOptions): Promise<Dataset> {
  const delimiter = findDelimiter(new TextDecoder().decode(start));
  const rows = readRows(open, delimiter);
  const table = await collect(rows, delimiter, options, open.name);
  return assembleDataset({
    id: null,
    name: options.name,
    source: 'imported',
    ...asImages(table),
    ...table.encoded,
    givenTrainRows: null,
    fileName: open.name,
  });
}

async function* readRows(open: OpenFile, delimiter: Delimiter): AsyncGenerator<CsvRow> {
  // Not beyond the size that was checked, even if the file grows meanwhile.
  const stream = open.handle.createReadStream({ start: 0, end: open.size - 1, autoClose: false });
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxRecordCharacters,
  });
  stream.on('error', (error) => parser.destroy(error));
  stream.pipe(parser);
  try {
    for await (const row of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      yield { record: row.record, line: row.info.lines };
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error, open.name) : error;
  } finally {
    stream.destroy();
    parser.destroy();
  }
}

function unreadable(error: CsvError, fileName: string) {
  const line = Number(error.lines ?? 0);
  const reasons: Record<string, string> = {
    CSV_QUOTE_NOT_CLOSED: 'a quotation mark is opened and never closed',
    CSV_INVALID_CLOSING_QUOTE: 'there is text after a closing quotation mark',
    INVALID_OPENING_QUOTE: 'there is a quotation mark within a value',
    CSV_MAX_RECORD_SIZE: 'the row is too long for a table',
  };
  return badFile(`"${fileName}", line ${line}: ${reasons[error.code] ?? 'this is not valid CSV'}.`, error);
}

interface Table {
  readonly features: Float32Array;
  readonly width: number;
  readonly featureNames: readonly string[];
  readonly encoded: EncodedLabels;
}

async function collect(
  rows: AsyncIterable<CsvRow>,
  delimiter: Delimiter,
  options: CsvOptions,
  fileName: string,
): Promise<Table> {
  let first: CsvRow | null = null;
  let builder: TableBuilder | null = null;
  for await (const row of rows) {
    if (first === null) first = row;
    else {
      builder ??= startTable(first, row, delimiter, options, fileName);
      builder.add(row);
    }
  }
  if (!first || !builder)
    throw badFile(`"${fileName}" has fewer than two rows; a data set needs at least two.`);
  return builder.finish();
}

/** Decides the layout from the first two rows, and takes in the first if it is data. */
function startTable(
  first: CsvRow,
  second: CsvRow,
  delimiter: Delimiter,
  { labelColumn, askLabel }: CsvOptions,
  fileName: string,
): TableBuilder {
  const columns = first.record.length;
  if (columns < 2) {
    throw badFile(
      `"${fileName}" has only one column; it needs features and a label, separated by comma, semicolon or tab.`,
    );
  }
  // np.savetxt marks its header as a comment.
  const names = first.record.map((cell, column) => (column === 0 ? cell.replace(/^#\s*/, '') : cell));
  const header = isHeader(names, second.record, delimiter) ? names : null;
  const unnamed = header?.indexOf('') ?? -1;
  if (unnamed >= 0) {
    throw badFile(
      `"${fileName}": column ${unnamed + 1} has no name in the header; if it only counts the rows, save without it (pandas: index=False).`,
    );
  }
  const choices = labelChoices(header, second.record);
  if (askLabel && labelColumn === null && !isLabelClear(header, second.record, delimiter)) {
    throw new LabError('invalid-input', `Which column of "${fileName}" is the label?`, { issues: choices });
  }
  const label = findLabelColumn(header, columns, labelColumn);
  const builder = new TableBuilder({ delimiter, header, columns, label, choices, fileName });
  if (!header) builder.add(first);
  return builder;
}

/** More columns than this nobody looks through. */
const maxChoices = 1000;

/** The columns that could be the label, each with an example: what is asked, or offered where a guess was wrong. */
function labelChoices(header: readonly string[] | null, row: readonly string[]): readonly Issue[] {
  return row.slice(0, maxChoices).map((cell, column) => ({
    path: `${labelColumnPath}${header?.[column] ?? column}`,
    message: `${header?.[column] ?? `Column ${column + 1}`}, for example ${cell === '' ? 'empty' : cell.slice(0, 40)}`,
  }));
}

interface Layout {
  readonly delimiter: Delimiter;
  readonly header: readonly string[] | null;
  readonly columns: number;
  readonly label: number;
  readonly choices: readonly Issue[];
  readonly fileName: string;
}

/** Takes rows one by one, so that text and numbers of a large file are never in memory at once. */
class TableBuilder {
  private readonly encoder: LabelEncoder;
  private readonly width: number;
  private values: Float32Array;
  private rows = 0;

  constructor(private readonly layout: Layout) {
    this.width = layout.columns - 1;
    requireSize(1, this.width, 4);
    this.values = new Float32Array(1024 * this.width);
    this.encoder = new LabelEncoder(`the label column ${this.columnInWords(layout.label)}`);
  }

  add({ record, line }: CsvRow): void {
    const { columns, fileName } = this.layout;
    if (record.length !== columns) {
      throw badFile(
        `"${fileName}", line ${line}: there are ${record.length} columns where the first row has ${columns}.`,
      );
    }
    if (this.rows === this.values.length / this.width) this.grow();
    try {
      this.take(record, line);
    } catch (error) {
      throw this.withChoices(error);
    }
    this.rows++;
  }

  private take(record: readonly string[], line: number): void {
    const { columns, label } = this.layout;
    let at = this.rows * this.width;
    for (let column = 0; column < columns; column++) {
      const cell = record[column]!;
      if (column === label) {
        this.encoder.add(cell, () => `line ${line}, column ${this.columnInWords(column)}`);
      } else this.values[at++] = this.number(cell, column, line);
    }
  }

  finish(): Table {
    const { header, label } = this.layout;
    return {
      features: this.values.slice(0, this.rows * this.width),
      width: this.width,
      featureNames: header ? header.filter((_, column) => column !== label) : [],
      encoded: this.finishLabels(),
    };
  }

  private finishLabels(): EncodedLabels {
    try {
      return this.encoder.finish();
    } catch (error) {
      throw this.withChoices(error);
    }
  }

  /** What is no number here may be the label, and what is no label may be a number. */
  private withChoices(error: unknown): unknown {
    if (!(error instanceof LabError) || error.code !== 'bad-file') return error;
    return new LabError(error.code, error.message, { issues: this.layout.choices, cause: error.cause });
  }

  private number(cell: string, column: number, line: number): number {
    const value = Math.fround(cellNumber(cell, this.layout.delimiter));
    if (Number.isFinite(value)) return value;
    const shown = cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
    const what = cell === '' ? 'is empty' : `is "${shown}"`;
    const hint =
      this.rows === 0 && this.layout.header === null ? ' If the label stands there, name that column.' : '';
    throw badFile(
      `"${this.layout.fileName}", line ${line}: column ${this.columnInWords(column)} ${what}; features must be finite numbers.${hint}`,
    );
  }

  private columnInWords(column: number): string {
    const name = this.layout.header?.[column];
    return name === undefined ? `${column + 1}` : `"${name}"`;
  }

  private grow(): void {
    const { maxRows, maxContentBytes } = datasetLimits;
    const rows = Math.min(maxRows, Math.floor(maxContentBytes / (4 * this.width)), 2 * this.rows);
    requireSize(this.rows + 1, this.width, 4);
    const larger = new Float32Array(rows * this.width);
    larger.set(this.values);
    this.values = larger;
  }
}

/** Rows of 784 grey levels are images, as in the CSV editions of MNIST. */
function asImages({ features, width, featureNames }: Table) {
  const shape = pixelShape(width);
  const pixels = shape ? toPixels(features) : null;
  if (shape && pixels) return { features: pixels, featureShape: shape, featureNames: [] };
  return { features, featureShape: [width], featureNames };
}
