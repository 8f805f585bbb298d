/** The training form as it stands while it is edited: everything a run's configuration has, and what may still be wrong; pure, renderer. */
import { builtInDatasets } from '../../../../shared/catalog/datasets';
import { optimizers } from '../../../../shared/catalog/optimizers';
import { findEntry, type CatalogEntry } from '../../../../shared/catalog/parameter';
import type { RunConfig, RunConfigInput } from '../../../../shared/config/runConfig';
import type { RunMeta } from '../../../../shared/runs/run';
import { findField } from '../../../../shared/sweep/fields';
import { parseArchitecture } from '../../../../shared/sweep/architecture';
import { parseHidden, widthsText } from './hidden';
import { emptySweepDraft, reviveSweepDraft, type SweepDraft } from './sweepDraft';
import { listedValues, reviveVariation, type VariedField } from './variation';

/** A number as it is being typed: null or NaN while it is none. */
export type Typed = number | null;
type Numbers = Record<string, Typed>;
type Metric = NonNullable<RunConfig['training']['earlyStopping']>['metric'];

/** A choice that remembers the numbers of the entries it was before, so that going back and forth loses nothing. */
export interface ChoiceDraft {
  id: string;
  params: Record<string, Numbers>;
}

export interface Draft {
  dataset: ChoiceDraft & {
    /** given: the split that the data set brings; share: a share of the rows held out. */
    split: 'given' | 'share';
    testFraction: Typed;
    splitSeed: Typed;
    standardize: RunConfig['dataset']['standardize'];
    limitRows: boolean;
    trainRows: Typed;
  };
  model: {
    /** Widths as typed: "64, 32"; empty for logistic regression. */
    hidden: string;
    scope: 'network' | 'layer';
    activation: ChoiceDraft;
    /** Per layer; those beyond the list take the network's. */
    layers: ChoiceDraft[];
    initializer: ChoiceDraft;
    ownOutputs: boolean;
    outputUnits: Typed;
  };
  loss: ChoiceDraft;
  optimizer: ChoiceDraft & { learningRate: Typed };
  schedule: ChoiceDraft;
  regularization: { l1: Typed; l2: Typed; dropout: Typed };
  training: {
    fullBatch: boolean;
    batchSize: Typed;
    epochs: Typed;
    stopEarly: boolean;
    metric: Metric;
    patience: Typed;
    minDelta: Typed;
  };
  evaluation: {
    everyEpochs: Typed;
    allRows: boolean;
    trainRows: Typed;
    recordsSpreads: boolean;
    spreadEveryEpochs: Typed;
  };
  seed: Typed;
  meta: { name: string; tags: string[]; notes: string };
  /** Fields that are more than one value, by their path in a sweep's space, and what they were when they were. */
  varied: Record<string, VariedField>;
  sweep: SweepDraft;
}

export function emptyDraft(): Draft {
  return {
    dataset: {
      id: 'mnist',
      params: {},
      split: 'given',
      testFraction: 0.2,
      splitSeed: 1,
      standardize: 'scalar',
      limitRows: false,
      trainRows: 10_000,
    },
    model: {
      hidden: '64',
      scope: 'network',
      activation: { id: 'relu', params: {} },
      layers: [],
      initializer: { id: 'pytorch-uniform', params: {} },
      ownOutputs: false,
      outputUnits: 10,
    },
    loss: { id: 'softmax-cross-entropy', params: {} },
    optimizer: { id: 'adam', params: {}, learningRate: 0.001 },
    schedule: { id: 'constant', params: {} },
    regularization: { l1: 0, l2: 0, dropout: 0 },
    training: {
      fullBatch: false,
      batchSize: 64,
      epochs: 3,
      stopEarly: false,
      metric: 'testLoss',
      patience: 10,
      minDelta: 0,
    },
    evaluation: {
      everyEpochs: 1,
      allRows: false,
      trainRows: 10_000,
      recordsSpreads: false,
      spreadEveryEpochs: 1,
    },
    seed: 1,
    meta: { name: '', tags: [], notes: '' },
    varied: {},
    sweep: emptySweepDraft(),
  };
}

const typed = (value: Typed | undefined): number => value ?? NaN;

/** The numbers of an entry as they stand in the form, its defaults where nothing was typed yet. */
export function paramsOf(entry: CatalogEntry | undefined, { params }: ChoiceDraft): Record<string, number> {
  const own = entry && params[entry.id];
  const value = (id: string, otherwise: number): number => (own && id in own ? typed(own[id]) : otherwise);
  return Object.fromEntries(entry?.params.map((spec) => [spec.id, value(spec.id, spec.default)]) ?? []);
}

/** Numbers of the entry chosen, as they were typed (for ids that no catalog knows: none). */
function choiceOf({ id, params }: ChoiceDraft): { id: string; params: Record<string, number> } {
  const own = params[id] ?? {};
  return { id, params: Object.fromEntries(Object.entries(own).map(([key, value]) => [key, typed(value)])) };
}

/** The activation of a layer. */
export const layerChoice = ({ model }: Draft, index: number): ChoiceDraft =>
  (model.scope === 'layer' ? model.layers[index] : undefined) ?? model.activation;

/** Widths of the hidden layers; of the deepest architecture where several are listed: it has a layer for each choice. */
export function hiddenWidths({ model, varied }: Draft): number[] {
  const own = parseHidden(model.hidden);
  const field = findField('model.hidden');
  const listed = varied['model.hidden'];
  if (!field || listed?.mode !== 'list') return own;
  const valid = listedValues(field, listed.text).flatMap((text) => {
    const parsed = parseArchitecture(text);
    return parsed.ok ? [[...parsed.widths]] : [];
  });
  return valid.reduce<number[] | null>((a, b) => (a && a.length >= b.length ? a : b), null) ?? own;
}

/** Gives each layer a choice of its own, made from the network's where it had none. */
export function ownLayers({ model }: Draft, count: number): void {
  while (model.layers.length < count) {
    model.layers.push(JSON.parse(JSON.stringify(model.activation)) as ChoiceDraft);
  }
}

/**
 * The configuration the form means; numbers that cannot be read are NaN and fail its check. A field that does not apply
 * counts with its usual value: what cannot be seen must neither be wrong nor make one run differ from another.
 */
export function toConfig(draft: Draft): RunConfigInput {
  const { dataset, model, training, evaluation } = draft;
  const usual = emptyDraft();
  const widths = hiddenWidths(draft);
  return {
    version: 1,
    dataset: {
      id: dataset.id,
      params: paramsOf(findEntry(builtInDatasets, dataset.id), dataset),
      testFraction: dataset.split === 'given' ? null : typed(dataset.testFraction),
      splitSeed: typed(dataset.split === 'given' ? usual.dataset.splitSeed : dataset.splitSeed),
      standardize: dataset.standardize,
      trainRows: dataset.limitRows ? typed(dataset.trainRows) : null,
    },
    model: {
      hidden: widths.map((units, i) => ({
        units,
        activation: choiceOf(layerChoice(draft, i)),
      })),
      outputUnits: model.ownOutputs ? typed(model.outputUnits) : null,
      initializer: choiceOf(model.initializer),
    },
    loss: choiceOf(draft.loss),
    optimizer: {
      id: draft.optimizer.id,
      learningRate: typed(draft.optimizer.learningRate),
      params: paramsOf(findEntry(optimizers, draft.optimizer.id), draft.optimizer),
    },
    schedule: choiceOf(draft.schedule),
    regularization: {
      l1: typed(draft.regularization.l1),
      l2: typed(draft.regularization.l2),
      dropout: typed(widths.length > 0 ? draft.regularization.dropout : usual.regularization.dropout),
    },
    training: {
      batchSize: training.fullBatch ? 'full' : typed(training.batchSize),
      epochs: typed(training.epochs),
      earlyStopping: training.stopEarly
        ? {
            metric: training.metric,
            patience: typed(training.patience),
            minDelta: typed(training.minDelta),
          }
        : null,
    },
    evaluation: {
      everyEpochs: typed(evaluation.everyEpochs),
      trainRows: evaluation.allRows ? null : typed(evaluation.trainRows),
      ...(evaluation.recordsSpreads ? { spreadEveryEpochs: typed(evaluation.spreadEveryEpochs) } : {}),
    },
    seed: typed(draft.seed),
  };
}

const draftOf = (choice: { id: string; params: Readonly<Record<string, unknown>> }): ChoiceDraft => ({
  id: choice.id,
  params: { [choice.id]: { ...(choice.params as Record<string, number>) } },
});

/** The form filled from a configuration; what that leaves open keeps its usual value. */
export function fromConfig(config: RunConfig, meta?: Partial<RunMeta>): Draft {
  const usual = emptyDraft();
  const { dataset, model, training, evaluation } = config;
  const layers = model.hidden.map(({ activation }) => draftOf(activation));
  const [first] = layers;
  const alike = new Set(model.hidden.map(({ activation }) => JSON.stringify(activation))).size <= 1;
  const stopping = training.earlyStopping;
  return {
    dataset: {
      ...draftOf(dataset),
      split: dataset.testFraction === null ? 'given' : 'share',
      testFraction: dataset.testFraction ?? usual.dataset.testFraction,
      splitSeed: dataset.splitSeed,
      standardize: dataset.standardize,
      limitRows: dataset.trainRows !== null,
      trainRows: dataset.trainRows ?? usual.dataset.trainRows,
    },
    model: {
      hidden: widthsText(model.hidden.map(({ units }) => units)),
      scope: alike ? 'network' : 'layer',
      activation: first ?? usual.model.activation,
      layers: alike ? [] : layers,
      initializer: draftOf(model.initializer),
      ownOutputs: model.outputUnits !== null,
      outputUnits: model.outputUnits ?? usual.model.outputUnits,
    },
    loss: draftOf(config.loss),
    optimizer: {
      ...draftOf(config.optimizer),
      learningRate: config.optimizer.learningRate,
    },
    schedule: draftOf(config.schedule),
    regularization: { ...config.regularization },
    training: {
      fullBatch: training.batchSize === 'full',
      batchSize: training.batchSize === 'full' ? usual.training.batchSize : training.batchSize,
      epochs: training.epochs,
      stopEarly: stopping !== null,
      metric: stopping?.metric ?? usual.training.metric,
      patience: stopping?.patience ?? usual.training.patience,
      minDelta: stopping?.minDelta ?? usual.training.minDelta,
    },
    evaluation: {
      everyEpochs: evaluation.everyEpochs,
      allRows: evaluation.trainRows === null,
      trainRows: evaluation.trainRows ?? usual.evaluation.trainRows,
      recordsSpreads: evaluation.spreadEveryEpochs !== undefined,
      spreadEveryEpochs: evaluation.spreadEveryEpochs ?? usual.evaluation.spreadEveryEpochs,
    },
    seed: config.seed,
    meta: { name: meta?.name ?? '', tags: [...(meta?.tags ?? [])], notes: meta?.notes ?? '' },
    varied: {},
    sweep: emptySweepDraft(),
  };
}

/** A saved draft on top of an empty one: what has another shape (an older lab wrote it) is left out. */
export function reviveDraft(saved: unknown): Draft {
  const draft = revive(emptyDraft(), saved) as Draft;
  draft.model.layers = draft.model.layers.filter(isChoice);
  draft.meta.tags = draft.meta.tags.filter((tag) => typeof tag === 'string');
  draft.varied = Object.fromEntries(
    Object.entries(draft.varied).flatMap(([path, varied]) => {
      const revived = reviveVariation(path, varied);
      return revived ? [[path, revived]] : [];
    }),
  );
  draft.sweep = reviveSweepDraft((saved as { sweep?: unknown } | null | undefined)?.sweep);
  return draft;
}

function isChoice(value: unknown): value is ChoiceDraft {
  const choice = value as Partial<ChoiceDraft> | null;
  return typeof choice?.id === 'string' && typeof choice.params === 'object';
}

function revive(usual: unknown, saved: unknown): unknown {
  if (Array.isArray(usual)) return Array.isArray(saved) ? saved : usual;
  // A number that was not valid when it was saved has become null.
  if (typeof usual === 'number') return typeof saved === 'number' || saved === null ? saved : usual;
  if (typeof usual !== 'object' || usual === null) return typeof saved === typeof usual ? saved : usual;
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) return usual;
  const known = Object.entries(usual);
  if (known.length === 0) return saved;
  return Object.fromEntries(
    known.map(([key, value]) => [
      key,
      key in saved ? revive(value, (saved as Record<string, unknown>)[key]) : value,
    ]),
  );
}
