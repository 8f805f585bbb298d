/** A trained network as the parts that every form of its export is made of, from raw inputs to outputs; main process and command line. */
import { lossOf } from '../../shared/catalog/losses';
import type { Choice } from '../../shared/catalog/parameter';
import type { RunRecord } from '../../shared/runs/run';
import type { ModelExample, SavedWeights } from '../../shared/trainer/protocol';

/** One part; they follow one another. */
export type ModelPart =
  /** Makes a row of what comes in with more than one dimension. */
  | { readonly kind: 'flatten' }
  /** x · factor. */
  | { readonly kind: 'scale'; readonly factor: number }
  /** (x − mean) · invStd, a number for each feature. */
  | { readonly kind: 'standardise'; readonly mean: Float32Array; readonly invStd: Float32Array }
  /** x · kernel + bias; `index` counts dense parts from 0. */
  | {
      readonly kind: 'dense';
      readonly index: number;
      readonly inputs: number;
      readonly units: number;
      readonly kernel: Float32Array;
      readonly bias: Float32Array;
    }
  | { readonly kind: 'activation'; readonly choice: Choice }
  /** In training only; passes everything otherwise. */
  | { readonly kind: 'dropout'; readonly rate: number }
  | { readonly kind: 'output'; readonly function: 'softmax' | 'sigmoid' };

/** A network that can be written down. */
export interface ExportedModel {
  readonly run: RunRecord;
  readonly example: ModelExample;
  readonly parts: readonly ModelPart[];
  readonly outputs: number;
  /** The least output for which a single one means class 1; null where the greatest of several decides. */
  readonly threshold: number | null;
}

/** Puts a network together from a run, its weights and what the training host says of its data. */
export function modelOf(run: RunRecord, weights: SavedWeights, example: ModelExample): ExportedModel {
  const { config } = run;
  const { featureShape } = example.info;
  const parts: ModelPart[] = [];
  if (featureShape.length > 1) parts.push({ kind: 'flatten' });
  parts.push(...standardisation(example));
  for (const [index, layer] of weights.layers.entries()) {
    parts.push({ kind: 'dense', index, ...layer });
    const hidden = config.model.hidden[index];
    if (!hidden) continue;
    parts.push({ kind: 'activation', choice: hidden.activation });
    if (config.regularization.dropout > 0)
      parts.push({ kind: 'dropout', rate: config.regularization.dropout });
  }
  const read = lossOf(config.loss.id).outputFunction;
  if (read !== 'linear') parts.push({ kind: 'output', function: read });
  const outputs = weights.layers.at(-1)?.units ?? 0;
  return { run, example, parts, outputs, threshold: outputs === 1 ? 0.5 : null };
}

/** Nothing, one factor, or a mean and a deviation for each feature. */
function standardisation({ mean, invStd, info }: ModelExample): ModelPart[] {
  const [factor = 1] = invStd;
  if (mean.length === 1 && mean[0] === 0) return factor === 1 ? [] : [{ kind: 'scale', factor }];
  const width = info.featureShape.reduce((product, size) => product * size, 1);
  const spread = (numbers: Float32Array) =>
    numbers.length === width ? numbers : new Float32Array(width).fill(numbers[0] ?? 0);
  return [{ kind: 'standardise', mean: spread(mean), invStd: spread(invStd) }];
}
