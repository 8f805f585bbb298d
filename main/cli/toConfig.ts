/** Makes a checked configuration of the flags, on top of a file's or of defaults; command line. */
import { activationOf, activations } from '../../shared/catalog/activations';
import { suitableStandardize } from '../../shared/catalog/datasets';
import { optimizers } from '../../shared/catalog/optimizers';
import { findEntry, type Choice } from '../../shared/catalog/parameter';
import { parseRunConfig, type RunConfig } from '../../shared/config/runConfig';
import type { DatasetInfo } from '../../shared/data/dataset';
import { runMetaSchema } from '../../shared/ipc/contract';
import { LabError } from '../../shared/result';
import type { RunMeta } from '../../shared/runs/run';
import { paramFlags, type ParamGroup, type RunFlags } from './flags';

type Numbers = Readonly<Record<string, number>>;

const defaultPatience = 10;

/**
 * The configuration that flags ask for. Throws LabError `invalid-input`.
 * @param base a configuration from a file, or null
 * @param dataset the chosen data set, or null where it is the base's
 */
export function configFromFlags(
  flags: RunFlags,
  base: RunConfig | null,
  dataset: Pick<DatasetInfo, 'id' | 'kind'> | null,
): RunConfig {
  return parseRunConfig({
    version: 1,
    dataset: datasetPart(flags, base?.dataset ?? null, dataset),
    model: {
      hidden: hiddenPart(flags, base?.model.hidden ?? []),
      outputUnits: flags.outputUnits ?? base?.model.outputUnits ?? null,
      initializer: choicePart(
        flags,
        'initializer',
        flags.initializer,
        base?.model.initializer ?? 'pytorch-uniform',
      ),
    },
    loss: choicePart(flags, 'loss', flags.loss, base?.loss ?? 'softmax-cross-entropy'),
    optimizer: optimizerPart(flags, base?.optimizer ?? null),
    schedule: choicePart(flags, 'schedule', flags.schedule, base?.schedule ?? 'constant'),
    regularization: {
      l1: flags.l1 ?? base?.regularization.l1 ?? 0,
      l2: flags.l2 ?? base?.regularization.l2 ?? 0,
      dropout: flags.dropout ?? base?.regularization.dropout ?? 0,
    },
    training: {
      batchSize: flags.batchSize ?? base?.training.batchSize ?? 64,
      epochs: flags.epochs ?? base?.training.epochs ?? 10,
      earlyStopping: earlyStoppingPart(flags, base?.training.earlyStopping ?? null),
    },
    evaluation: {
      everyEpochs: flags.evalEvery ?? base?.evaluation.everyEpochs ?? 1,
      trainRows: given(flags.evalTrainRows, base?.evaluation.trainRows, 10_000),
    },
    seed: flags.seed ?? base?.seed ?? 1,
  });
}

/** What the user says about the run. Throws LabError `invalid-input`. */
export function metaFromFlags({ name, tag, notes }: RunFlags): RunMeta {
  const parsed = runMetaSchema.safeParse({
    name: name ?? '',
    tags: [...new Set(tag ?? [])],
    notes: notes ?? '',
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new LabError(
    'invalid-input',
    `--${String(issue?.path[0] ?? 'name').replace('tags', 'tag')}: ${issue?.message ?? 'not valid'}.`,
  );
}

/** Numbers of a catalog's entries that were given as flags. */
function givenParams(flags: RunFlags, group: ParamGroup): Numbers {
  const values = flags as Readonly<Record<string, unknown>>;
  const params: Record<string, number> = {};
  for (const { key, param } of paramFlags.filter((flag) => flag.group === group)) {
    const value = values[key];
    if (typeof value === 'number') params[param] = value;
  }
  return params;
}

/** What was given, a word meaning null; else the base's, else the default. */
function given(
  flag: number | string | undefined,
  base: number | null | undefined,
  otherwise: number | null,
): number | null {
  if (flag !== undefined) return typeof flag === 'number' ? flag : null;
  return base !== undefined ? base : otherwise;
}

function datasetPart(
  flags: RunFlags,
  base: RunConfig['dataset'] | null,
  chosen: Pick<DatasetInfo, 'id' | 'kind'> | null,
): unknown {
  const id = chosen?.id ?? base?.id;
  if (id === undefined) {
    throw new LabError('invalid-input', 'Choose what to train on: --dataset mnist, moons, … or a file.');
  }
  const kept = base?.id === id ? base : null;
  return {
    id,
    params: { ...kept?.params, ...flags.datasetParam, ...givenParams(flags, 'dataset') },
    testFraction: given(flags.testFraction, base?.testFraction, null),
    splitSeed: flags.splitSeed ?? base?.splitSeed ?? 1,
    standardize:
      flags.standardize ?? kept?.standardize ?? suitableStandardize(chosen ?? { id, kind: 'points' }),
    trainRows: given(flags.trainRows, base?.trainRows, null),
  };
}

/** A choice by id with its numbers: a new id starts from that entry's defaults. */
function choicePart(
  flags: RunFlags,
  group: ParamGroup,
  id: string | undefined,
  base: Choice | string,
): unknown {
  const before = typeof base === 'string' ? { id: base, params: {} } : base;
  const kept = id === undefined || id === before.id ? before.params : {};
  return { id: id ?? before.id, params: { ...kept, ...givenParams(flags, group) } };
}

function hiddenPart(flags: RunFlags, base: RunConfig['model']['hidden']): unknown {
  const units = flags.hidden ?? base.map((layer) => layer.units);
  const numbers = givenParams(flags, 'activation');
  const chosen = flags.activation ?? [];
  if (chosen.length > 1 && chosen.length !== units.length) {
    throw new LabError(
      'invalid-input',
      `--activation names ${chosen.length} activations for ${units.length} hidden layers; name one, or one a layer.`,
    );
  }
  const layers = units.map((count, i) => {
    const before = base[i]?.activation ?? base.at(-1)?.activation ?? { id: 'relu', params: {} };
    const id = chosen[i] ?? chosen[0] ?? before.id;
    const entry = findEntry(activations, id);
    const kept = id === before.id ? before.params : {};
    const fitting = Object.entries(numbers).filter(([param]) =>
      entry?.params.some((spec) => spec.id === param),
    );
    return { units: count, activation: { id, params: { ...kept, ...Object.fromEntries(fitting) } } };
  });
  requireUse(numbers, layers);
  return layers;
}

/** A slope that no layer has use for is a mistake, not something to pass over. */
function requireUse(numbers: Numbers, layers: readonly { activation: Choice }[]): void {
  for (const { param, flag } of paramFlags.filter(({ group }) => group === 'activation')) {
    const used = layers.some(({ activation }) => {
      const known = findEntry(activations, activation.id) !== undefined;
      return !known || activationOf(activation.id).params.some((spec) => spec.id === param);
    });
    if (param in numbers && !used) {
      throw new LabError(
        'invalid-input',
        `--${flag} was given, but no hidden layer has an activation that takes it.`,
      );
    }
  }
}

function optimizerPart(flags: RunFlags, base: RunConfig['optimizer'] | null): unknown {
  const id = flags.optimizer ?? base?.id ?? 'adam';
  const kept = base?.id === id ? base : null;
  const rate = flags.learningRate ?? kept?.learningRate ?? findEntry(optimizers, id)?.defaultLearningRate;
  return { id, learningRate: rate ?? 0.01, params: { ...kept?.params, ...givenParams(flags, 'optimizer') } };
}

function earlyStoppingPart(flags: RunFlags, base: RunConfig['training']['earlyStopping']): unknown {
  const metric = flags.earlyStoppingMetric?.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (metric === undefined && base === null) {
    if (flags.patience === undefined && flags.minDelta === undefined) return null;
    throw new LabError('invalid-input', '--patience and --min-delta need --early-stopping-metric.');
  }
  if (metric !== undefined && !/^(test|train)(Loss|Error)$/.test(metric)) {
    throw new LabError(
      'invalid-input',
      `--early-stopping-metric must be test-loss, test-error, train-loss or train-error; it is "${flags.earlyStoppingMetric}".`,
    );
  }
  return {
    metric: metric ?? base?.metric,
    patience: flags.patience ?? base?.patience ?? defaultPatience,
    minDelta: flags.minDelta ?? base?.minDelta ?? 0,
  };
}
