/** What a trained network decides for its rows, worked out from its saved weights by the engine that evaluates in training; training workers. */
import { lossOf } from '../../shared/catalog/losses';
import { planRun } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import { float64Ops as ops } from '../../shared/maths/float64';
import { LabError } from '../../shared/result';
import type { RunDecisions, RunRows } from '../../shared/runs/inside';
import type { SavedWeights } from '../../shared/trainer/protocol';
import type { Capabilities } from './capabilities';
import { createEngine } from './createEngine';
import { layersOf, requireFitting, standardised } from './float64Batch';
import { initialState, networkOf } from './network';
import { forward } from './step';
import type { RunData } from './workerProtocol';

/** Multiplications that the outputs of some rows may cost: a second or two in float64. */
const mostMultiplications = 4e8;

/** Decisions for all test rows (training rows where there are no others): those behind the run's test error. */
export async function decisions(
  config: RunConfig,
  { info, data }: RunData,
  weights: SavedWeights,
  capabilities: Capabilities,
): Promise<RunDecisions> {
  const plan = planRun(config, info);
  requireFitting(weights, plan);
  const rowsOf = plan.testRows > 0 ? 'test' : 'train';
  const labels = data[`${rowsOf}Labels`];
  // Evaluation is never compiled: a compiled training loop would be made for nothing.
  const path = capabilities.tensorflow === null ? 'eager' : 'graph';
  const engine = await createEngine(config, plan, data, capabilities, path);
  try {
    const { slots } = initialState(config, plan.layers);
    engine.assign({ parameters: weights.layers.flatMap(({ kernel, bias }) => [kernel, bias]), slots });
    const { predicted } = engine.evaluate(rowsOf, labels.length);
    return { rowsOf, labels: Uint8Array.from(labels), predicted: Uint16Array.from(predicted) };
  } finally {
    engine.dispose();
  }
}

/** Some of the rows that `decisions` tells of, by their places there, with the network's outputs for them. */
export function rowsInside(
  config: RunConfig,
  { info, data }: RunData,
  weights: SavedWeights,
  rows: readonly number[],
): RunRows {
  const plan = planRun(config, info);
  const layers = layersOf(weights, plan);
  const rowsOf = plan.testRows > 0 ? 'test' : 'train';
  const all = data[`${rowsOf}Features`];
  const width = data.featureCount;
  const count = data[`${rowsOf}Labels`].length;
  if (rows.some((row) => row >= count))
    throw new LabError('invalid-input', `The run has ${count} such rows; one beyond them was asked for.`);
  const features = new (all instanceof Uint8Array ? Uint8Array : Float32Array)(rows.length * width);
  rows.forEach((row, i) => features.set(all.subarray(row * width, (row + 1) * width), i * width));
  const { outputFunction } = lossOf(config.loss.id);
  const spec = networkOf(config, plan);
  const outputs = new Float32Array(rows.length * plan.outputUnits);
  const atOnce = Math.max(1, Math.floor(mostMultiplications / plan.parameterCount));
  for (let from = 0; from < rows.length; from += atOnce) {
    const part = features.subarray(from * width, (from + atOnce) * width);
    const { logits } = forward(ops, spec, layers, standardised(part, data));
    const read = outputFunction === 'linear' ? logits : ops[outputFunction](logits);
    outputs.set(read.data, from * plan.outputUnits);
  }
  return { features, outputs, areProbabilities: outputFunction !== 'linear' };
}
