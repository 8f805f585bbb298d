// Evaluations, boundaries, checkpoints and weights come back as they were, whatever numbers are in them (Node).
import { randomFillSync } from 'node:crypto';
import { expect, test } from 'vitest';
import type { SpreadRecord } from '../../shared/runs/inside';
import type { BoundarySnapshot } from '../../shared/runs/run';
import { bitsOf, checkpointAt, evaluationAt, newRun, weights } from './fixtures/runs';
import { openTables, problemOf } from './fixtures/stores';
import { MetricTables } from './metrics';
import { RunTable } from './runs';

function newMetrics() {
  const db = openTables();
  const metrics = new MetricTables(db);
  const another = () => new RunTable(db).row(new RunTable(db).create(newRun(), 'nobody', 0).id).number;
  return { db, metrics, run: another(), another };
}

const snapshotAt = (step: number, values: Uint8Array): BoundarySnapshot => ({
  step,
  epoch: step / 3,
  size: Math.sqrt(values.length),
  xRange: [-1.25, 1 / 3],
  yRange: [-1e9, 1e-9],
  values,
  classes: 2,
});

const spreadAt = (step: number): SpreadRecord => {
  const histogram = {
    min: -1.5,
    max: 1 / 3,
    counts: [step, 2, 0],
    mean: 0.1,
    sd: 0.2,
    zeros: 0.5,
    broken: 1,
  };
  const layer = {
    units: 3,
    activations: histogram,
    weights: { ...histogram, mean: -1 },
    gradients: histogram,
  };
  return { step, epoch: step / 3, rows: 256, layers: [layer, layer] };
};

test('evaluations by step, from any step on; the same step again counts', () => {
  const { metrics, run, another } = newMetrics();
  metrics.putEvaluation(another(), evaluationAt(5));
  for (const step of [300, 0, 100, 200]) metrics.putEvaluation(run, evaluationAt(step));
  metrics.putEvaluation(run, evaluationAt(100, { testError: 3 }));
  expect(metrics.evaluations(run, 0)).toEqual([
    evaluationAt(0),
    evaluationAt(100, { testError: 3 }),
    evaluationAt(200),
    evaluationAt(300),
  ]);
  expect(metrics.evaluations(run, 101)).toEqual([evaluationAt(200), evaluationAt(300)]);
  expect(metrics.lastEvaluation(run)).toEqual(evaluationAt(300));
  expect(metrics.lastEvaluation(another())).toBeNull();
});

test('what was not measured, or came out as no number, is none; every other number is exact', () => {
  const { metrics, run } = newMetrics();
  const odd = { trainLoss: 1e-320, trainError: 0.1 + 0.2, testLoss: Number.MAX_VALUE, testError: 1e-9 };
  metrics.putEvaluation(run, evaluationAt(0, odd));
  metrics.putEvaluation(run, evaluationAt(1, { trainLoss: NaN, trainError: Infinity, testLoss: -Infinity }));
  metrics.putEvaluation(run, evaluationAt(2, { testLoss: null, testError: null }));
  const none = { trainLoss: null, trainError: null, testLoss: null };
  expect(metrics.evaluations(run, 0)).toEqual([
    evaluationAt(0, odd),
    evaluationAt(1, none),
    evaluationAt(2, { testLoss: null, testError: null }),
  ]);
});

test('boundaries come back pixel by pixel, smooth ones in a fraction of their size', () => {
  const { db, metrics, run } = newMetrics();
  const smooth = Uint8Array.from({ length: 40 * 40 }, (_, i) => Math.floor((i % 40) * 6.4));
  const snapshots = [
    snapshotAt(0, smooth),
    snapshotAt(10, randomFillSync(new Uint8Array(40 * 40))),
    snapshotAt(20, new Uint8Array(1)),
  ];
  for (const snapshot of snapshots) metrics.putBoundary(run, snapshot);
  const read = metrics.boundaries(run);
  expect(read).toEqual(snapshots);
  // They are sent to the window: nothing else may travel with them.
  for (const { values } of read) expect(values.buffer.byteLength).toBe(values.byteLength);
  const size = db.get<{ size: number }>('SELECT length(grid) AS size FROM boundaries WHERE step = 0')?.size;
  expect(size).toBeLessThan(400);
});

test('recorded spreads come back number by number; those after a step are forgotten with it', () => {
  const { db, metrics, run } = newMetrics();
  const records = [0, 100, 200].map((step) => spreadAt(step));
  for (const record of records) metrics.putSpread(run, record);
  expect(metrics.spreads(run)).toEqual(records);
  metrics.truncate(run, 100);
  expect(metrics.spreads(run)).toEqual(records.slice(0, 2));
  db.run("UPDATE spreads SET layers = x'ffffffff'");
  expect(problemOf(() => metrics.spreads(run))).toMatchObject({ code: 'database' });
});

test('a boundary whose bytes were damaged says so', () => {
  const { db, metrics, run } = newMetrics();
  metrics.putBoundary(run, snapshotAt(0, new Uint8Array(100)));
  db.run("UPDATE boundaries SET grid = x'ffffffff'");
  expect(problemOf(() => metrics.boundaries(run))).toMatchObject({ code: 'database' });
});

test('of the checkpoints of a run the last two are kept, at its end one', () => {
  const { db, metrics, run, another } = newMetrics();
  const other = another();
  metrics.putCheckpoint(other, checkpointAt(1));
  const steps = () =>
    db
      .all<{ step: number }>('SELECT step FROM checkpoints WHERE run = ? ORDER BY step', run)
      .map(({ step }) => step);
  for (const step of [100, 200, 300, 400]) metrics.putCheckpoint(run, checkpointAt(step));
  expect(steps()).toEqual([300, 400]);
  metrics.putCheckpoint(run, { ...checkpointAt(400, 50_000), elapsedMs: 17.5 });
  expect(steps()).toEqual([300, 400]);
  expect(metrics.lastCheckpoint(run)).toEqual({ ...checkpointAt(400, 50_000), elapsedMs: 17.5 });
  metrics.keepLastCheckpoints(run, 1);
  expect(steps()).toEqual([400]);
  expect(metrics.lastCheckpoint(other)).toEqual(checkpointAt(1));
  expect(metrics.lastCheckpoint(another())).toBeNull();
});

test('weights come back bit by bit and layer by layer, the last ones only', () => {
  const { metrics, run, another } = newMetrics();
  expect(metrics.weights(run)).toBeNull();
  const [first] = weights.layers;
  metrics.putWeights(run, { layers: [...weights.layers, ...weights.layers] });
  metrics.putWeights(run, weights);
  metrics.putWeights(another(), { layers: [first!] });
  const read = metrics.weights(run)!.layers;
  expect(read.map(({ inputs, units }) => [inputs, units])).toEqual([
    [2, 3],
    [3, 1],
  ]);
  for (const [i, { kernel, bias }] of read.entries()) {
    expect(bitsOf(kernel)).toEqual(bitsOf(weights.layers[i]!.kernel));
    expect(bitsOf(bias)).toEqual(bitsOf(weights.layers[i]!.bias));
    expect(kernel.buffer.byteLength).toBe(kernel.byteLength);
  }
});

test('weights that are a window into a larger array are stored as that window', () => {
  const { metrics, run } = newMetrics();
  const all = Float32Array.of(9, 1, 2, 3, 9);
  metrics.putWeights(run, {
    layers: [{ inputs: 2, units: 1, kernel: all.subarray(1, 3), bias: all.subarray(3, 4) }],
  });
  expect(metrics.weights(run)).toEqual({
    layers: [{ inputs: 2, units: 1, kernel: Float32Array.of(1, 2), bias: Float32Array.of(3) }],
  });
});

test('going back to a step keeps what belongs to it, and forgets what came after', () => {
  const { metrics, run } = newMetrics();
  for (const step of [0, 100, 200]) {
    metrics.putEvaluation(run, evaluationAt(step));
    metrics.putBoundary(run, snapshotAt(step, new Uint8Array(4)));
    metrics.putCheckpoint(run, checkpointAt(step));
  }
  metrics.putWeights(run, weights);
  metrics.truncate(run, 100);
  expect(metrics.evaluations(run, 0)).toEqual([evaluationAt(0), evaluationAt(100)]);
  expect(metrics.boundaries(run).map(({ step }) => step)).toEqual([0, 100]);
  expect(metrics.lastCheckpoint(run)?.step).toBe(100);
  expect(metrics.weights(run)).toBeNull();
  metrics.truncate(run, -1);
  expect(metrics.evaluations(run, 0)).toEqual([]);
  expect(metrics.boundaries(run)).toEqual([]);
  expect(metrics.lastCheckpoint(run)).toBeNull();
});
