/** Decision boundaries of networks on two features: the grid, what is drawn on it, and how often; training workers. */
import { lossOf } from '../../../shared/catalog/losses';
import type { DatasetInfo } from '../../../shared/data/dataset';
import type { BoundarySnapshot } from '../../../shared/runs/run';
import type { TrainingEngine } from '../engine';

/** Points along each side. */
export const gridSize = 100;
/** Least time between two snapshots, milliseconds. */
export const boundaryIntervalMs = 250;
/** Snapshots of a run, without the last one. */
const mostBoundaries = 200;

/** A grid over a 2-D data set. */
export interface BoundaryGrid {
  readonly points: Float32Array;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
}

/** The grid over the data's ranges, a tenth wider on each side; null for data that is not 2-D. */
export function boundaryGrid(info: DatasetInfo, featureCount: number): BoundaryGrid | null {
  const [x, y] = info.featureRanges;
  if (featureCount !== 2 || !x || !y) return null;
  const xRange = padded(x);
  const yRange = padded(y);
  const points = new Float32Array(2 * gridSize * gridSize);
  const along = ([low, high]: readonly [number, number], i: number) =>
    low + ((high - low) * i) / (gridSize - 1);
  for (let row = 0; row < gridSize; row++) {
    for (let column = 0; column < gridSize; column++) {
      const at = 2 * (row * gridSize + column);
      points[at] = along(xRange, column);
      points[at + 1] = along(yRange, row);
    }
  }
  return { points, xRange, yRange };
}

/** The step from which the next snapshot is due: they thin out geometrically, about 150 over the run. */
export function nextBoundaryStep(step: number, totalSteps: number, drawn: number): number {
  if (drawn >= mostBoundaries) return Number.MAX_SAFE_INTEGER;
  const ratio = Math.max(1.02, totalSteps ** (1 / 150));
  return Math.max(step + 1, Math.ceil(step * ratio));
}

/** Draws the boundary as it is now. */
export function drawBoundary(
  engine: TrainingEngine,
  grid: BoundaryGrid,
  network: { readonly loss: string; readonly outputs: number; readonly classes: number },
  at: { readonly step: number; readonly epoch: number },
): BoundarySnapshot {
  const rows = gridSize * gridSize;
  const logits = engine.predict(grid.points, rows);
  const { outputs, classes } = network;
  const form = lossOf(network.loss).outputFunction;
  const values = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    const row = logits.subarray(i * outputs, (i + 1) * outputs);
    values[i] = classes > 2 ? largest(row, classes) : Math.round(255 * probabilityOfOne(row, form));
  }
  const { xRange, yRange } = grid;
  return { ...at, size: gridSize, xRange, yRange, values, classes };
}

function padded([low, high]: readonly [number, number]): [number, number] {
  const pad = high > low ? (high - low) / 10 : 0.5;
  return [low - pad, high + pad];
}

/** Index of the largest of the first `count` values. */
function largest(row: Float32Array, count: number): number {
  let best = 0;
  for (let i = 1; i < Math.min(count, row.length); i++) {
    if ((row[i] as number) > (row[best] as number)) best = i;
  }
  return best;
}

/** P(class 1) for two classes; outputs beyond them are left out. */
function probabilityOfOne(row: Float32Array, form: 'softmax' | 'sigmoid' | 'linear'): number {
  const [zero, one] = row;
  const z = zero ?? 0;
  const value =
    one === undefined
      ? form === 'linear'
        ? z
        : 1 / (1 + Math.exp(-z))
      : form === 'linear'
        ? (one - z + 1) / 2
        : 1 / (1 + Math.exp(z - one));
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0.5;
}
