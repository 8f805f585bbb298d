/** Rows and weights of a run as the float64 reference takes them; training workers. */
import type { RunPlan } from '../../shared/config/plan';
import { LabError } from '../../shared/result';
import { tensor64, type Float64Tensor } from '../../shared/maths/float64';
import type { SavedWeights } from '../../shared/trainer/protocol';
import type { PreparedData } from '../data/prepare';
import type { NetworkSpec } from './network';
import type { Batch, DenseLayer } from './step';

/** Features [rows, featureCount] as the network sees them: standardised. */
export function standardised(
  features: ArrayLike<number>,
  { featureCount, mean, invStd }: Pick<PreparedData, 'featureCount' | 'mean' | 'invStd'>,
): Float64Tensor {
  const at = (numbers: Float32Array, i: number): number =>
    numbers[numbers.length === 1 ? 0 : i % featureCount] as number;
  const data = Float64Array.from(features, (value, i) => (value - at(mean, i)) * at(invStd, i));
  return { shape: [features.length / featureCount, featureCount], data };
}

/** Saved weights as layers; throws `conflict` where they are not those of the planned network. */
export function layersOf(weights: SavedWeights, plan: RunPlan): DenseLayer<Float64Tensor>[] {
  requireFitting(weights, plan);
  return weights.layers.map(({ kernel, bias, inputs, units }) => ({
    kernel: { shape: [inputs, units], data: Float64Array.from(kernel) },
    bias: { shape: [units], data: Float64Array.from(bias) },
  }));
}

/** Throws `conflict` where saved weights are not those of the planned network. */
export function requireFitting(weights: SavedWeights, { layers }: RunPlan): void {
  const fits = layers.every(({ inputs, units }, i) => {
    const layer = weights.layers[i];
    return layer?.inputs === inputs && layer.units === units;
  });
  if (!fits || weights.layers.length !== layers.length)
    throw new LabError('conflict', 'The saved weights do not fit the network of the run.');
}

/** The first training rows as a step has them, without dropout. */
export function firstBatch(spec: NetworkSpec, data: PreparedData, rows: number): Batch<Float64Tensor> {
  const x = standardised(data.trainFeatures.subarray(0, rows * data.featureCount), data);
  const labels = Float64Array.from(data.trainLabels.subarray(0, rows));
  const outputs = spec.layers.at(-1)?.units ?? 1;
  const targets = new Float64Array(rows * outputs);
  labels.forEach((label, row) => {
    if (outputs === 1) targets[row] = label;
    else if (label < outputs) targets[row * outputs + label] = 1;
  });
  return {
    x,
    labels: { shape: [rows], data: labels },
    targets: { shape: [rows, outputs], data: targets },
    inverseRows: tensor64(1 / rows),
    masks: [],
  };
}
