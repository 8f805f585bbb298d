/**
 * The gradient of a whole network by the formulas that train it, against central differences, in float64, on rows of its
 * own data; training workers.
 */
import { activationOf } from '../../shared/catalog/activations';
import type { RunPlan } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import {
  verdictOf,
  type CheckedParameter,
  type GradientGroup,
  type GradientReport,
} from '../../shared/exercises/gradientReport';
import { float64Ops as ops, type Float64Tensor } from '../../shared/maths/float64';
import { randomStream } from '../../shared/rng';
import type { PreparedData } from '../data/prepare';
import { firstBatch } from './float64Batch';
import { initialState, networkOf, parameterShapes, type NetworkSpec } from './network';
import { forward, lossAndGradients, type DenseLayer } from './step';

/** Rows of the batch: few, as every parameter costs two passes. */
const mostRows = 16;
/** Parameters of a group that are checked: all, or so many drawn by the seed. */
const mostChecked = 40;
/** Step of the differences: where rounding and curvature cost about as much. */
const h = 1e-5;

/** Checks the network of a configuration as it stands before training. Dropout is left out: its masks are no part of the formulas. */
export function checkGradient(config: RunConfig, plan: RunPlan, data: PreparedData): GradientReport {
  const spec = { ...networkOf(config, plan), dropout: 0 };
  const shapes = parameterShapes(plan.layers);
  const values = initialState(config, plan.layers).parameters.map((array) => Float64Array.from(array));
  const batch = firstBatch(spec, data, Math.min(mostRows, data.trainLabels.length));
  const layers = (): DenseLayer<Float64Tensor>[] =>
    plan.layers.map((_, l) => ({
      kernel: { shape: shapes[2 * l] ?? [], data: values[2 * l] as Float64Array },
      bias: { shape: shapes[2 * l + 1] ?? [], data: values[2 * l + 1] as Float64Array },
    }));
  const { loss, gradients } = lossAndGradients(ops, spec, layers(), batch);
  const signs = () => signature(spec, layers(), batch.x);
  const lossOf = () => lossAndGradients(ops, spec, layers(), batch).loss.data[0] as number;
  const groups = values.map((array, p): GradientGroup => {
    const layer = Math.floor(p / 2);
    const part = p % 2 === 0 ? 'kernel' : 'bias';
    const analytic = (gradients[layer] as DenseLayer<Float64Tensor>)[part].data;
    const checked = chosen(array.length, config.seed, p).map((index) =>
      checkOne(array, index, analytic[index] as number, lossOf, signs),
    );
    const smooth = checked.filter(({ atKink }) => !atKink);
    return {
      layer,
      part,
      size: array.length,
      checked,
      largestError: Math.max(0, ...smooth.map(({ relativeError }) => relativeError)),
      kinks: checked.length - smooth.length,
    };
  });
  return {
    rows: batch.labels.shape[0] ?? 0,
    loss: loss.data[0] as number,
    groups,
    verdict: verdictOf(groups),
  };
}

function checkOne(
  array: Float64Array,
  index: number,
  analytic: number,
  lossOf: () => number,
  signs: () => string,
): CheckedParameter {
  const value = array[index] as number;
  const at = (moved: number) => {
    array[index] = moved;
    return { loss: lossOf(), signs: signs(), sign: Math.sign(moved) };
  };
  const up = at(value + h);
  const down = at(value - h);
  array[index] = value;
  const numeric = (up.loss - down.loss) / (2 * h);
  const relativeError = Math.abs(analytic - numeric) / Math.max(1e-8, Math.abs(analytic) + Math.abs(numeric));
  // Both vanish: the ratio would only show the rounding of the loss.
  const isNothing = Math.abs(analytic - numeric) < 1e-9;
  return {
    index,
    analytic,
    numeric,
    relativeError: isNothing ? 0 : relativeError,
    atKink: up.signs !== down.signs || up.sign !== down.sign,
  };
}

/** On which side of its activation's kinks every hidden value is: a difference that changes it has crossed one. */
function signature(
  spec: NetworkSpec,
  layers: readonly DenseLayer<Float64Tensor>[],
  x: Float64Tensor,
): string {
  const { hidden } = forward(ops, spec, layers, x);
  return hidden
    .map(({ z }, l) => {
      const kinks = activationOf(spec.activations[l]?.id ?? '').kinks;
      return kinks.map((kink) => Array.from(z.data, (value) => (value > kink ? 1 : 0)).join('')).join('/');
    })
    .join('|');
}

/** All places of a group, or some drawn by the seed, in order. */
function chosen(size: number, seed: number, group: number): readonly number[] {
  if (size <= mostChecked) return Array.from({ length: size }, (_, i) => i);
  const stream = randomStream(seed, `gradient-check:${group}`);
  const places = new Set<number>();
  while (places.size < mostChecked) places.add(Math.min(size - 1, Math.floor(stream.uniform() * size)));
  return [...places].sort((a, b) => a - b);
}
