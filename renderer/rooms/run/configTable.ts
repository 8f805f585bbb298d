/** A run's configuration as rows to read: names, values with units, in groups; pure, renderer. */
import { spreadInterval } from '../../../shared/config/spreadInterval';
import { activations } from '../../../shared/catalog/activations';
import { builtInDatasets } from '../../../shared/catalog/datasets';
import { initializers } from '../../../shared/catalog/initializers';
import { losses } from '../../../shared/catalog/losses';
import { optimizers } from '../../../shared/catalog/optimizers';
import { findEntry, type CatalogEntry, type Choice } from '../../../shared/catalog/parameter';
import { schedules } from '../../../shared/catalog/schedules';
import type { RunConfig } from '../../../shared/config/runConfig';
import type { DatasetInfo } from '../../../shared/data/dataset';
import type { ImportedSeries, RunOrigin, RunRecord } from '../../../shared/runs/run';
import { formatCount, formatPlain } from '../../format/numbers';
import { originText, seriesMeaning } from '../../format/originText';
import { layerSizes } from '../runs/describeRun';

export interface ConfigRow {
  readonly label: string;
  readonly value: string;
  /** An id or a hash, set in the code font. */
  readonly code?: boolean;
}
export interface ConfigGroup {
  readonly title: string;
  readonly rows: readonly ConfigRow[];
}

const row = (label: string, value: string): ConfigRow => ({ label, value });
const share = (value: number): string => `${Number((100 * value).toPrecision(6))} %`;

/** The numbers of a choice, one a row. */
function paramRows(entries: readonly CatalogEntry[], { id, params }: Choice): ConfigRow[] {
  return (findEntry(entries, id)?.params ?? []).flatMap((spec) => {
    const value = params[spec.id];
    if (value === undefined) return [];
    return [row(spec.label, `${formatPlain(value)}${spec.unit ? ` ${spec.unit}` : ''}`)];
  });
}

const labelOf = (entries: readonly CatalogEntry[], id: string): string => findEntry(entries, id)?.label ?? id;

const standardisations: Readonly<Record<RunConfig['dataset']['standardize'], string>> = {
  none: 'none',
  scalar: 'one mean and deviation over all values',
  feature: 'mean and deviation of each feature',
};
const stoppingMetrics = {
  testLoss: 'test loss',
  testError: 'test error',
  trainLoss: 'training loss',
  trainError: 'training error',
} as const;

function dataRows({ config, datasetName }: RunRecord): ConfigRow[] {
  const { dataset } = config;
  return [
    row('Data set', datasetName),
    ...paramRows(builtInDatasets, dataset as Choice),
    row(
      'Test rows',
      dataset.testFraction === null
        ? 'the split that the data set brings'
        : `${share(dataset.testFraction)} held out, split seed ${dataset.splitSeed}`,
    ),
    row('Standardise', standardisations[dataset.standardize]),
    row('Training rows', dataset.trainRows === null ? 'all' : `the first ${formatCount(dataset.trainRows)}`),
  ];
}

function modelRows(run: RunRecord, info: DatasetInfo | undefined): ConfigRow[] {
  const { model } = run.config;
  const sizes = layerSizes(run, info);
  const alike = new Set(model.hidden.map(({ activation }) => JSON.stringify(activation))).size <= 1;
  const [first] = model.hidden;
  const perLayer = model.hidden.map(({ units, activation }, i) =>
    row(`Hidden layer ${i + 1}`, `${formatCount(units)} units, ${labelOf(activations, activation.id)}`),
  );
  const once = first
    ? [
        row('Activation', labelOf(activations, first.activation.id)),
        ...paramRows(activations, first.activation),
      ]
    : [];
  return [
    row(
      'Layers',
      sizes
        ? sizes.map(formatCount).join(' – ')
        : model.hidden.map(({ units }) => units).join(' – ') || 'logistic regression',
    ),
    ...(alike ? once : perLayer),
    ...(model.outputUnits === null ? [] : [row('Output units', formatCount(model.outputUnits))]),
    row('Initialiser', labelOf(initializers, model.initializer.id)),
    ...paramRows(initializers, model.initializer),
    row('Parameters', formatCount(run.parameterCount)),
  ];
}

function trainingRows({ config, stepsPerEpoch, totalSteps }: RunRecord): ConfigRow[] {
  const { training, evaluation, regularization, optimizer, schedule } = config;
  const stopping = training.earlyStopping;
  return [
    row('Loss', labelOf(losses, config.loss.id)),
    ...paramRows(losses, config.loss),
    row('Optimiser', labelOf(optimizers, optimizer.id)),
    row('Learning rate', formatPlain(optimizer.learningRate)),
    ...paramRows(optimizers, optimizer as Choice),
    row('Schedule', labelOf(schedules, schedule.id)),
    ...paramRows(schedules, schedule),
    row('L1', formatPlain(regularization.l1)),
    row('L2', formatPlain(regularization.l2)),
    row('Dropout', share(regularization.dropout)),
    row(
      'Batch size',
      training.batchSize === 'full' ? 'full batch' : `${formatCount(training.batchSize)} rows`,
    ),
    row('Epochs', formatCount(training.epochs)),
    row('Steps', `${formatCount(stepsPerEpoch)} an epoch, ${formatCount(totalSteps)} in all`),
    row(
      'Early stopping',
      stopping
        ? `after ${formatCount(stopping.patience)} evaluations without the ${stoppingMetrics[stopping.metric]} falling by ${formatPlain(stopping.minDelta)}`
        : 'no',
    ),
    row(
      'Evaluation',
      `every ${evaluation.everyEpochs === 1 ? 'epoch' : `${formatCount(evaluation.everyEpochs)} epochs`}, on ${
        evaluation.trainRows === null ? 'all' : `up to ${formatCount(evaluation.trainRows)}`
      } training rows`,
    ),
    row('Recorded spreads', spreadsText(config)),
    row('Seed', String(config.seed)),
  ];
}

function spreadsText(config: RunConfig): string {
  const every = spreadInterval(config);
  if (every === null) return 'no';
  return every === 1 ? 'every epoch' : `every ${formatCount(every)} epochs`;
}

/** What an imported run brought: settings in its own words, and what became of its series. */
function originGroups(origin: RunOrigin): readonly ConfigGroup[] {
  const { fileName, params, series } = origin;
  const told = ({ as, points, last }: ImportedSeries): string =>
    `${seriesMeaning(as)}; ${formatCount(points)} points${last === null ? '' : `, at last ${formatPlain(last)}`}`;
  return [
    { title: 'Origin', rows: [row('Source', originText(origin)), row('File', fileName)] },
    { title: 'Parameters', rows: params.map(({ name, value }) => row(name, value)) },
    { title: 'Series', rows: series.map((one) => row(one.name, told(one))) },
  ].filter(({ rows }) => rows.length > 0);
}

/** Everything that decides a run's numbers. */
export function configGroups(run: RunRecord, info: DatasetInfo | undefined): readonly ConfigGroup[] {
  if (run.origin) return originGroups(run.origin);
  return [
    { title: 'Data', rows: dataRows(run) },
    { title: 'Model', rows: modelRows(run, info) },
    { title: 'Training', rows: trainingRows(run) },
  ];
}

/** The configuration as it is exported and can be read back. */
export const configJson = (config: RunConfig): string => JSON.stringify(config, null, 2);
