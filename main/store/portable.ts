/**
 * Portable study files: a database like the lab's own, with chosen runs and their imported data sets in it. Reading one that
 * somebody sent: the file is looked at through a copy, its schema must be exactly the lab's (so there is no trigger and no
 * view that could act), sizes are bounded, and every value is checked before it is believed; main process and command line.
 */
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { datasetLimits, type Dataset, type DatasetInfo } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import { spreadRecordSchema, type SpreadRecord } from '../../shared/runs/inside';
import type { BoundarySnapshot, Evaluation, LossChunk } from '../../shared/runs/run';
import { checkRunRecord, evaluationSchema, importLimits } from '../../shared/runs/wholeRun';
import type { SavedWeights } from '../../shared/trainer/protocol';
import { ownBytes, toFloat32, toFloat64 } from './blobs';
import { connect, type Database } from './database';
import { DatasetTable } from './datasets';
import { fileSize, inspectFile } from './inspect';
import { blockSteps } from './lossBlocks';
import { MetricTables } from './metrics';
import { migrations } from './migrations';
import { openDatabase } from './open';
import { recordOf } from './runRow';
import { RunTable } from './runs';
import type { RunSeriesData, WholeRun } from './wholeRun';

/** Bounds of a file that is read. */
export const portableLimits = {
  maxFileBytes: 8 * 1024 ** 3,
  maxRuns: 100_000,
  /** Of one run: ten times the longest that the lab trains in a day. */
  maxSteps: 200_000_000,
  maxEvaluations: 5_000_000,
  maxBoundaries: 10_000,
  maxBoundarySize: 1024,
  maxSpreads: 10_000,
  maxSpreadBytes: 1024 * 1024,
  maxLayers: 17,
} as const;

/** A study file that is open; `close` removes the copy. */
export interface PortableStudy {
  /** Ids of its runs, the oldest first. */
  readonly runIds: readonly string[];
  /** Throws LabError `bad-file` where anything about the run is not as a lab writes it. */
  run(id: string): WholeRun;
  /** An imported data set's description and content, not yet held against its hash; null where the file has none. */
  dataset(id: string): Dataset | null;
  close(): void;
}

/** Throws LabError: `bad-file`, `too-large`, `newer-database`, `database` (damaged). The file itself stays as it is. */
export function openPortable(file: string, nativeBinding: string | null): PortableStudy {
  const name = path.basename(file);
  const size = fileSize(file);
  if (size === 0) throw new LabError('bad-file', `"${name}" is empty or not there.`);
  if (size > portableLimits.maxFileBytes)
    throw new LabError('too-large', `"${name}" is larger than 8 GB, more than can be imported.`);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-import-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = path.join(folder, 'study.sqlite');
    copyFileSync(file, copy);
    // A file that must not be written (from a CD, a shared folder) would make its copy so.
    chmodSync(copy, 0o600);
    const db = openChecked(copy, name, nativeBinding);
    return reader(db, name, () => {
      db.close();
      remove();
    });
  } catch (error) {
    remove();
    throw named(error, name);
  }
}

/** The errors of a database speak of the copy, which means nothing to the user. */
function named(error: unknown, name: string): unknown {
  if (!(error instanceof LabError)) return error;
  if (error.code === 'newer-database')
    return new LabError(
      'newer-database',
      `"${name}" was written by a newer LossLab; update this one to import it.`,
      { cause: error },
    );
  // Whatever SQLite cannot make sense of in somebody's file is the file's fault; so is a header that forbids to write it.
  const forbidsWriting =
    error.code === 'read-only' && (error.cause as { code?: unknown } | null)?.code === 'SQLITE_READONLY';
  if (error.code === 'database' || error.code === 'internal' || forbidsWriting)
    return new LabError('bad-file', `"${name}" is no LossLab study file, or it is damaged.`, {
      cause: error,
    });
  return error;
}

function openChecked(copy: string, name: string, nativeBinding: string | null): Database {
  const version = inspectFile(copy, nativeBinding, migrations.at(-1)?.version ?? 0);
  if (version === 0) throw bad(name, 'there are no runs in it');
  const raw = connect(copy, nativeBinding, { fileMustExist: true });
  try {
    raw.pragma('trusted_schema = OFF');
    raw.pragma('cell_size_check = ON');
    if (raw.pragma('quick_check(1)') !== 'ok') throw bad(name, 'it is damaged');
    if (schemaOf(raw) !== expectedSchema(version, nativeBinding))
      throw bad(name, 'its tables are not those of a study file');
    // Whoever wrote it has it open no more; what it says of processes would only be in the way.
    raw.run('DELETE FROM owners');
  } finally {
    raw.close();
  }
  return openDatabase({ file: copy, nativeBinding });
}

/** Every table, index, trigger and view, as it was made. */
function schemaOf(db: Database): string {
  const rows = db.all<{ type: string; name: string; tbl_name: string; sql: string | null }>(
    'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name',
  );
  return JSON.stringify(rows);
}

/** What a lab's own database of this version has. */
function expectedSchema(version: number, nativeBinding: string | null): string {
  const fresh = connect(':memory:', nativeBinding);
  try {
    for (const migration of migrations) if (migration.version <= version) migration.up(fresh);
    return schemaOf(fresh);
  } finally {
    fresh.close();
  }
}

const bad = (name: string, what: string): LabError =>
  new LabError('bad-file', `"${name}" cannot be imported: ${what}.`);

function reader(db: Database, name: string, close: () => void): PortableStudy {
  const runs = new RunTable(db);
  const ids = db.all<{ id: unknown }>(
    'SELECT id FROM runs WHERE deleted_at IS NULL ORDER BY number LIMIT ?',
    portableLimits.maxRuns + 1,
  );
  if (ids.length > portableLimits.maxRuns) throw bad(name, 'there are too many runs in it');
  const datasets = new DatasetTable(db);
  return {
    runIds: ids.map(({ id }) => String(id)),
    run: (id) => {
      const whole = guarded(name, () => wholeRunOf(db, runs, id));
      return { ...whole, losses: guardedEach(name, whole.losses) };
    },
    dataset: (id) => guarded(name, () => datasetOf(db, datasets, id)),
    close,
  };
}

/** Whatever goes wrong in reading what nobody vouches for is the file's fault. */
function guarded<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof LabError && (error.code === 'bad-file' || error.code === 'too-large')) throw error;
    const what = error instanceof Refusal ? error.message : 'it is damaged, or was changed by other hands';
    throw new LabError('bad-file', `"${name}" cannot be imported: ${what}.`, { cause: error });
  }
}

/** Losses are read only as they are taken. */
function* guardedEach(name: string, chunks: Iterable<LossChunk>): Generator<LossChunk> {
  const iterator = chunks[Symbol.iterator]();
  for (;;) {
    const next = guarded(name, () => iterator.next());
    if (next.done) return;
    yield next.value;
  }
}

/** What is wrong with the file, in words. */
class Refusal extends Error {}

function demand(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Refusal(what);
}

function wholeRunOf(db: Database, runs: RunTable, id: string): WholeRun {
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
    }>(
      'SELECT first_step, count, start_ms, end_ms, losses FROM loss_chunks WHERE run = ? AND first_step >= ? ORDER BY first_step LIMIT 1',
      ...[run, next],
    );
    if (!row) return;
    const { first_step: firstStep, count, start_ms: startMs, end_ms: endMs, losses } = row;
    demand(firstStep === next && count >= 1 && count <= blockSteps, what);
    demand(isBytes(losses) && losses.byteLength === 4 * count, what);
    demand(Number.isFinite(startMs) && Number.isFinite(endMs) && startMs >= 0 && endMs >= startMs, what);
    next += count;
    demand(next <= portableLimits.maxSteps, what);
    yield { firstStep, losses: toFloat32(losses), startMs, endMs };
  }
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
  table: 'evaluations' | 'boundaries' | 'spreads' | 'weights' | 'run_series',
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

/** Room is made for a content only once its size is known to be within bounds and to be there. */
function datasetOf(db: Database, table: DatasetTable, id: string): Dataset | null {
  const row = db.get<{ info: string; feature_type: string }>(
    'SELECT info, feature_type FROM datasets WHERE id = ?',
    id,
  );
  if (!row) return null;
  const what = 'a data set in it is not as a lab writes it';
  const info = JSON.parse(row.info) as DatasetInfo;
  const { rows, featureShape } = info;
  demand(Number.isInteger(rows) && rows >= 1 && rows <= datasetLimits.maxRows, what);
  const sizes: unknown = featureShape;
  demand(Array.isArray(sizes) && sizes.length >= 1 && sizes.length <= 4, what);
  demand(
    sizes.every((size) => Number.isInteger(size) && size >= 1),
    what,
  );
  const width = featureShape.reduce((product, size) => product * size, 1);
  const bytes = rows * width * (row.feature_type === 'u1' ? 1 : 4);
  demand(width <= datasetLimits.maxFeatures && bytes <= datasetLimits.maxContentBytes, what);
  const stored = db.get<{ bytes: number }>(
    'SELECT total(length(bytes)) AS bytes FROM dataset_parts WHERE dataset = ?',
    id,
  );
  demand(stored?.bytes === bytes + rows, what);
  return { info, ...table.content(id) };
}
