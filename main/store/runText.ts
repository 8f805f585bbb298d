/** Runs as JSON text put together by the database: ten thousand are ready at once, where as objects they take seconds; main process and command line. */
import type { RunRecord, RunState } from '../../shared/runs/run';

/** A record as JSON, but for the seconds of its epochs. */
export interface RunText {
  readonly id: string;
  readonly number: number;
  readonly state: RunState;
  readonly text: string;
}

const text = (column: string): string => `json_quote(${column})`;
const flag = (column: string): string => `iif(${column}, 'true', 'false')`;
/** A column that holds JSON, a whole number, or nothing. */
const asItIs = (column: string): string => `ifnull(${column}, 'null')`;

/** Each field of a record as an SQL expression for its JSON; one that is forgotten here does not compile. */
const fields: { readonly [F in Exclude<keyof RunRecord, 'origin'>]: string } = {
  id: text('id'),
  number: 'number',
  name: text('name'),
  tags: 'tags',
  notes: text('notes'),
  starred: flag('starred'),
  archived: flag('archived'),
  state: text('state'),
  stateReason: text('state_reason'),
  createdAt: 'created_at',
  startedAt: asItIs('started_at'),
  finishedAt: asItIs('finished_at'),
  config: 'config',
  configHash: text('config_hash'),
  datasetName: text('dataset_name'),
  datasetHash: text('dataset_hash'),
  parameterCount: 'parameter_count',
  stepsPerEpoch: 'steps_per_epoch',
  totalSteps: 'total_steps',
  step: 'step',
  epoch: 'epoch',
  // Without the format, fifteen digits are all that is left of it.
  elapsedMs: `printf('%!.17g', elapsed_ms)`,
  latest: asItIs('latest'),
  result: `iif(result IS NULL, 'null', substr(result, 1, length(result) - 1) || ',"epochSeconds":[]}')`,
  engine: asItIs('engine'),
  environment: asItIs('environment'),
  sweep: `iif(sweep_id IS NULL, 'null', json_object('id', sweep_id, 'trial', ifnull(sweep_trial, 0)))`,
};

const record = Object.entries(fields)
  .map(([field, json], at) => `'${at === 0 ? '{' : ','}"${field}":' || ${json}`)
  .join(' || ');

/** Only imported runs have one. */
const origin = `ifnull(',"origin":' || origin, '')`;

/** Selects `RunText`s: not deleted ones below a number, the newest first, so many at most. */
export const runTextSql = `SELECT id, number, state, ${record} || ${origin} || '}' AS text FROM runs
  WHERE deleted_at IS NULL AND number < ? ORDER BY number DESC LIMIT ?`;
