/**
 * What an exported network needs beside its weights: the standardisation of its data, and rows with the outputs that the
 * lab's own formulas give for them, by which the export can be checked anywhere; training workers.
 */
import { lossOf } from '../../shared/catalog/losses';
import { planRun } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import { LabError } from '../../shared/result';
import { float64Ops as ops } from '../../shared/maths/float64';
import type { ModelExample, SavedWeights } from '../../shared/trainer/protocol';
import type { RunData } from './workerProtocol';
import { networkOf } from './network';
import { forward } from './step';

/** Multiplications that the example may cost: a second or two in float64. */
const mostMultiplications = 4e8;

/** The first test rows (training rows where there are no others) as they were before standardisation, and the outputs for them. */
export function modelExample(
  config: RunConfig,
  { info, data }: RunData,
  weights: SavedWeights,
  mostRows: number,
): ModelExample {
  const plan = planRun(config, info);
  const fits = plan.layers.every(({ inputs, units }, i) => {
    const layer = weights.layers[i];
    return layer?.inputs === inputs && layer.units === units;
  });
  if (!fits || weights.layers.length !== plan.layers.length)
    throw new LabError('conflict', 'The saved weights do not fit the network of the run.');
  const of = data.testLabels.length > 0 ? 'test' : 'train';
  const labels = data[`${of}Labels`];
  const affordable = Math.max(1, Math.floor(mostMultiplications / plan.parameterCount));
  const rows = Math.min(labels.length, mostRows, affordable);
  const { featureCount, mean, invStd } = data;
  const features = data[`${of}Features`].slice(0, rows * featureCount);
  const at = (numbers: Float32Array, i: number) =>
    (numbers.length === 1 ? numbers[0] : numbers[i % featureCount]) as number;
  const x = Float64Array.from(features, (value, i) => (value - at(mean, i)) * at(invStd, i));
  const layers = weights.layers.map(({ kernel, bias, inputs, units }) => ({
    kernel: { shape: [inputs, units], data: Float64Array.from(kernel) },
    bias: { shape: [units], data: Float64Array.from(bias) },
  }));
  const spec = networkOf(config, plan);
  const { logits } = forward(ops, spec, layers, { shape: [rows, featureCount], data: x });
  const read = lossOf(config.loss.id).outputFunction;
  const outputs = read === 'linear' ? logits : ops[read](logits);
  return {
    info,
    ...{ mean: Float32Array.from(mean), invStd: Float32Array.from(invStd) },
    rowsOf: of,
    features: features instanceof Uint8Array ? Uint8Array.from(features) : Float32Array.from(features),
    labels: Uint8Array.from(labels.subarray(0, rows)),
    outputs: Float32Array.from(outputs.data),
  };
}
