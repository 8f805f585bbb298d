/** Evaluations, decision boundaries, recorded spreads, checkpoints and final weights of runs; main process and command line. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { packedFields } from '../../shared/runs/packedEvaluations';
import type { LayerSpread, SpreadRecord } from '../../shared/runs/inside';
import type { BoundarySnapshot, Evaluation } from '../../shared/runs/run';
import type { Checkpoint, SavedWeights } from '../../shared/trainer/protocol';
import { ownBytes, toBytes, toFloat32 } from './blobs';
import type { Database } from './database';
import { translated } from './errors';

/** Kept of each run while it goes on: should the last one be of no use, there is one before it. */
const keptCheckpoints = 2;

interface CheckpointRow {
  readonly step: number;
  readonly epoch: number;
  readonly elapsed_ms: number;
  readonly data: Uint8Array;
}

interface EvaluationRow {
  readonly step: number;
  readonly epoch: number;
  readonly elapsed_ms: number;
  readonly train_loss: number | null;
  readonly train_error: number | null;
  readonly test_loss: number | null;
  readonly test_error: number | null;
}

interface SpreadRow {
  readonly step: number;
  readonly epoch: number;
  readonly rows: number;
  readonly layers: Uint8Array;
}

interface BoundaryRow {
  readonly step: number;
  readonly epoch: number;
  readonly size: number;
  readonly classes: number;
  readonly x_min: number;
  readonly x_max: number;
  readonly y_min: number;
  readonly y_max: number;
  readonly grid: Uint8Array;
}

const packedColumns = packedFields
  .map((field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
  .join(', ');

/** By run number. Writing methods belong into a transaction of the caller. */
export class MetricTables {
  constructor(private readonly db: Database) {}

  putEvaluation(run: number, evaluation: Evaluation): void {
    const { step, epoch, elapsedMs, trainLoss, trainError, testLoss, testError } = evaluation;
    this.db.run(
      `INSERT OR REPLACE INTO evaluations (run, step, epoch, elapsed_ms, train_loss, train_error, test_loss, test_error)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[run, step, epoch, elapsedMs],
      ...[trainLoss, trainError, testLoss, testError].map(finite),
    );
  }

  evaluations(run: number, fromStep: number): Evaluation[] {
    return this.db
      .all<EvaluationRow>(
        'SELECT * FROM evaluations WHERE run = ? AND step >= ? ORDER BY step',
        run,
        fromStep,
      )
      .map(evaluationOf);
  }

  /** The same packed, as `unpackEvaluations` reads them. */
  packedEvaluations(run: number, fromStep: number): Float64Array {
    return this.db.numbers(
      `SELECT ${packedColumns} FROM evaluations WHERE run = ? AND step >= ? ORDER BY step`,
      ...[run, fromStep],
    );
  }

  lastEvaluation(run: number): Evaluation | null {
    const row = this.db.get<EvaluationRow>(
      'SELECT * FROM evaluations WHERE run = ? ORDER BY step DESC LIMIT 1',
      run,
    );
    return row ? evaluationOf(row) : null;
  }

  putBoundary(run: number, snapshot: BoundarySnapshot): void {
    const { step, epoch, size, classes, xRange, yRange, values } = snapshot;
    this.db.run(
      `INSERT OR REPLACE INTO boundaries (run, step, epoch, size, classes, x_min, x_max, y_min, y_max, grid)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[run, step, epoch, size, classes, ...xRange, ...yRange, deflateRawSync(values, { level: 1 })],
    );
  }

  boundaries(run: number): BoundarySnapshot[] {
    const rows = this.db.all<BoundaryRow>('SELECT * FROM boundaries WHERE run = ? ORDER BY step', run);
    return rows.map((row) => ({
      step: row.step,
      epoch: row.epoch,
      size: row.size,
      xRange: [row.x_min, row.x_max],
      yRange: [row.y_min, row.y_max],
      values: ownBytes(translated(this.db.file, () => inflateRawSync(row.grid))),
      classes: row.classes,
    }));
  }

  putSpread(run: number, { step, epoch, rows, layers }: SpreadRecord): void {
    this.db.run(
      'INSERT OR REPLACE INTO spreads (run, step, epoch, rows, layers) VALUES (?, ?, ?, ?, ?)',
      ...[run, step, epoch, rows, deflateRawSync(JSON.stringify(layers))],
    );
  }

  /** Recorded spreads in order of step. */
  spreads(run: number): SpreadRecord[] {
    return this.db
      .all<SpreadRow>('SELECT * FROM spreads WHERE run = ? ORDER BY step', run)
      .map(({ step, epoch, rows, layers }) => {
        const text = translated(this.db.file, () => inflateRawSync(layers).toString('utf8'));
        return { step, epoch, rows, layers: JSON.parse(text) as LayerSpread[] };
      });
  }

  /** Keeps this one and the one before it. */
  putCheckpoint(run: number, { step, epoch, elapsedMs, data }: Checkpoint): void {
    this.db.run(
      'INSERT OR REPLACE INTO checkpoints (run, step, epoch, elapsed_ms, data) VALUES (?, ?, ?, ?, ?)',
      ...[run, step, epoch, elapsedMs, data],
    );
    this.keepLastCheckpoints(run, keptCheckpoints);
  }

  /** An ended run needs only the last. */
  keepLastCheckpoints(run: number, count: number): void {
    this.db.run(
      `DELETE FROM checkpoints WHERE run = ? AND step <
         (SELECT min(step) FROM (SELECT step FROM checkpoints WHERE run = ? ORDER BY step DESC LIMIT ?))`,
      ...[run, run, count],
    );
  }

  lastCheckpoint(run: number): Checkpoint | null {
    const row = this.db.get<CheckpointRow>(
      'SELECT * FROM checkpoints WHERE run = ? ORDER BY step DESC LIMIT 1',
      run,
    );
    return row ? checkpointOf(row) : null;
  }

  /** All that are kept, the oldest first. */
  checkpoints(run: number): Checkpoint[] {
    return this.db
      .all<CheckpointRow>('SELECT * FROM checkpoints WHERE run = ? ORDER BY step', run)
      .map(checkpointOf);
  }

  putWeights(run: number, { layers }: SavedWeights): void {
    this.db.run('DELETE FROM weights WHERE run = ?', run);
    for (const [layer, { inputs, units, kernel, bias }] of layers.entries()) {
      this.db.run(
        'INSERT INTO weights (run, layer, inputs, units, kernel, bias) VALUES (?, ?, ?, ?, ?, ?)',
        ...[run, layer, inputs, units, toBytes(kernel), toBytes(bias)],
      );
    }
  }

  weights(run: number): SavedWeights | null {
    const rows = this.db.all<{ inputs: number; units: number; kernel: Uint8Array; bias: Uint8Array }>(
      'SELECT * FROM weights WHERE run = ? ORDER BY layer',
      run,
    );
    if (rows.length === 0) return null;
    const layers = rows.map(({ inputs, units, kernel, bias }) => ({
      kernel: toFloat32(kernel),
      bias: toFloat32(bias),
      inputs,
      units,
    }));
    return { layers };
  }

  /** Forgets what came after `step` (what belongs to `step` itself stays: it was done before a checkpoint there). */
  truncate(run: number, step: number): void {
    for (const table of ['evaluations', 'boundaries', 'spreads', 'checkpoints'])
      this.db.run(`DELETE FROM ${table} WHERE run = ? AND step > ?`, run, step);
    this.db.run('DELETE FROM weights WHERE run = ?', run);
  }
}

/** As in `latest` of the run, which is JSON: what is no number, or beyond all numbers, is none. */
const finite = (value: number | null): number | null => (Number.isFinite(value) ? value : null);

const checkpointOf = ({ step, epoch, elapsed_ms, data }: CheckpointRow): Checkpoint => ({
  ...{ step, epoch, elapsedMs: elapsed_ms },
  data: ownBytes(data),
});

function evaluationOf(row: EvaluationRow): Evaluation {
  return {
    step: row.step,
    epoch: row.epoch,
    elapsedMs: row.elapsed_ms,
    trainLoss: row.train_loss,
    trainError: row.train_error,
    testLoss: row.test_loss,
    testError: row.test_error,
  };
}
