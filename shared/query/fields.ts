/** What can be asked of a run: every field of its configuration and of its life, by name; pure, runs anywhere. */
import type { RunConfig } from '../config/runConfig';
import { isUnknownConfig } from '../config/isUnknownConfig';
import { knownElapsedMs, knownParameterCount, runStates, type RunRecord } from '../runs/run';
import { architectureText } from '../sweep/architecture';
import type { SweepField } from '../sweep/field';
import { currentValue, findField, sweepFields } from '../sweep/fields';

/** A value as it is compared; durations in seconds, dates in milliseconds since 1970. */
export type QueryValue = string | number | boolean;

/** How values are compared and written: words of a catalog, free text, numbers … */
export type QueryKind = 'choice' | 'text' | 'number' | 'duration' | 'date' | 'flag';

/** A field of a run that a query can name. */
export interface QueryField {
  /** As it is written in a query. */
  readonly name: string;
  /** Written instead of the name. */
  readonly aliases: readonly string[];
  readonly label: string;
  readonly kind: QueryKind;
  readonly unit: '%' | 's' | null;
  /** The words of a choice; others may occur too. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Words that may stand for a number ("full" batch). */
  readonly words: readonly string[];
  /** Measured: equal is what is equal to the digits written. */
  readonly measured: boolean;
  /** Offered only to who begins to write its name. */
  readonly minor: boolean;
  /** null: the run has none; several where there are several (tags, activations of layers). */
  readonly of: (run: RunRecord) => QueryValue | readonly QueryValue[] | null;
}

type Given = Pick<QueryField, 'name' | 'label' | 'kind' | 'of'> & Partial<QueryField>;

const field = (given: Given): QueryField => ({
  ...{ aliases: [], unit: null, options: [], words: [], measured: false, minor: false },
  ...given,
});

const named = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

type Measure = 'testError' | 'trainError' | 'testLoss' | 'trainLoss';

/** The run's own, or where it stands while there is no result. */
const measured = (name: Measure, label: string, aliases: readonly string[]): QueryField =>
  field({
    ...{ name, label, aliases, kind: 'number', measured: true, unit: name.endsWith('Error') ? '%' : null },
    of: (run) => run.result?.[name] ?? run.latest?.[name] ?? null,
  });

const lifeFields: readonly QueryField[] = [
  field({ name: 'name', label: 'Name', kind: 'text', of: ({ name }) => name }),
  field({ name: 'tag', aliases: ['tags'], label: 'Tag', kind: 'text', of: ({ tags }) => tags }),
  field({ name: 'notes', aliases: ['note'], label: 'Notes', kind: 'text', of: ({ notes }) => notes }),
  field({
    ...{ name: 'state', label: 'State', kind: 'choice', options: named(runStates) },
    of: ({ state }) => state,
  }),
  measured('testError', 'Test error', ['error']),
  measured('trainError', 'Training error', []),
  measured('testLoss', 'Test loss', []),
  measured('trainLoss', 'Training loss', []),
  field({
    ...{ name: 'finalLoss', label: 'Loss, last step', kind: 'number', measured: true },
    of: ({ result }) => result?.finalLoss ?? null,
  }),
  field({
    ...{ name: 'time', label: 'Time spent training', kind: 'duration', unit: 's', measured: true },
    of: (run) => {
      const elapsedMs = knownElapsedMs(run);
      return elapsedMs === null ? null : elapsedMs / 1000;
    },
  }),
  field({ name: 'epoch', label: 'Epochs done', kind: 'number', of: ({ epoch }) => epoch }),
  field({ name: 'step', aliases: ['steps'], label: 'Steps done', kind: 'number', of: ({ step }) => step }),
  field({
    ...{ name: 'seed', label: 'Seed', kind: 'number' },
    of: ({ config }) => (isUnknownConfig(config) ? null : config.seed),
  }),
  field({ name: 'number', label: 'Number', kind: 'number', of: ({ number }) => number }),
  field({
    ...{ name: 'parameters', label: 'Parameters', kind: 'number' },
    of: knownParameterCount,
  }),
  field({ name: 'starred', label: 'Starred', kind: 'flag', of: ({ starred }) => starred }),
  field({ name: 'archived', label: 'Archived', kind: 'flag', of: ({ archived }) => archived }),
  field({ name: 'created', label: 'Created', kind: 'date', of: ({ createdAt }) => createdAt }),
  field({ name: 'finished', label: 'Finished', kind: 'date', of: ({ finishedAt }) => finishedAt }),
  field({ name: 'sweep', label: 'Sweep', kind: 'text', minor: true, of: ({ sweep }) => sweep?.id ?? null }),
  field({
    name: 'trial',
    label: 'Trial of its sweep',
    kind: 'number',
    of: ({ sweep }) => sweep?.trial ?? null,
  }),
];

const unique = (values: readonly QueryValue[]): QueryValue | readonly QueryValue[] | null => {
  const distinct = [...new Set(values)];
  return distinct.length === 0 ? null : distinct.length === 1 ? (distinct[0] as QueryValue) : distinct;
};

/** Fields whose value in a run is more, or other, than the configuration has at their path. */
const special: Readonly<Record<string, QueryField['of']>> = {
  'dataset.id': ({ datasetName, config }) =>
    datasetName === config.dataset.id ? datasetName : [config.dataset.id, datasetName],
  'model.hidden': ({ config }) => architectureText(config.model.hidden.map(({ units }) => units)),
  'model.width': ({ config }) => unique(config.model.hidden.map(({ units }) => units)),
  'model.activation.id': ({ config }) => unique(config.model.hidden.map(({ activation }) => activation.id)),
};

const otherNames: Readonly<Record<string, readonly string[]>> = {
  'dataset.id': ['data'],
  'dataset.standardize': ['standardise'],
  'model.hidden': ['layers'],
  'model.width': ['units'],
  'model.initializer.id': ['initialiser'],
  'optimizer.id': ['optimiser'],
  'optimizer.learningRate': ['rate', 'lr'],
  'training.batchSize': ['batch'],
  'regularization.l2': ['weightDecay'],
};

function configValue(config: RunConfig, path: string): QueryValue | null {
  const value = currentValue(config, path);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** "learningRate" of optimizer.learningRate, "activation" of model.activation.id. */
function shortName(path: string): string {
  const keys = path.split('.');
  return keys.at(-1) === 'id' ? (keys.at(-2) as string) : (keys.at(-1) as string);
}

function configField(given: SweepField, name: string): QueryField {
  const { path, label } = given;
  const isImported = path === 'dataset.id';
  return field({
    ...{ name, label },
    aliases: [...(otherNames[path] ?? []), ...(name === path ? [] : [path])],
    kind:
      given.kind === 'number' ? 'number' : isImported || given.kind === 'architecture' ? 'text' : 'choice',
    options: given.kind === 'choice' ? given.options : [],
    words: given.kind === 'number' && given.special?.value === 'full' ? ['full'] : [],
    minor: /^model\.hidden\.\d/.test(path) || path.includes('.params.') || path.startsWith('evaluation.'),
    of: (run) => {
      if (isUnknownConfig(run.config)) return null;
      return special[path] ? special[path](run) : configValue(run.config, path);
    },
  });
}

function configFields(): QueryField[] {
  const taken = new Set(lifeFields.map(({ name }) => name));
  return sweepFields.map((given) => {
    const short = shortName(given.path);
    const isOfLayer = /^model\.hidden\.\d/.test(given.path);
    const name = isOfLayer || taken.has(short) ? given.path : short;
    taken.add(name);
    return configField(given, name);
  });
}

/** Every field, those one looks for most first. */
export const queryFields: readonly QueryField[] = [...lifeFields, ...configFields()];

const byName = new Map<string, QueryField>();
for (const known of queryFields) byName.set(known.name.toLowerCase(), known);
for (const known of queryFields)
  for (const alias of known.aliases)
    if (!byName.has(alias.toLowerCase())) byName.set(alias.toLowerCase(), known);

/** The field with this name, alias or path, in whatever letters; undefined if there is none. */
export const findQueryField = (name: string): QueryField | undefined => byName.get(name.toLowerCase());

/** Names and aliases, for proposals. */
export const queryNames: readonly string[] = queryFields.flatMap(({ name, aliases }) => [name, ...aliases]);

/** All values of a field in a run, as a list. */
export function valuesOf(of: QueryField, run: RunRecord): readonly QueryValue[] {
  const value = of.of(run);
  return value === null ? [] : typeof value === 'object' ? value : [value];
}

/** Whether a name is that of a field of the configuration (by which runs can be grouped). */
export const isConfigField = (given: QueryField): boolean =>
  [given.name, ...given.aliases].some((name) => findField(name) !== undefined);
