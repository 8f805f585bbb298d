/** How activations, weights and gradients of a network are spread before and after its training, in float64; training workers. */
import { planRun, type RunPlan } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import { float64Ops as ops, type Float64Tensor } from '../../shared/maths/float64';
import type { Histogram, LayerSpread, RunSpread } from '../../shared/runs/inside';
import type { SavedWeights } from '../../shared/trainer/protocol';
import type { PreparedData } from '../data/prepare';
import { firstBatch, layersOf } from './float64Batch';
import { initialState, networkOf, savedWeights, type NetworkSpec } from './network';
import { forward, lossAndGradients, type Batch, type DenseLayer } from './step';
import type { RunData } from './workerProtocol';

/** Rows that go through the network: enough for a shape, at most as many as take a second or two. */
const mostRows = 256;
const mostMultiplications = 2e8;
const bins = 60;

/** The rows that a network's spreads are of: the same at every moment of its training. */
export interface SpreadSample {
  readonly rows: number;
  readonly of: (weights: SavedWeights) => LayerSpread[];
}

/** The first training rows, as many as are affordable. */
export function spreadSample(config: RunConfig, plan: RunPlan, data: PreparedData): SpreadSample {
  const spec = networkOf(config, plan);
  const affordable = Math.max(1, Math.floor(mostMultiplications / plan.parameterCount));
  const rows = Math.min(data.trainLabels.length, mostRows, affordable);
  const batch = firstBatch(spec, data, rows);
  return { rows, of: (weights) => layerSpreads(spec, layersOf(weights, plan), batch) };
}

/** The spreads before the first step (the initial weights follow from the seed) and after the last one. */
export function spreadOf(config: RunConfig, { info, data }: RunData, weights: SavedWeights): RunSpread {
  const plan = planRun(config, info);
  const { rows, of } = spreadSample(config, plan, data);
  const start = savedWeights(plan.layers, initialState(config, plan.layers));
  return { rows, start: of(start), end: of(weights) };
}

function layerSpreads(
  spec: NetworkSpec,
  layers: readonly DenseLayer<Float64Tensor>[],
  batch: Batch<Float64Tensor>,
): LayerSpread[] {
  const { hidden, logits } = forward(ops, spec, layers, batch.x);
  const { gradients } = lossAndGradients(ops, spec, layers, batch);
  return layers.map(({ kernel }, i) => ({
    units: kernel.shape[1] ?? 0,
    // Of the last layer what goes into softmax or sigmoid.
    activations: histogram((hidden[i]?.y ?? logits).data),
    weights: histogram(kernel.data),
    gradients: histogram((gradients[i] as DenseLayer<Float64Tensor>).kernel.data),
  }));
}

/** Counts numbers in bins of one width between the smallest and the largest. */
export function histogram(values: Float64Array): Histogram {
  let [min, max, sum, zero, count] = [Infinity, -Infinity, 0, 0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count++;
    sum += value;
    if (value === 0) zero++;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const broken = values.length - count;
  const nothing = { min: 0, max: 0, counts: [], mean: 0, sd: 0, zeros: 0, broken };
  if (count === 0) return nothing;
  const counts = new Array<number>(max > min ? bins : 1).fill(0);
  const scale = max > min ? bins / (max - min) : 0;
  const mean = sum / count;
  let squares = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(counts.length - 1, Math.floor((value - min) * scale));
    counts[bin] = (counts[bin] ?? 0) + 1;
    squares += (value - mean) ** 2;
  }
  return { min, max, counts, mean, sd: Math.sqrt(squares / count), zeros: zero / count, broken };
}
