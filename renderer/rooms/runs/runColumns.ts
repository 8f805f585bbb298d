/** The columns of the run table: what stands in them, what they are sorted by, how it is copied; pure, renderer. */
import type { RunRecord } from '../../../shared/runs/run';
import { formatCount, formatDuration, formatLoss, formatPercent, formatPlain } from '../../format/numbers';
import { stateLook } from '../../format/runState';
import { runTitle } from '../../format/runTitle';
import { fullDate, shortDate } from '../../run/dateText';
import { modelText, optimizerText } from './describeRun';

/** A column that shows a text; the first three are drawn by the row itself. */
export interface RunColumn {
  readonly id: string;
  readonly label: string;
  /** Said of the column where its name is short. */
  readonly help?: string;
  /** Pixels; the one without takes what is left. */
  readonly width: number | null;
  readonly numeric: boolean;
  /** Sorted by this; undefined stands last in either direction. */
  readonly value: (run: RunRecord) => string | number | undefined;
  readonly text: (run: RunRecord) => string;
  /** The whole value, for hover. */
  readonly full?: (run: RunRecord) => string | null;
  /** As it is copied; the sorted value if left out. */
  readonly copied?: (run: RunRecord) => string;
}

const testError = (run: RunRecord): number | null => run.result?.testError ?? run.latest?.testError ?? null;
const finalLoss = (run: RunRecord): number | null => run.result?.finalLoss ?? null;
const iso = (ms: number): string => new Date(ms).toISOString();

/** "3" where all were done, "1 / 3" where not. */
function epochsText({ epoch, config }: RunRecord): string {
  const planned = config.training.epochs;
  return epoch === planned ? formatCount(epoch) : `${formatCount(epoch)} / ${formatCount(planned)}`;
}

export const runColumns: readonly RunColumn[] = [
  {
    id: 'number',
    label: '#',
    help: 'Number of the run, in order of creation',
    width: 62,
    numeric: true,
    value: ({ number }) => number,
    text: ({ number }) => String(number),
  },
  {
    id: 'starred',
    label: '★',
    help: 'Starred',
    width: 32,
    numeric: false,
    value: ({ starred }) => (starred ? 1 : 0),
    text: ({ starred }) => (starred ? '★' : ''),
    copied: ({ starred }) => (starred ? 'yes' : ''),
  },
  {
    id: 'name',
    label: 'Name',
    width: null,
    numeric: false,
    value: (run) => runTitle(run).toLowerCase(),
    text: runTitle,
    copied: runTitle,
  },
  {
    id: 'state',
    label: 'State',
    width: 118,
    numeric: false,
    value: ({ state }) => stateLook(state).label,
    text: ({ state }) => stateLook(state).label,
  },
  {
    id: 'dataset',
    label: 'Data set',
    width: 92,
    numeric: false,
    value: ({ datasetName }) => datasetName,
    text: ({ datasetName }) => datasetName,
  },
  {
    id: 'model',
    label: 'Model',
    width: 132,
    numeric: false,
    value: (run) => modelText(run),
    text: (run) => modelText(run),
  },
  {
    id: 'optimizer',
    label: 'Optimiser',
    width: 78,
    numeric: false,
    value: ({ config }) => optimizerText(config),
    text: ({ config }) => optimizerText(config),
  },
  {
    id: 'learningRate',
    label: 'Rate',
    help: 'Learning rate',
    width: 62,
    numeric: true,
    value: ({ config }) => config.optimizer.learningRate,
    text: ({ config }) => formatPlain(config.optimizer.learningRate),
  },
  {
    id: 'batch',
    label: 'Batch',
    width: 52,
    numeric: true,
    value: ({ config }) => (config.training.batchSize === 'full' ? Infinity : config.training.batchSize),
    text: ({ config }) => String(config.training.batchSize),
    copied: ({ config }) => String(config.training.batchSize),
  },
  {
    id: 'epochs',
    label: 'Epochs',
    width: 86,
    numeric: true,
    value: ({ epoch }) => epoch,
    text: epochsText,
  },
  {
    id: 'seed',
    label: 'Seed',
    width: 48,
    numeric: true,
    value: ({ config }) => config.seed,
    text: ({ config }) => String(config.seed),
  },
  {
    id: 'testError',
    label: 'Test error',
    width: 80,
    numeric: true,
    value: (run) => testError(run) ?? undefined,
    text: (run) => formatPercent(testError(run)),
    full: (run) => (testError(run) === null ? null : `${testError(run)} %`),
  },
  {
    id: 'finalLoss',
    label: 'Final loss',
    width: 76,
    numeric: true,
    value: (run) => finalLoss(run) ?? undefined,
    text: (run) => formatLoss(finalLoss(run)),
    full: (run) => (finalLoss(run) === null ? null : String(finalLoss(run))),
  },
  {
    id: 'time',
    label: 'Time',
    help: 'Time spent training',
    width: 76,
    numeric: true,
    value: ({ elapsedMs }) => elapsedMs,
    text: ({ elapsedMs }) => formatDuration(elapsedMs),
    copied: ({ elapsedMs }) => String(elapsedMs / 1000),
  },
  {
    id: 'created',
    label: 'Created',
    width: 100,
    numeric: true,
    value: ({ createdAt }) => createdAt,
    text: ({ createdAt }) => shortDate(createdAt),
    full: ({ createdAt }) => fullDate(createdAt),
    copied: ({ createdAt }) => iso(createdAt),
  },
];

/** Widths for a CSS grid. */
export const columnTracks = runColumns
  .map(({ width }) => (width === null ? 'minmax(150px, 1fr)' : `${width}px`))
  .join(' ');
/** Where the columns stand that do not scroll sideways: look and number, star, name. */
export const stickyLefts: readonly string[] = [0, 1, 2].map(
  (at) => `${runColumns.slice(0, at).reduce((sum, { width }) => sum + (width ?? 0), 0)}px`,
);
/** Below this the table scrolls sideways. */
export const leastWidth = runColumns.reduce((sum, { width }) => sum + (width ?? 150), 0);

const units: Readonly<Record<string, string>> = { testError: 'Test error (%)', time: 'Time (s)' };

/** Runs as a table for a spreadsheet: full values, units in the head. */
export function runsAsTsv(runs: readonly RunRecord[]): string {
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  const head = runColumns.map(({ id, label, help }) => units[id] ?? help ?? label);
  const rows = runs.map((run) =>
    runColumns.map(({ value, copied }) => clean(copied ? copied(run) : String(value(run) ?? ''))),
  );
  return [head, ...rows].map((cells) => cells.join('\t')).join('\n');
}
