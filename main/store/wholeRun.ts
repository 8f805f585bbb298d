/** A run with everything that is kept of it, put in and taken out in one piece; main process and command line. */
import type { BoundarySnapshot, Evaluation, LossChunk, RunRecord } from '../../shared/runs/run';
import type { SpreadRecord } from '../../shared/runs/inside';
import type { Checkpoint, SavedWeights } from '../../shared/trainer/protocol';
import type { RunTables } from './append';
import { toBytes, toFloat64 } from './blobs';
import { nextRevision } from './revisions';

/** A series of an imported run, every point. */
export interface RunSeriesData {
  readonly name: string;
  readonly steps: Float64Array;
  readonly values: Float64Array;
  /** Milliseconds since the run's start; null where the other program did not say. */
  readonly timesMs: Float64Array | null;
}

/** A run at rest. */
export interface WholeRun {
  /** Its number is given anew; what binds it to a sweep comes with that (see wholeSweep). */
  readonly record: Omit<RunRecord, 'number' | 'sweep'>;
  readonly stoppedByUser: boolean;
  readonly losses: Iterable<LossChunk>;
  readonly evaluations: readonly Evaluation[];
  readonly boundaries: readonly BoundarySnapshot[];
  readonly spreads: readonly SpreadRecord[];
  /** The oldest first; none where they were left behind. */
  readonly checkpoints: readonly Checkpoint[];
  readonly weights: SavedWeights | null;
  readonly series: readonly RunSeriesData[];
}

/** Adds a run, all or nothing; false where there is one with its id already. */
export function putWholeRun(tables: RunTables, whole: WholeRun): boolean {
  const { db, losses, metrics } = tables;
  return db.writeDurably(() => {
    const { record } = whole;
    if (db.get('SELECT 1 FROM runs WHERE id = ?', record.id)) return false;
    const number = insertRow(tables, whole);
    for (const chunk of whole.losses) losses.append(number, [chunk]);
    for (const evaluation of whole.evaluations) metrics.putEvaluation(number, evaluation);
    for (const snapshot of whole.boundaries) metrics.putBoundary(number, snapshot);
    for (const record of whole.spreads) metrics.putSpread(number, record);
    for (const checkpoint of whole.checkpoints) metrics.putCheckpoint(number, checkpoint);
    if (whole.weights) metrics.putWeights(number, whole.weights);
    for (const [position, { name, steps, values, timesMs }] of whole.series.entries())
      db.run(
        'INSERT INTO run_series (run, position, name, steps, numbers, times_ms) VALUES (?, ?, ?, ?, ?, ?)',
        ...[number, position, name, toBytes(steps), toBytes(values), timesMs && toBytes(timesMs)],
      );
    return true;
  });
}

function insertRow({ db, runs }: RunTables, { record, stoppedByUser }: WholeRun): number {
  const { config, origin } = record;
  db.run(
    `INSERT INTO runs (id, state, state_reason, name, tags, notes, created_at, revision, config, config_hash, dataset_id,
       dataset_name, dataset_hash, parameter_count, steps_per_epoch, total_steps, stopped_by_user, origin)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[record.id, record.state, record.stateReason, record.name, JSON.stringify(record.tags), record.notes],
    ...[record.createdAt, nextRevision(db, 'runs'), JSON.stringify(config), record.configHash],
    ...[config.dataset.id, record.datasetName, record.datasetHash, record.parameterCount],
    ...[record.stepsPerEpoch, record.totalSteps, Number(stoppedByUser)],
    origin ? JSON.stringify(origin) : null,
  );
  const { starred, archived, startedAt, finishedAt, step, epoch, elapsedMs, latest, result } = record;
  const { engine, environment } = record;
  const life = { starred, archived, startedAt, finishedAt, step, epoch, elapsedMs };
  return runs.update(record.id, { ...life, latest, result, engine, environment }).number;
}

/** All of a run; checkpoints only if asked for, as they are large. */
export function takeWholeRun(tables: RunTables, id: string, withCheckpoints: boolean): WholeRun {
  const { db, runs, losses, metrics } = tables;
  const { number, sweep: _sweep, ...record } = runs.get(id);
  const stopped = db.get<{ stopped_by_user: number }>(
    'SELECT stopped_by_user FROM runs WHERE number = ?',
    number,
  );
  return {
    record,
    stoppedByUser: stopped?.stopped_by_user === 1,
    losses: losses.parts(number),
    evaluations: metrics.evaluations(number, 0),
    boundaries: metrics.boundaries(number),
    spreads: metrics.spreads(number),
    checkpoints: withCheckpoints ? metrics.checkpoints(number) : [],
    weights: metrics.weights(number),
    series: seriesOf(tables, number),
  };
}

function seriesOf({ db }: RunTables, run: number): RunSeriesData[] {
  return db
    .all<{
      name: string;
      steps: Uint8Array;
      numbers: Uint8Array;
      times_ms: Uint8Array | null;
    }>('SELECT * FROM run_series WHERE run = ? ORDER BY position', run)
    .map(({ name, steps, numbers, times_ms }) => ({
      name,
      steps: toFloat64(steps),
      values: toFloat64(numbers),
      timesMs: times_ms && toFloat64(times_ms),
    }));
}
