/** The trained model of a run as files for other programs; main process and command line. */
import type { ModelForm } from '../../shared/export/forms';
import { LabError } from '../../shared/result';
import type { RunRecord } from '../../shared/runs/run';
import type { ModelExample, SavedWeights } from '../../shared/trainer/protocol';
import { layersModelFiles } from './layersModel';
import { modelOf } from './modelParts';
import { pythonFiles } from './pythonScript';

/** Rows that come with an export, to check it by. */
export const exampleRows: Readonly<Record<ModelForm, number>> = {
  // As text.
  'layers-model': 16,
  keras: 1000,
  pytorch: 1000,
};

/** Throws LabError `conflict` where a run has no weights to export. */
export function requireWeights(run: RunRecord, weights: SavedWeights | null): SavedWeights {
  if (weights) return weights;
  throw new LabError(
    'conflict',
    `Run ${run.number} has no final weights: only a run that has come to its end has a model to export.`,
  );
}

/** The files of the export, by name. */
export function modelFiles(
  run: RunRecord,
  weights: SavedWeights,
  example: ModelExample,
  form: ModelForm,
): Readonly<Record<string, string | Uint8Array>> {
  const model = modelOf(run, weights, example);
  if (form !== 'layers-model') return pythonFiles(model, form);
  return { ...layersModelFiles(model), 'example.json': exampleJson(example, model.outputs) };
}

/** Inputs as tfjs takes them (`tf.tensor(inputs)`), labels, and the outputs that the lab gave. */
function exampleJson({ info, features, labels, outputs }: ModelExample, width: number): string {
  const rows = labels.length;
  const nested = (values: ArrayLike<number>, shape: readonly number[]): unknown => {
    const [size = 0, ...inner] = shape;
    if (inner.length === 0) return Array.from({ length: size }, (_, i) => values[i]);
    const step = inner.reduce((product, length) => product * length, 1);
    const flat = Array.from(values);
    return Array.from({ length: size }, (_, i) => nested(flat.slice(i * step, (i + 1) * step), inner));
  };
  const example = {
    inputs: nested(features, [rows, ...info.featureShape]),
    labels: Array.from(labels),
    outputs: nested(outputs, [rows, width]),
  };
  return `${JSON.stringify(example)}\n`;
}
