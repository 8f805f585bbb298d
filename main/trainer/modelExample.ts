/**
 * What an exported network needs beside its weights: the standardisation of its data, and rows with the outputs that the
 * lab's own formulas give for them, by which the export can be checked anywhere; training workers.
 */
import { lossOf } from '../../shared/catalog/losses';
import { planRun } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import { float64Ops as ops } from '../../shared/maths/float64';
import type { ModelExample, SavedWeights } from '../../shared/trainer/protocol';
import type { RunData } from './workerProtocol';
import { layersOf, standardised } from './float64Batch';
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
  const layers = layersOf(weights, plan);
  const of = data.testLabels.length > 0 ? 'test' : 'train';
  const labels = data[`${of}Labels`];
  const affordable = Math.max(1, Math.floor(mostMultiplications / plan.parameterCount));
  const rows = Math.min(labels.length, mostRows, affordable);
  const { featureCount, mean, invStd } = data;
  const features = data[`${of}Features`].slice(0, rows * featureCount);
  const spec = networkOf(config, plan);
  const { logits } = forward(ops, spec, layers, standardised(features, data));
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
