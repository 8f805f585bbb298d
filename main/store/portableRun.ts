/** A run as it stands in a study file, every value held against what a lab writes; main process and command line. */
import { inflateRawSync } from 'node:zlib';
import { spreadRecordSchema, type SpreadRecord } from '../../shared/runs/inside';
import type { BoundarySnapshot, Evaluation, LossChunk } from '../../shared/runs/run';
import { checkRunRecord, evaluationSchema, importLimits } from '../../shared/runs/wholeRun';
import type { Checkpoint, SavedWeights } from '../../shared/trainer/protocol';
import { ownBytes, toFloat32, toFloat64 } from './blobs';
import type { Database } from './database';
import { blockSteps, splitBlock, tailSteps } from './lossBlocks';
import { MetricTables } from './metrics';
import { demand, portableLimits, Refusal } from './portableLimits';
import { recordOf } from './runRow';
import type { RunTable } from './runs';
import type { RunSeriesData, WholeRun } from './wholeRun';

export function wholeRunOf(db: Database, runs: RunTable, id: string): WholeRun {
  const row = runs.row(id);
  const { number, sweep: _sweep, ...found } = recordOf(row);
  const checked = checkRunRecord(found);
  if (!checked.ok) throw new Refusal(`run ${number} is not as a lab writes it (${checked.problem})`);
  const { record } = checked;
  const what = `the points of run ${number} do not fit together`;
  const stopped = db.get<{ stopped_by_user: number }>(
    'SELECT stopped_by_user FROM runs WHERE number = ?',
    number,
  );
  return {
    record,
    stoppedByUser: stopped?.stopped_by_user === 1,
    losses: lossesOf(db, number, what),
    evaluations: evaluationsOf(db, number, what),
    boundaries: boundariesOf(db, number, what),
    spreads: spreadsOf(db, number, what),
    checkpoints: checkpointsOf(db, number, what),
    weights: weightsOf(db, number, record.config.model.hidden, what),
    series: seriesOf(db, number, what),
  };
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

/** Rows in turn: each must go on where the one before has ended. */
function* lossesOf(db: Database, run: number, what: string): Generator<LossChunk> {
  for (let next = 0; ;) {
    const row = db.get<{
      first_step: number;
      count: number;
      start_ms: number;
      end_ms: number;
      losses: unknown;
      knots_ms: unknown;
    }>(
      'SELECT first_step, count, start_ms, end_ms, losses, knots_ms FROM loss_chunks WHERE run = ? AND first_step >= ? ORDER BY first_step LIMIT 1',
      ...[run, next],
    );
    if (!row) return;
    const { first_step: firstStep, count, start_ms: startMs, end_ms: endMs, losses } = row;
    demand(firstStep === next && count >= 1 && count <= blockSteps, what);
    demand(isBytes(losses) && losses.byteLength === 4 * count, what);
    demand(Number.isFinite(startMs) && Number.isFinite(endMs) && startMs >= 0 && endMs >= startMs, what);
    next += count;
    demand(next <= portableLimits.maxSteps, what);
    const chunk = { firstStep, losses: toFloat32(losses), startMs, endMs };
    if (row.knots_ms === null) yield chunk;
    else yield* splitBlock({ ...chunk, knotsMs: knotsOf(row.knots_ms, chunk, what) });
  }
}

/** When each part of a joined row has ended: later ones later, the last one with the row. */
function knotsOf(knots: unknown, { losses, startMs, endMs }: LossChunk, what: string): Float64Array {
  demand(isBytes(knots) && knots.byteLength === 8 * Math.ceil(losses.length / tailSteps), what);
  const times = toFloat64(knots);
  demand(
    times.every((time, i) => time >= (times[i - 1] ?? startMs)),
    what,
  );
  demand(times.at(-1) === endMs, what);
  return times;
}

function evaluationsOf(db: Database, run: number, what: string): Evaluation[] {
  requireCount(db, 'evaluations', run, portableLimits.maxEvaluations, what);
  return new MetricTables(db).evaluations(run, Number.MIN_SAFE_INTEGER).map((evaluation) => {
    const parsed = evaluationSchema.safeParse(evaluation);
    demand(parsed.success, what);
    return parsed.data;
  });
}

function requireCount(
  db: Database,
  table: 'evaluations' | 'boundaries' | 'checkpoints' | 'spreads' | 'weights' | 'run_series',
  run: number,
  most: number,
  what: string,
): void {
  const found = db.get<{ count: number }>(`SELECT count(*) AS count FROM ${table} WHERE run = ?`, run);
  demand((found?.count ?? 0) <= most, what);
}

function boundariesOf(db: Database, run: number, what: string): BoundarySnapshot[] {
  requireCount(db, 'boundaries', run, portableLimits.maxBoundaries, what);
  const rows = db.all<{
    step: number;
    epoch: number;
    size: number;
    classes: number;
    x_min: number;
    x_max: number;
    y_min: number;
    y_max: number;
    grid: unknown;
  }>('SELECT * FROM boundaries WHERE run = ? ORDER BY step', run);
  return rows.map(({ step, epoch, size, classes, x_min, x_max, y_min, y_max, grid }) => {
    demand(Number.isInteger(size) && size >= 2 && size <= portableLimits.maxBoundarySize, what);
    demand(Number.isInteger(classes) && classes >= 1 && classes <= 255 && step >= 0, what);
    demand([epoch, x_min, x_max, y_min, y_max].every(Number.isFinite) && isBytes(grid), what);
    // A few bytes can be deflated from gigabytes.
    const values = ownBytes(inflateRawSync(grid, { maxOutputLength: size * size }));
    demand(values.length === size * size, what);
    return { step, epoch, size, xRange: [x_min, x_max], yRange: [y_min, y_max], values, classes };
  });
}

function spreadsOf(db: Database, run: number, what: string): SpreadRecord[] {
  requireCount(db, 'spreads', run, portableLimits.maxSpreads, what);
  const rows = db.all<{ step: number; epoch: number; rows: number; layers: unknown }>(
    'SELECT step, epoch, rows, layers FROM spreads WHERE run = ? ORDER BY step',
    run,
  );
  return rows.map(({ layers, ...at }) => {
    demand(isBytes(layers), what);
    const text = inflateRawSync(layers, { maxOutputLength: portableLimits.maxSpreadBytes }).toString('utf8');
    const parsed = spreadRecordSchema.safeParse({ ...at, layers: JSON.parse(text) as unknown });
    demand(parsed.success, what);
    return parsed.data;
  });
}

/** What is in them is the training engine's to check. */
function checkpointsOf(db: Database, run: number, what: string): Checkpoint[] {
  requireCount(db, 'checkpoints', run, portableLimits.maxCheckpoints, what);
  const rows = db.all<{ step: number; epoch: number; elapsed_ms: number; data: unknown }>(
    'SELECT step, epoch, elapsed_ms, data FROM checkpoints WHERE run = ? ORDER BY step',
    run,
  );
  return rows.map(({ step, epoch, elapsed_ms: elapsedMs, data }) => {
    demand(
      [step, epoch, elapsedMs].every((value) => Number.isFinite(value) && value >= 0),
      what,
    );
    demand(isBytes(data) && data.byteLength <= portableLimits.maxCheckpointBytes, what);
    return { step, epoch, elapsedMs, data: ownBytes(data) };
  });
}

/** Layers must be those of the configuration. */
function weightsOf(
  db: Database,
  run: number,
  hidden: readonly { readonly units: number }[],
  what: string,
): SavedWeights | null {
  requireCount(db, 'weights', run, portableLimits.maxLayers, what);
  const rows = db.all<{ inputs: number; units: number; kernel: unknown; bias: unknown }>(
    'SELECT inputs, units, kernel, bias FROM weights WHERE run = ? ORDER BY layer',
    run,
  );
  if (rows.length === 0) return null;
  demand(rows.length === hidden.length + 1, what);
  const layers = rows.map(({ inputs, units, kernel, bias }, i) => {
    demand(inputs === (rows[i - 1]?.units ?? inputs) && units === (hidden[i]?.units ?? units), what);
    demand(isBytes(kernel) && kernel.byteLength === 4 * inputs * units, what);
    demand(isBytes(bias) && bias.byteLength === 4 * units, what);
    return { inputs, units, kernel: toFloat32(kernel), bias: toFloat32(bias) };
  });
  return { layers };
}

function seriesOf(db: Database, run: number, what: string): RunSeriesData[] {
  requireCount(db, 'run_series', run, importLimits.maxSeries, what);
  const rows = db.all<{ name: unknown; steps: unknown; numbers: unknown; times_ms: unknown }>(
    'SELECT name, steps, numbers, times_ms FROM run_series WHERE run = ? ORDER BY position',
    run,
  );
  return rows.map(({ name, steps, numbers, times_ms: times }) => {
    demand(typeof name === 'string' && name.length <= importLimits.maxNameLength, what);
    demand(isBytes(steps) && steps.byteLength % 8 === 0, what);
    demand(isBytes(numbers) && numbers.byteLength === steps.byteLength, what);
    demand(times === null || (isBytes(times) && times.byteLength === steps.byteLength), what);
    return {
      name,
      steps: toFloat64(steps),
      values: toFloat64(numbers),
      timesMs: times === null ? null : toFloat64(times),
    };
  });
}
