/** Reads runs from CSV files: W&B's exports of charts and histories, the lab's own, and any with a step column; any process. */
import { parse } from 'csv-parse/sync';
import { badRecord, SeriesCollector, type ImportedRun } from './importedRun';

const maxColumns = 5000;
const maxRecordCharacters = 1_000_000;

type Rows = readonly (readonly string[])[];

/** The runs of a file. Throws LabError `bad-file` where there is no step column or no number. */
export function readCsvRuns(fileName: string, content: Uint8Array): ImportedRun[] {
  const [header = [], ...rows] = parsed(fileName, content);
  if (header.length > maxColumns) throw badRecord(fileName, `it has more than ${maxColumns} columns`);
  const names = header.map((name) => name.trim());
  const runs = isWandbChart(names) ? chartRuns(fileName, names, rows) : tableRuns(fileName, names, rows);
  if (runs.length === 0) throw badRecord(fileName, 'there is no column of numbers beside its steps');
  return runs;
}

function parsed(fileName: string, content: Uint8Array): string[][] {
  const text = new TextDecoder().decode(content);
  // Semicolons where a spreadsheet writes decimal commas.
  const firstLine = /^(?!#).+$/m.exec(text.slice(0, maxRecordCharacters))?.[0] ?? '';
  const delimiter = [',', ';', '\t'].sort((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0];
  try {
    return parse(text, {
      bom: true,
      comment: '#',
      comment_no_infix: true,
      delimiter: delimiter ?? ',',
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: maxRecordCharacters,
    });
  } catch (error) {
    throw badRecord(fileName, `it is no CSV table (${error instanceof Error ? error.message : ''})`, error);
  }
}

/** "run - metric" beside "run - metric__MIN": what W&B saves of a chart. */
const isWandbChart = (names: readonly string[]): boolean =>
  names.some((name) => / - .+__(MIN|MAX)$/.test(name));

function chartRuns(fileName: string, names: readonly string[], rows: Rows): ImportedRun[] {
  const [x = ''] = names;
  const collectors = new Map<string, SeriesCollector>();
  names.forEach((name, column) => {
    const [, run, metric] = /^(.+) - (.+?)$/.exec(name) ?? [];
    if (column === 0 || run === undefined || metric === undefined || /__(MIN|MAX)$/.test(name)) return;
    const collector = collectors.get(run) ?? new SeriesCollector();
    collectors.set(run, collector);
    // A chart over wall time has no steps: its points are counted.
    const hasSteps = /step|epoch|iter/i.test(x);
    let counted = 0;
    for (const cells of rows) {
      const value = numberOf(cells[column]);
      if (value === null) continue;
      const at = hasSteps ? numberOf(cells[0]) : counted++;
      if (isStep(at)) collector.add(metric, at, value, NaN, fileName);
    }
  });
  return [...collectors]
    .filter(([, collector]) => !collector.isEmpty)
    .map(([run, collector]) => runOf('wandb', fileName, run, collector));
}

/** The first that is there counts. */
const stepNames = [
  'step',
  '_step',
  'global_step',
  'global step',
  'training_step',
  'iteration',
  'iter',
  'steps',
  'batch',
  'epoch',
];
const runNames = ['run', 'run_id', 'run id', 'run_name', 'run name', 'experiment', 'trial'];
const titleNames = ['run_name', 'run name', 'name'];
/** What one of their units is in milliseconds; absolute ones count from 1970. */
const timeUnits: Readonly<Record<string, number>> = {
  elapsed_ms: 1,
  _runtime: 1000,
  _timestamp: 1000,
  wall_time: 1000,
  'wall time': 1000,
  timestamp: 1000,
  elapsed: 1000,
  time: 1000,
  seconds: 1000,
};

function tableRuns(fileName: string, names: readonly string[], rows: Rows): ImportedRun[] {
  const lower = names.map((name) => name.toLowerCase());
  const find = (wanted: readonly string[]): number =>
    wanted.map((name) => lower.indexOf(name)).find((at) => at >= 0) ?? -1;
  const stepColumn = find(stepNames);
  if (stepColumn < 0)
    throw badRecord(
      fileName,
      `it has no step column; one must be called ${stepNames.slice(0, 4).join(', ')}, iteration or epoch`,
    );
  const runColumn = find(runNames);
  const titleColumn = runColumn < 0 ? -1 : find(titleNames);
  const timeColumn = find(Object.keys(timeUnits));
  const unit = timeUnits[lower[timeColumn] ?? ''] ?? 1;
  const own = new Set([stepColumn, runColumn, titleColumn, timeColumn]);
  const metrics = names.flatMap((name, column) => (name === '' || own.has(column) ? [] : [{ name, column }]));
  const found = new Map<string, { readonly title: string; readonly collector: SeriesCollector }>();
  for (const cells of rows) {
    const step = numberOf(cells[stepColumn]);
    if (!isStep(step)) continue;
    const key = (runColumn < 0 ? '' : cells[runColumn]) ?? '';
    let run = found.get(key);
    if (!run) {
      const title = ((titleColumn < 0 ? '' : cells[titleColumn]) || key).replace(/^'(?=[=+\-@])/, '');
      found.set(key, (run = { title, collector: new SeriesCollector() }));
    }
    const time = numberOf(cells[timeColumn]) ?? NaN;
    for (const { name, column } of metrics) {
      const value = numberOf(cells[column]);
      if (value !== null) run.collector.add(name, step, value, time * unit, fileName);
    }
  }
  const kind = lower.includes('_step') ? 'wandb' : 'csv';
  const base = fileName.replace(/\.[^.]*$/, '');
  return [...found.values()]
    .filter(({ collector }) => !collector.isEmpty)
    .map(({ title, collector }) => runOf(kind, fileName, title || base, collector));
}

const isStep = (value: number | null): value is number =>
  value !== null && Number.isSafeInteger(value) && value >= 0;

/** A cell as a number; null for an empty one and for words. */
function numberOf(cell: string | undefined): number | null {
  const trimmed = cell?.trim() ?? '';
  if (trimmed === '') return null;
  if (/^nan$/i.test(trimmed)) return NaN;
  if (/^[-+]?inf(inity)?$/i.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity;
  const value = Number(/^[-+]?\d+,\d+$/.test(trimmed) ? trimmed.replace(',', '.') : trimmed);
  return Number.isNaN(value) ? null : value;
}

function runOf(
  kind: ImportedRun['kind'],
  fileName: string,
  name: string,
  collector: SeriesCollector,
): ImportedRun {
  const series = collector.series();
  return { kind, fileName, name, params: [], tags: [], notes: '', state: 'completed', series };
}
