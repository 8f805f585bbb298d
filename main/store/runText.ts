/** Runs as pieces of JSON put together by the database: ten thousand are ready at once, where as objects they take seconds; main process and command line. */
import type { RunPieces } from '../../shared/runs/packedRuns';
import type { RunRecord, RunState } from '../../shared/runs/run';

/** A record as JSON, but for the seconds of its epochs and its confusion matrix. */
export interface RunText extends RunPieces {
  readonly id: string;
  readonly number: number;
  readonly state: RunState;
}

/** Fields that many runs have in common stand apart. */
type Apart = 'config' | 'engine' | 'environment';

const text = (column: string): string => `json_quote(${column})`;
const flag = (column: string): string => `iif(${column}, 'true', 'false')`;
/** A column that holds JSON, a whole number, or nothing. */
const asItIs = (column: string): string => `ifnull(${column}, 'null')`;

const confusionAt = `instr(result, '"confusion":[')`;
/** The result with an empty matrix: a hundred numbers a run, which nobody looks at in a list. */
const withoutConfusion = `iif(${confusionAt} = 0, result, substr(result, 1, ${confusionAt} + 12) ||
  substr(result, ${confusionAt} + 12 + instr(substr(result, ${confusionAt} + 13), ']')))`;

/** Each field of a record as an SQL expression for its JSON; one that is forgotten here does not compile. */
const fields: { readonly [F in Exclude<keyof RunRecord, 'origin' | Apart>]: string } = {
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
  result: `iif(result IS NULL, 'null', substr(${withoutConfusion}, 1, length(${withoutConfusion}) - 1) || ',"epochSeconds":[]}')`,
  sweep: `iif(sweep_id IS NULL, 'null', json_object('id', sweep_id, 'trial', ifnull(sweep_trial, 0)))`,
};

const record = Object.entries(fields)
  .map(([field, json], at) => `'${at === 0 ? '{' : ','}"${field}":' || ${json}`)
  .join(' || ');

/** Only imported runs have one. */
const origin = `ifnull(',"origin":' || origin, '')`;

/** Selects `RunText`s: not deleted ones below a number, the newest first, so many at most. */
export const runTextSql = `SELECT id, number, state, ${record} || ${origin} AS text, config, engine, environment FROM runs
  WHERE deleted_at IS NULL AND number < ? ORDER BY number DESC LIMIT ?`;
