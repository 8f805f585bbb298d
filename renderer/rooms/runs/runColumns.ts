/** The columns of the run table: what stands in them, what they are sorted by, how it is copied; pure, renderer. */
import {
  findQueryField,
  queryFields,
  valuesOf,
  type QueryField,
  type QueryValue,
} from '../../../shared/query/fields';
import { isUnknownConfig } from '../../../shared/config/isUnknownConfig';
import { knownElapsedMs, type RunRecord } from '../../../shared/runs/run';
import { formatCount, formatDuration, formatLoss, formatPercent } from '../../format/numbers';
import { stateLook } from '../../format/runState';
import { runTitle } from '../../format/runTitle';
import { clockText, dayText, fullDate } from '../../run/dateText';
import { modelText, optimizerText } from './describeRun';
import { fieldNumberText, fieldText } from './fieldText';

/** A column that shows a text; number, star, name and state are drawn by the row itself. */
export interface RunColumn {
  readonly id: string;
  readonly label: string;
  /** Said of the column where its name is short. */
  readonly help?: string;
  /** Least width in pixels. */
  readonly width: number;
  /** Takes so many shares of the width that is left. */
  readonly grows?: number;
  readonly numeric: boolean;
  /** A result: groups show mean, spread and ends of it; the text of such a number. */
  readonly measure?: (value: number) => string;
  /** Sorted by this; undefined stands last in either direction. */
  readonly value: (run: RunRecord) => string | number | undefined;
  readonly text: (run: RunRecord) => string;
  /** Said beside the text where the table is wide. */
  readonly detail?: (run: RunRecord) => string;
  /** The whole value, for hover. */
  readonly full?: (run: RunRecord) => string | null;
  /** As it is copied; the sorted value if left out. */
  readonly copied?: (run: RunRecord) => string;
}

const testError = (run: RunRecord): number | null => run.result?.testError ?? run.latest?.testError ?? null;
const finalLoss = (run: RunRecord): number | null => run.result?.finalLoss ?? null;
const iso = (ms: number): string => new Date(ms).toISOString();

/** Powers of ten take less room here than elsewhere: 9.87e−6. */
function lossText(value: number | null): string {
  const small = value !== null && value !== 0 && Math.abs(value) < 1e-4;
  return small ? value.toExponential(2).replace('-', '−') : formatLoss(value);
}

/** "3" where all were done or nobody knows how many were planned, "1 / 3" where not, "15.7k/60k" where that would not fit. */
function epochsText({ epoch, config }: RunRecord): string {
  const planned = config.training.epochs;
  if (epoch === planned || isUnknownConfig(config)) return formatCount(epoch);
  const text = `${formatCount(epoch)} / ${formatCount(planned)}`;
  const brief = (count: number): string =>
    count < 1000 ? String(count) : count < 999_500 ? `${short(count / 1000)}k` : `${short(count / 1e6)}M`;
  return text.length <= 9 ? text : `${brief(epoch)}/${brief(planned)}`;
}
const short = (value: number): string => String(Number(value.toPrecision(3)));

/** The first value of a field, undefined where the run has none. */
const fieldValue = (name: string) => {
  const field = findQueryField(name);
  return (run: RunRecord): string | number | undefined => {
    const value = field && valuesOf(field, run)[0];
    return typeof value === 'boolean' ? String(value) : value;
  };
};

/** What a field is, for a column with a head of its own; nothing where nobody knows, as of imported runs. */
const ofField = (name: string): Pick<RunColumn, 'value' | 'text' | 'copied'> => {
  const value = fieldValue(name);
  const textOf = (run: RunRecord): string => String(value(run) ?? '').replace('e+', 'e');
  return { value, text: textOf, copied: textOf };
};

/** Columns that are made for their subject; every other field has one too. */
const ownColumns: readonly RunColumn[] = [
  {
    id: 'number',
    label: '#',
    help: 'Number of the run, in order of creation',
    width: 52,
    numeric: true,
    value: ({ number }) => number,
    text: ({ number }) => String(number),
  },
  {
    id: 'starred',
    label: '★',
    help: 'Starred',
    width: 26,
    numeric: false,
    value: ({ starred }) => (starred ? 1 : 0),
    text: ({ starred }) => (starred ? '★' : ''),
    copied: ({ starred }) => (starred ? 'yes' : ''),
  },
  {
    id: 'name',
    label: 'Name',
    width: 112,
    grows: 6,
    numeric: false,
    value: (run) => runTitle(run).toLowerCase(),
    text: runTitle,
    copied: runTitle,
  },
  {
    id: 'state',
    label: 'State',
    width: 106,
    numeric: false,
    value: ({ state }) => stateLook(state).label,
    text: ({ state }) => stateLook(state).label,
  },
  {
    id: 'dataset',
    label: 'Data set',
    width: 80,
    grows: 1,
    numeric: false,
    value: ({ datasetName }) => datasetName,
    text: ({ datasetName }) => datasetName,
  },
  {
    id: 'model',
    label: 'Model',
    width: 118,
    grows: 2,
    numeric: false,
    value: (run) => modelText(run),
    text: (run) => modelText(run),
  },
  {
    id: 'optimizer',
    label: 'Optimiser',
    width: 74,
    grows: 1,
    numeric: false,
    value: ({ config }) => optimizerText(config),
    text: ({ config }) => optimizerText(config),
  },
  {
    id: 'learningRate',
    label: 'Rate',
    help: 'Learning rate',
    width: 60,
    numeric: true,
    ...ofField('learningRate'),
  },
  {
    id: 'batch',
    label: 'Batch',
    width: 50,
    numeric: true,
    ...ofField('batchSize'),
    // A full batch is larger than any other.
    value: (run) => {
      const size = fieldValue('batchSize')(run);
      return size === 'full' ? Infinity : size;
    },
  },
  {
    id: 'epochs',
    label: 'Epochs',
    width: 76,
    numeric: true,
    value: ({ epoch }) => epoch,
    text: epochsText,
    full: ({ epoch, config }) =>
      isUnknownConfig(config) ? null : `${formatCount(epoch)} of ${formatCount(config.training.epochs)}`,
  },
  {
    id: 'seed',
    label: 'Seed',
    width: 48,
    numeric: true,
    ...ofField('seed'),
  },
  {
    id: 'testError',
    label: 'Test error',
    width: 84,
    numeric: true,
    value: (run) => testError(run) ?? undefined,
    text: (run) => formatPercent(testError(run)),
    measure: formatPercent,
    full: (run) => (testError(run) === null ? null : `${testError(run)} %`),
  },
  {
    id: 'finalLoss',
    label: 'Final loss',
    width: 72,
    numeric: true,
    value: (run) => finalLoss(run) ?? undefined,
    text: (run) => lossText(finalLoss(run)),
    measure: lossText,
    full: (run) => (finalLoss(run) === null ? null : String(finalLoss(run))),
  },
  {
    id: 'time',
    label: 'Time',
    help: 'Time spent training',
    width: 74,
    numeric: true,
    value: (run) => knownElapsedMs(run) ?? undefined,
    text: (run) => formatDuration(knownElapsedMs(run)),
    measure: formatDuration,
    copied: (run) => {
      const elapsedMs = knownElapsedMs(run);
      return elapsedMs === null ? '' : String(elapsedMs / 1000);
    },
  },
  {
    id: 'created',
    label: 'Created',
    width: 66,
    numeric: true,
    value: ({ createdAt }) => createdAt,
    text: ({ createdAt }) => dayText(createdAt),
    detail: ({ createdAt }) => clockText(createdAt),
    full: ({ createdAt }) => fullDate(createdAt),
    copied: ({ createdAt }) => iso(createdAt),
  },
];

/** Fields that the columns above show already. */
const covered = new Set([
  ...['number', 'starred', 'name', 'state', 'dataset', 'hidden', 'optimizer', 'learningRate', 'batchSize'],
  ...['seed', 'testError', 'finalLoss', 'time', 'created', 'epoch'],
]);

/** A column for a field of the configuration or of the run's life. */
function fieldColumn(field: QueryField): RunColumn {
  const numeric = field.kind === 'number' || field.kind === 'duration' || field.kind === 'date';
  const first = (run: RunRecord): QueryValue | undefined => valuesOf(field, run)[0];
  const short = field.label.length <= 16;
  return {
    id: `field:${field.name}`,
    label: short ? field.label : field.name.split('.').slice(-1).join(),
    ...(short ? {} : { help: field.label }),
    ...{ width: Math.max(70, Math.min(120, 26 + 7 * Math.min(field.label.length, 16))), numeric },
    ...(numeric ? {} : { grows: 1 }),
    ...(field.measured ? { measure: (value: number) => fieldNumberText(field, value) } : {}),
    value: (run) => {
      const value = first(run);
      if (numeric) return typeof value === 'number' ? value : undefined;
      return value === undefined ? undefined : fieldText(field, run);
    },
    text: (run) => fieldText(field, run),
    copied: (run) => valuesOf(field, run).join(', '),
  };
}

/** Every column there is: what a run is first, then all fields. */
export const runColumns: readonly RunColumn[] = [
  ...ownColumns,
  ...queryFields.filter(({ name }) => !covered.has(name)).map(fieldColumn),
];

const byId = new Map(runColumns.map((column) => [column.id, column]));

/** The column with this id, or undefined. */
export const columnOf = (id: string): RunColumn | undefined => byId.get(id);

const units: Readonly<Record<string, string>> = { testError: 'Test error (%)', time: 'Time (s)' };

/** Runs as a table for a spreadsheet: full values, units in the head. */
export function runsAsTsv(runs: readonly RunRecord[], columns: readonly RunColumn[]): string {
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  const head = columns.map(({ id, label, help }) => units[id] ?? help ?? label);
  const rows = runs.map((run) =>
    columns.map(({ value, copied }) => clean(copied ? copied(run) : String(value(run) ?? ''))),
  );
  return [head, ...rows].map((cells) => cells.join('\t')).join('\n');
}
