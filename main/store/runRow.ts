/** A run as a row of the table and as a record; main process and command line. */
import type { RunConfig } from '../../shared/config/runConfig';
import type {
  EngineInfo,
  Evaluation,
  RunEnvironment,
  RunOrigin,
  RunRecord,
  RunResult,
  RunState,
} from '../../shared/runs/run';
import { toBytes, toFloat64 } from './blobs';
import type { SqlValue } from './database';

/** The table's columns, as they are selected. */
export interface RunRow {
  readonly number: number;
  readonly id: string;
  readonly state: RunState;
  readonly state_reason: string | null;
  readonly name: string;
  readonly tags: string;
  readonly notes: string;
  readonly starred: number;
  readonly archived: number;
  readonly created_at: number;
  readonly revision: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly config: string;
  readonly config_hash: string;
  readonly dataset_name: string;
  readonly dataset_hash: string;
  readonly parameter_count: number;
  readonly steps_per_epoch: number;
  readonly total_steps: number;
  readonly step: number;
  readonly epoch: number;
  readonly elapsed_ms: number;
  readonly latest: string | null;
  readonly result: string | null;
  readonly epoch_seconds: Uint8Array | null;
  readonly engine: string | null;
  readonly environment: string | null;
  readonly owner_id: string | null;
  readonly deleted_at: number | null;
  readonly sweep_id: string | null;
  readonly sweep_trial: number | null;
  readonly origin: string | null;
}

export function recordOf(row: RunRow): RunRecord {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    tags: JSON.parse(row.tags) as string[],
    notes: row.notes,
    starred: row.starred === 1,
    archived: row.archived === 1,
    state: row.state,
    stateReason: row.state_reason,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    config: JSON.parse(row.config) as RunConfig,
    configHash: row.config_hash,
    datasetName: row.dataset_name,
    datasetHash: row.dataset_hash,
    parameterCount: row.parameter_count,
    stepsPerEpoch: row.steps_per_epoch,
    totalSteps: row.total_steps,
    step: row.step,
    epoch: row.epoch,
    elapsedMs: row.elapsed_ms,
    latest: parsed<Evaluation>(row.latest),
    result: resultOf(row),
    engine: parsed<EngineInfo>(row.engine),
    environment: parsed<RunEnvironment>(row.environment),
    ...(row.origin === null ? {} : { origin: JSON.parse(row.origin) as RunOrigin }),
    sweep: row.sweep_id === null ? null : { id: row.sweep_id, trial: row.sweep_trial ?? 0 },
  };
}

function parsed<T>(json: string | null): T | null {
  return json === null ? null : (JSON.parse(json) as T);
}

/** Seconds of epochs are numbers by the thousand: they are kept as such, not as text. */
function resultOf({ result, epoch_seconds }: RunRow): RunResult | null {
  const rest = parsed<Omit<RunResult, 'epochSeconds'>>(result);
  if (!rest) return null;
  return { ...rest, epochSeconds: epoch_seconds ? Array.from(toFloat64(epoch_seconds)) : [] };
}

/** What of a run may change. */
export type RunChange = Partial<
  Pick<
    RunRecord,
    | 'name'
    | 'tags'
    | 'notes'
    | 'starred'
    | 'archived'
    | 'startedAt'
    | 'finishedAt'
    | 'step'
    | 'epoch'
    | 'elapsedMs'
    | 'latest'
    | 'result'
    | 'engine'
    | 'environment'
  >
>;

export type ColumnValue = readonly [column: string, value: SqlValue];

/** Columns that change, by the field of the record. Null results take their seconds with them. */
export function changedColumns(change: RunChange): ColumnValue[] {
  const columns: ColumnValue[] = [];
  const put = (column: string, value: SqlValue | undefined) => {
    if (value !== undefined) columns.push([column, value]);
  };
  const json = (value: unknown) =>
    value === undefined ? undefined : value === null ? null : JSON.stringify(value);
  put('name', change.name);
  put('tags', change.tags && JSON.stringify(change.tags));
  put('notes', change.notes);
  put('starred', change.starred === undefined ? undefined : Number(change.starred));
  put('archived', change.archived === undefined ? undefined : Number(change.archived));
  put('started_at', change.startedAt);
  put('finished_at', change.finishedAt);
  put('step', change.step);
  put('epoch', change.epoch);
  put('elapsed_ms', change.elapsedMs);
  put('latest', json(change.latest));
  put('engine', json(change.engine));
  put('environment', json(change.environment));
  if (change.result !== undefined) {
    const { epochSeconds, ...rest } = change.result ?? { epochSeconds: null };
    put('result', change.result && JSON.stringify(rest));
    put('epoch_seconds', epochSeconds && toBytes(Float64Array.from(epochSeconds)));
  }
  return columns;
}
