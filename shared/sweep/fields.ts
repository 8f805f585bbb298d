/** The fields of the run configuration that a sweep can vary, drawn from the catalogs: form, file and check follow from it; runs anywhere. */
import { activations } from '../catalog/activations';
import { builtInDatasets } from '../catalog/datasets';
import { initializers } from '../catalog/initializers';
import { losses } from '../catalog/losses';
import { optimizers } from '../catalog/optimizers';
import type { CatalogEntry, ParameterSpec } from '../catalog/parameter';
import { schedules } from '../catalog/schedules';
import { configLimits } from '../config/configLimits';
import type { RunConfig } from '../config/runConfig';
import { architectureText } from './architecture';
import type { ChoiceField, ChoicePath, FieldGroup, NumberField, Requirement, SweepField } from './field';

type Options = {
  readonly requires?: Requirement;
  readonly special?: NumberField['special'];
};

const number = (
  path: string,
  group: FieldGroup,
  spec: Omit<ParameterSpec, 'id' | 'default'> & { readonly default?: number },
  { requires, special }: Options = {},
): NumberField => ({
  kind: 'number',
  path,
  group,
  label: spec.label,
  help: spec.help,
  spec: { default: spec.min, ...spec, id: path },
  requires: requires ?? null,
  special: special ?? null,
});

const choice = (
  path: string,
  group: FieldGroup,
  label: string,
  options: readonly { readonly id: string; readonly label: string }[],
  { help = '', requires, alsoMatches }: { help?: string; requires?: Requirement; alsoMatches?: RegExp } = {},
): ChoiceField => ({
  kind: 'choice',
  path,
  group,
  label,
  help,
  options: options.map((option) => ({ value: option.id, label: option.label })),
  requires: requires ?? null,
  alsoMatches: alsoMatches ?? null,
});

const words = (ids: readonly string[]) => ids.map((id) => ({ id, label: id }));

/** One number for every id among the entries' numbers; where several have it, what is valid for all of them. */
function numbersOf(
  entries: readonly CatalogEntry[],
): { readonly spec: ParameterSpec; readonly owners: readonly string[] }[] {
  const byId = new Map<string, { spec: ParameterSpec; owners: string[] }>();
  for (const { id, params } of entries) {
    for (const spec of params) {
      const known = byId.get(spec.id);
      if (!known) byId.set(spec.id, { spec, owners: [id] });
      else {
        known.owners.push(id);
        known.spec = narrower(known.spec, spec);
      }
    }
  }
  return [...byId.values()];
}

function narrower(a: ParameterSpec, b: ParameterSpec): ParameterSpec {
  const low = a.min > b.min || (a.min === b.min && a.exclusiveMin) ? a : b;
  const high = a.max < b.max || (a.max === b.max && a.exclusiveMax) ? a : b;
  return {
    ...a,
    min: low.min,
    max: high.max,
    exclusiveMin: low.exclusiveMin ?? false,
    exclusiveMax: high.exclusiveMax ?? false,
    integer: (a.integer ?? false) || (b.integer ?? false),
  };
}

/** A catalog's choice and the numbers of its entries. */
function chosenFrom(
  path: ChoicePath,
  group: FieldGroup,
  label: string,
  entries: readonly CatalogEntry[],
  alsoMatches?: RegExp,
): SweepField[] {
  const prefix = path.slice(0, -'.id'.length);
  return [
    choice(path, group, label, entries, alsoMatches ? { alsoMatches } : {}),
    ...numbersOf(entries).map(({ spec, owners }) =>
      number(`${prefix}.params.${spec.id}`, group, spec, { requires: { kind: 'choice', path, in: owners } }),
    ),
  ];
}

const rows = { min: 1, max: 5_000_000, integer: true, log: true, unit: 'rows' } as const;
const wholeSeed = { min: 0, max: 0xffff_ffff, integer: true } as const;
const units = { min: 1, max: configLimits.maxUnits, integer: true, log: true, unit: 'units' } as const;

const dataFields: readonly SweepField[] = [
  ...chosenFrom('dataset.id', 'Data', 'Data set', builtInDatasets, /^sha256:[0-9a-f]{64}$/),
  number(
    'dataset.testFraction',
    'Data',
    { label: 'Test share', min: 0, max: 0.9, help: 'Share of rows held out for testing.' },
    { special: { value: null, label: 'the split that the data set brings' } },
  ),
  number('dataset.splitSeed', 'Data', { label: 'Split seed', ...wholeSeed, help: 'Seed of the split.' }),
  choice('dataset.standardize', 'Data', 'Standardise', words(['none', 'scalar', 'feature'])),
  number(
    'dataset.trainRows',
    'Data',
    { label: 'Training rows', ...rows, help: 'Only the first so many training rows.' },
    { special: { value: null, label: 'all rows' } },
  ),
];

const layerIndices = Array.from({ length: configLimits.maxHiddenLayers }, (_, layer) => layer);

/** Activation and its numbers, of all layers (null) or of one (0-based). */
function activationFields(layer: number | null): SweepField[] {
  const prefix = layer === null ? 'model.activation' : `model.hidden.${layer}.activation`;
  const of = layer === null ? '' : ` of layer ${layer + 1}`;
  return [
    choice(`${prefix}.id`, 'Model', `Activation${of}`, activations, {
      help: layer === null ? 'Of all hidden layers.' : '',
      requires: { kind: 'depth', atLeast: (layer ?? 0) + 1 },
    }),
    ...numbersOf(activations).map(({ spec, owners }) =>
      number(
        `${prefix}.params.${spec.id}`,
        'Model',
        { ...spec, label: `${spec.label}${of}` },
        { requires: { kind: 'activation', layer, in: owners } },
      ),
    ),
  ];
}

const modelFields: readonly SweepField[] = [
  {
    kind: 'architecture',
    path: 'model.hidden',
    group: 'Model',
    label: 'Hidden layers',
    help: 'Whole architectures: none, 64, or 32,24.',
    requires: null,
  },
  number('model.depth', 'Model', {
    label: 'Depth',
    min: 0,
    max: configLimits.maxHiddenLayers,
    integer: true,
    unit: 'hidden layers',
    help: 'Number of hidden layers; more than there are repeat the last one.',
  }),
  number(
    'model.width',
    'Model',
    { label: 'Width', ...units, help: 'Units of every hidden layer.' },
    { requires: { kind: 'depth', atLeast: 1 } },
  ),
  ...activationFields(null),
  ...layerIndices.flatMap((layer) => [
    number(
      `model.hidden.${layer}.units`,
      'Model',
      { label: `Units of layer ${layer + 1}`, ...units, help: 'Units of this hidden layer.' },
      { requires: { kind: 'depth', atLeast: layer + 1 } },
    ),
    ...activationFields(layer),
  ]),
  number(
    'model.outputUnits',
    'Model',
    {
      label: 'Output units',
      min: 1,
      max: configLimits.maxOutputUnits,
      integer: true,
      help: 'Units of the output layer.',
    },
    { special: { value: null, label: 'as many as the loss needs' } },
  ),
  ...chosenFrom('model.initializer.id', 'Model', 'Initialiser', initializers),
];

const trainingFields: readonly SweepField[] = [
  ...chosenFrom('loss.id', 'Loss', 'Loss', losses),
  ...chosenFrom('optimizer.id', 'Optimiser', 'Optimiser', optimizers),
  number('optimizer.learningRate', 'Optimiser', {
    label: 'Learning rate',
    min: 0,
    exclusiveMin: true,
    max: 100,
    log: true,
    help: 'η, the size of a step.',
  }),
  ...chosenFrom('schedule.id', 'Optimiser', 'Schedule', schedules),
  number('regularization.l1', 'Regularisation', {
    label: 'L1',
    min: 0,
    max: 10,
    log: true,
    help: 'λ₁ Σ|w| over the weights is added to the loss.',
  }),
  number('regularization.l2', 'Regularisation', {
    label: 'L2',
    min: 0,
    max: 10,
    log: true,
    help: 'λ₂ Σw² over the weights is added to the loss.',
  }),
  number(
    'regularization.dropout',
    'Regularisation',
    { label: 'Dropout', min: 0, max: 0.95, help: 'Share of hidden activations set to 0 at each step.' },
    { requires: { kind: 'depth', atLeast: 1 } },
  ),
  number(
    'training.batchSize',
    'Training',
    { label: 'Batch size', ...rows, max: configLimits.maxBatchSize, help: 'Rows a step.' },
    { special: { value: 'full', label: 'all rows at once' } },
  ),
  number('training.epochs', 'Training', {
    label: 'Epochs',
    min: 0,
    max: configLimits.maxEpochs,
    integer: true,
    unit: 'epochs',
    help: 'Passes through the training rows.',
  }),
  choice(
    'training.earlyStopping.metric',
    'Training',
    'Stop early by',
    words(['testLoss', 'testError', 'trainLoss', 'trainError']),
    { requires: { kind: 'earlyStopping' } },
  ),
  number(
    'training.earlyStopping.patience',
    'Training',
    {
      label: 'Patience',
      min: 1,
      max: 1_000_000,
      integer: true,
      unit: 'evaluations',
      help: 'Evaluations without improvement before stopping.',
    },
    { requires: { kind: 'earlyStopping' } },
  ),
  number(
    'training.earlyStopping.minDelta',
    'Training',
    { label: 'Smallest improvement', min: 0, max: 1000, help: 'Less than this does not count.' },
    { requires: { kind: 'earlyStopping' } },
  ),
  number('evaluation.everyEpochs', 'Evaluation', {
    label: 'Evaluation interval',
    min: 1,
    max: configLimits.maxEpochs,
    integer: true,
    unit: 'epochs',
    help: 'Epochs between evaluations.',
  }),
  number(
    'evaluation.trainRows',
    'Evaluation',
    {
      label: 'Training rows evaluated',
      ...rows,
      min: 0,
      help: 'Training rows used for the training metrics.',
    },
    { special: { value: null, label: 'all rows' } },
  ),
];

/** Every field that can be swept, in the order of the form. The seed is none of them: a sweep has its own `seeds`. */
export const sweepFields: readonly SweepField[] = [...dataFields, ...modelFields, ...trainingFields];

const byPath = new Map(sweepFields.map((field) => [field.path, field]));

/** The field at this path, or undefined. */
export const findField = (path: string): SweepField | undefined => byPath.get(path);

/** Paths of the choices and layers that decide whether a field has an effect. */
export function decidedBy({ requires }: SweepField): readonly string[] {
  switch (requires?.kind) {
    case undefined:
    case 'earlyStopping':
      return [];
    case 'choice':
      return [requires.path];
    case 'depth':
      return ['model.hidden', 'model.depth'];
    case 'activation':
      return ['model.hidden', 'model.depth', 'model.activation.id', ...layerActivationPaths];
  }
}

const layerActivationPaths = layerIndices.map((layer) => `model.hidden.${layer}.activation.id`);

const layerUnits = /^model\.hidden\.\d+\.units$/;
const layerActivation = /^model\.hidden\.\d+\.activation\./;

/** Why two fields cannot be swept together, or null. */
export function clashOf(a: string, b: string): string | null {
  const pair = (one: (path: string) => boolean, other: (path: string) => boolean): boolean =>
    (one(a) && other(b)) || (one(b) && other(a));
  const isSizes = (path: string): boolean =>
    path === 'model.depth' || path === 'model.width' || layerUnits.test(path);
  if (pair((path) => path === 'model.hidden', isSizes)) {
    return 'model.hidden lists whole architectures; leave out depth and widths.';
  }
  if (
    pair(
      (path) => path === 'model.width',
      (path) => layerUnits.test(path),
    )
  ) {
    return 'model.width sets every layer; leave it out to give each layer its own width.';
  }
  if (
    pair(
      (path) => path.startsWith('model.activation.'),
      (path) => layerActivation.test(path),
    )
  ) {
    return 'model.activation sets every layer; leave it out to give each layer its own activation.';
  }
  return null;
}

/** The value a configuration has at a field now, or undefined where it has none: what the form starts a list from. */
export function currentValue(config: RunConfig, path: string): unknown {
  const { hidden } = config.model;
  if (path === 'model.hidden') return architectureText(hidden.map((layer) => layer.units));
  if (path === 'model.depth') return hidden.length;
  if (path === 'model.width') return hidden[0]?.units;
  const keys = path.startsWith('model.activation.')
    ? ['model', 'hidden', '0', ...path.split('.').slice(1)]
    : path.split('.');
  return keys.reduce<unknown>(
    (value, key) =>
      value === null || value === undefined ? undefined : (value as Record<string, unknown>)[key],
    config,
  );
}

/** Paths of a point that clash with one before them. */
export function clashes(paths: readonly string[]): { readonly path: string; readonly message: string }[] {
  return paths.flatMap((path, index) => {
    const message = paths
      .slice(0, index)
      .map((other) => clashOf(path, other))
      .find((clash) => clash !== null);
    return message ? [{ path, message }] : [];
  });
}
