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
/** Only imported runs have an origin; a result is cut to what a list shows, for which the database takes ten times as long. */
type Added = 'origin' | 'result';

const text = (column: string): string => `json_quote(${column})`;
const flag = (column: string): string => `iif(${column}, 'true', 'false')`;
/** A column that holds JSON, a whole number, or nothing. */
const asItIs = (column: string): string => `ifnull(${column}, 'null')`;

/** Each field of a record as an SQL expression for its JSON; one that is forgotten here does not compile. */
const fields: { readonly [F in Exclude<keyof RunRecord, Added | Apart>]: string } = {
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
  sweep: `iif(sweep_id IS NULL, 'null', json_object('id', sweep_id, 'trial', ifnull(sweep_trial, 0)))`,
};

const record = Object.entries(fields)
  .map(([field, json], at) => `'${at === 0 ? '{' : ','}"${field}":' || ${json}`)
  .join(' || ');

const origin = `ifnull(',"origin":' || origin, '')`;

/** A run as it is selected. */
export interface RunTextRow extends RunText {
  readonly result: string | null;
}

/** Selects `RunTextRow`s: not deleted ones below a number, the newest first, so many at most. */
export const runTextSql = `SELECT id, number, state, ${record} || ${origin} AS text, result, config, engine, environment FROM runs
  WHERE deleted_at IS NULL AND number < ? ORDER BY number DESC LIMIT ?`;

const confusionStart = '"confusion":[';

/** With an empty matrix: it is a hundred numbers a run, which nobody looks at in a list. */
function withoutConfusion(result: string): string {
  const at = result.indexOf(confusionStart);
  if (at < 0) return result;
  const from = at + confusionStart.length;
  return result.slice(0, from) + result.slice(result.indexOf(']', from));
}

/** The run with its result. */
export function runTextOf({ text, result, ...rest }: RunTextRow): RunText {
  const listed = result === null ? 'null' : `${withoutConfusion(result).slice(0, -1)},"epochSeconds":[]}`;
  return { ...rest, text: `${text},"result":${listed}` };
}
