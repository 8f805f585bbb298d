/** A run in short words: its network, loss, optimiser; pure, renderer. */
import { activations } from '../../../shared/catalog/activations';
import { builtInDatasets } from '../../../shared/catalog/datasets';
import { losses } from '../../../shared/catalog/losses';
import { optimizers } from '../../../shared/catalog/optimizers';
import { findEntry, type CatalogEntry, type Choice } from '../../../shared/catalog/parameter';
import type { RunConfig } from '../../../shared/config/runConfig';
import { isUnknownConfig } from '../../../shared/config/isUnknownConfig';
import type { DatasetInfo } from '../../../shared/data/dataset';
import type { RunRecord } from '../../../shared/runs/run';
import { originText } from '../../format/originText';

/** A number as short as it can be without losing anything. */
const plain = (value: number): string => String(value).replace('-', '−');

/** A catalog choice in words, with those of its numbers that are not the usual ones. */
export function choiceText(entries: readonly CatalogEntry[], { id, params }: Choice): string {
  const entry = findEntry(entries, id);
  if (!entry) return id;
  const unusual = entry.params.filter(
    (spec) => params[spec.id] !== undefined && params[spec.id] !== spec.default,
  );
  if (unusual.length === 0) return entry.label;
  return `${entry.label} (${unusual.map((spec) => `${spec.label} ${plain(params[spec.id] as number)}`).join(', ')})`;
}

/** Empty where nobody knows, as in an imported run; so are the others. */
export const lossText = (config: RunConfig): string =>
  isUnknownConfig(config) ? '' : choiceText(losses, config.loss);
export const optimizerText = (config: RunConfig): string =>
  isUnknownConfig(config)
    ? ''
    : choiceText(optimizers, config.optimizer as { id: string; params: Record<string, number> });

/** The activations of the hidden layers, once where they are equal. */
export function activationText(config: RunConfig): string {
  const texts = config.model.hidden.map(({ activation }) => choiceText(activations, activation));
  return new Set(texts).size <= 1 ? (texts[0] ?? '') : texts.join(', ');
}

/** Number of classes, from the data set, the catalog or the run's own results. */
function classesOf(run: RunRecord, info: DatasetInfo | undefined): number | null {
  const known =
    info?.classNames ?? builtInDatasets.find(({ id }) => id === run.config.dataset.id)?.classNames;
  if (known) return known.length;
  return run.result?.perClassError.length || null;
}

/** Units layer by layer from the inputs to the outputs; null where they cannot be told. */
export function layerSizes(run: RunRecord, info?: DatasetInfo): readonly number[] | null {
  const { config, parameterCount } = run;
  const classes = classesOf(run, info);
  const loss = losses.find(({ id }) => id === config.loss.id);
  const outputs =
    config.model.outputUnits ?? (classes === null ? null : (loss?.outputUnits(classes) ?? null));
  if (outputs === null) return null;
  const widths = [...config.model.hidden.map(({ units }) => units), outputs];
  // The inputs follow from the number of parameters: every layer has (inputs + 1) · units.
  const rest = widths.slice(1).reduce((sum, units, i) => sum + ((widths[i] as number) + 1) * units, 0);
  const inputs = (parameterCount - rest) / (widths[0] as number) - 1;
  return Number.isInteger(inputs) && inputs > 0 ? [inputs, ...widths] : null;
}

/** The network as 784-64-10 ReLU. */
export function modelText(run: RunRecord, info?: DatasetInfo): string {
  if (run.origin) return originText(run.origin);
  const sizes = layerSizes(run, info);
  const hidden = run.config.model.hidden.map(({ units }) => units);
  const shape = sizes
    ? sizes.join('-')
    : hidden.length > 0
      ? `hidden ${hidden.join('-')}`
      : 'logistic regression';
  const activation = activationText(run.config);
  return activation ? `${shape} ${activation}` : shape;
}
