/** A run in words: its name, or what tells it from others (renderer). */
import { activations } from '../../shared/catalog/activations';
import { optimizers } from '../../shared/catalog/optimizers';
import { findEntry } from '../../shared/catalog/parameter';
import type { RunConfig } from '../../shared/config/runConfig';
import type { RunRecord } from '../../shared/runs/run';
import { isUnknownConfig } from '../../shared/config/isUnknownConfig';
import { formatPlain } from './numbers';

/** "64-32 ReLU", "64 ReLU-32 tanh", "logistic regression". */
export function describeModel({ hidden }: RunConfig['model']): string {
  if (hidden.length === 0) return 'logistic regression';
  const labels = hidden.map(
    ({ activation }) => findEntry(activations, activation.id)?.label ?? activation.id,
  );
  if (new Set(labels).size === 1) return `${hidden.map(({ units }) => units).join('-')} ${labels[0]}`;
  return hidden.map(({ units }, i) => `${units} ${labels[i]}`).join('-');
}

/** "64 ReLU, Adam 0.001, batch 64". */
export function describeConfig(config: RunConfig): string {
  if (isUnknownConfig(config)) return 'settings not known';
  const { optimizer, training } = config;
  const label = findEntry(optimizers, optimizer.id)?.label ?? optimizer.id;
  const batch = training.batchSize === 'full' ? 'full batch' : `batch ${training.batchSize}`;
  return `${describeModel(config.model)}, ${label} ${formatPlain(optimizer.learningRate)}, ${batch}`;
}

/** The run's name; without one, its data set and model. */
export function runTitle(run: Pick<RunRecord, 'name' | 'datasetName' | 'config'>): string {
  if (isUnknownConfig(run.config)) return run.name || 'Imported run';
  return run.name || `${run.datasetName}, ${describeModel(run.config.model)}`;
}
