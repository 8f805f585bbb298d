/** The configuration of a run: everything that decides its numbers, and nothing else; runs anywhere. */
import { activations } from '../catalog/activations';
import { builtInDatasets } from '../catalog/datasets';
import { initializers } from '../catalog/initializers';
import { losses } from '../catalog/losses';
import { optimizers } from '../catalog/optimizers';
import { configLimits } from './configLimits';
import { completeParams, findEntry, type CatalogEntry } from '../catalog/parameter';
import { schedules } from '../catalog/schedules';
import { LabError, type Issue } from '../result';
import { z } from '../zod';

/** A catalog choice, given as an id or as { id, params }; comes out with all params filled in. */
function choice(entries: readonly CatalogEntry[], what: string) {
  const raw = z.union([
    z.string().transform((id) => ({ id, params: {} as Record<string, unknown> })),
    z.strictObject({ id: z.string(), params: z.record(z.string(), z.unknown()).default({}) }),
  ]);
  return raw.transform((given, context) => {
    const entry = findEntry(entries, given.id);
    if (!entry) {
      const known = entries.map((known) => known.id).join(', ');
      context.addIssue({ code: 'custom', message: `"${given.id}" is not ${what}; known are: ${known}.` });
      return z.NEVER;
    }
    const { params, issues } = completeParams(entry, given.params, '');
    for (const issue of issues) {
      context.addIssue({ code: 'custom', path: ['params', issue.path.slice(1)], message: issue.message });
    }
    return { id: entry.id, params };
  });
}

const finite = (label: string, min: number, max: number) =>
  z.number({ error: `${label} must be a number.` }).refine((value) => value >= min && value <= max, {
    error: `${label} must be from ${min} to ${max}.`,
  });
const whole = (label: string, min: number, max: number) =>
  z
    .number({ error: `${label} must be a whole number.` })
    .refine((v) => Number.isInteger(v) && v >= min && v <= max, {
      // Put together when it is needed: the first number that is written with commas costs every start 20 ms.
      error: () =>
        `${label} must be a whole number from ${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')}.`,
    });
const seedSchema = (label: string) => whole(label, 0, 0xffff_ffff);

const importedId = /^sha256:[0-9a-f]{64}$/;

const datasetSchema = z
  .strictObject({
    /** A built-in id, or `sha256:<hash>` of an imported data set. */
    id: z.string(),
    params: z.record(z.string(), z.unknown()).default({}),
    /** Share of rows held out for testing; null takes the split that the data set brings. */
    testFraction: finite('Test share', 0, 0.9).nullable().default(null),
    splitSeed: seedSchema('Split seed').default(1),
    /** none; scalar: one mean and deviation over all training values; feature: one a feature. */
    standardize: z.enum(['none', 'scalar', 'feature'], {
      error: 'Standardisation must be none, scalar or feature.',
    }),
    /** Only the first so many training rows (after the split), or null for all. */
    trainRows: whole('Training rows', 1, 5_000_000).nullable().default(null),
  })
  .transform((given, context) => {
    const entry = findEntry(builtInDatasets, given.id);
    if (!entry && !importedId.test(given.id)) {
      const known = builtInDatasets.map(({ id }) => id).join(', ');
      context.addIssue({
        code: 'custom',
        path: ['id'],
        message: `There is no data set "${given.id}"; built in are: ${known}.`,
      });
      return z.NEVER;
    }
    if (!entry) return { ...given, params: {} as Record<string, number> };
    const { params, issues } = completeParams(entry, given.params, '');
    for (const issue of issues)
      context.addIssue({ code: 'custom', path: ['params', issue.path.slice(1)], message: issue.message });
    return { ...given, params };
  });

export const runConfigSchema = z.strictObject({
  version: z.literal(1).default(1),
  dataset: datasetSchema,
  model: z.strictObject({
    /** Hidden layers from input to output; none is logistic regression. */
    hidden: z
      .array(
        z.strictObject({
          units: whole('Hidden units', 1, configLimits.maxUnits),
          activation: choice(activations, 'an activation'),
        }),
      )
      .max(configLimits.maxHiddenLayers, { error: `At most ${configLimits.maxHiddenLayers} hidden layers.` }),
    /** null: as many as the loss needs for the data set's classes. */
    outputUnits: whole('Output units', 1, configLimits.maxOutputUnits).nullable().default(null),
    initializer: choice(initializers, 'an initialiser').prefault('pytorch-uniform'),
  }),
  loss: choice(losses, 'a loss').prefault('softmax-cross-entropy'),
  optimizer: z
    .strictObject({
      id: z.string(),
      learningRate: z
        .number({ error: 'Learning rate must be a number.' })
        .refine((v) => v > 0 && v <= 100, { error: 'Learning rate must be above 0 and at most 100.' }),
      params: z.record(z.string(), z.unknown()).default({}),
    })
    .transform((given, context) => {
      const entry = findEntry(optimizers, given.id);
      if (!entry) {
        const known = optimizers.map(({ id }) => id).join(', ');
        context.addIssue({
          code: 'custom',
          path: ['id'],
          message: `"${given.id}" is not an optimiser; known are: ${known}.`,
        });
        return z.NEVER;
      }
      const { params, issues } = completeParams(entry, given.params, '');
      for (const issue of issues)
        context.addIssue({ code: 'custom', path: ['params', issue.path.slice(1)], message: issue.message });
      return { id: entry.id, learningRate: given.learningRate, params };
    }),
  schedule: choice(schedules, 'a schedule').prefault('constant'),
  regularization: z
    .strictObject({
      /** λ₁ Σ|w| over weights (not biases), added to the loss. */
      l1: finite('L1', 0, 10).default(0),
      /** λ₂ Σw² over weights (not biases), added to the loss. */
      l2: finite('L2', 0, 10).default(0),
      /** Share of hidden activations dropped at each step (inverted dropout). */
      dropout: finite('Dropout', 0, 0.95).default(0),
    })
    .prefault({}),
  training: z.strictObject({
    batchSize: z.union([z.literal('full'), whole('Batch size', 1, configLimits.maxBatchSize)], {
      error: () =>
        `Batch size must be "full" or a whole number from 1 to ${configLimits.maxBatchSize.toLocaleString('en-US')}.`,
    }),
    /** 0 evaluates the untrained network. */
    epochs: whole('Epochs', 0, configLimits.maxEpochs),
    earlyStopping: z
      .strictObject({
        metric: z.enum(['testLoss', 'testError', 'trainLoss', 'trainError']),
        /** Evaluations without improvement before stopping. */
        patience: whole('Patience', 1, 1_000_000),
        minDelta: finite('Smallest improvement', 0, 1000).default(0),
      })
      .nullable()
      .default(null),
  }),
  evaluation: z
    .strictObject({
      /** Evaluate after every so many epochs (and always at the start and the end). */
      everyEpochs: whole('Evaluation interval', 1, configLimits.maxEpochs).default(1),
      /** Training rows used for the training metrics; null for all. */
      trainRows: whole('Training rows evaluated', 0, 5_000_000).nullable().default(10_000),
      /** Record how activations, gradients and weights are spread every so many epochs; left out: not at all. */
      spreadEveryEpochs: whole('Recording interval', 1, configLimits.maxEpochs).optional(),
    })
    .prefault({}),
  /** Seed of initial weights, batch order and dropout. */
  seed: seedSchema('Seed').default(1),
});

/** A complete, checked configuration. */
export type RunConfig = z.output<typeof runConfigSchema>;
/** What may be written in a file or sent by a form: defaults left out. */
export type RunConfigInput = z.input<typeof runConfigSchema>;

/** What is wrong with a value as a configuration; empty if nothing. */
export function configIssues(value: unknown): Issue[] {
  const parsed = runConfigSchema.safeParse(value);
  if (parsed.success) return [];
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return [...issues, ...skippedParamIssues(value, issues)];
}

const givenChoice = z.object({ id: z.string(), params: z.record(z.string(), z.unknown()).default({}) });

/** Numbers of the data set and the optimiser are looked at last, and not at all where a field beside them is wrong. */
function skippedParamIssues(value: unknown, known: readonly Issue[]): Issue[] {
  const choices = z.object({ dataset: z.unknown(), optimizer: z.unknown() }).safeParse(value).data;
  if (!choices) return [];
  const issuesOf = (key: keyof typeof choices, entries: readonly CatalogEntry[]): Issue[] => {
    const given = givenChoice.safeParse(choices[key]).data;
    const entry = given && findEntry(entries, given.id);
    if (!entry || known.some(({ path }) => path.startsWith(`${key}.params`))) return [];
    return completeParams(entry, given.params, `${key}.params`).issues;
  };
  return [...issuesOf('dataset', builtInDatasets), ...issuesOf('optimizer', optimizers)];
}

/** The complete configuration; throws LabError `invalid-input` with every issue and its path. */
export function parseRunConfig(value: unknown): RunConfig {
  const parsed = runConfigSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = configIssues(value);
  const [first] = issues;
  const where = first?.path ? `${first.path}: ` : '';
  throw new LabError('invalid-input', `${where}${first?.message ?? 'The configuration is not valid.'}`, {
    issues,
  });
}

/** The configuration as JSON with sorted keys: equal configurations give equal text. Hash it to look for identical runs. */
export function canonicalConfig(config: RunConfig): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
  };
  return JSON.stringify(sorted(config));
}
