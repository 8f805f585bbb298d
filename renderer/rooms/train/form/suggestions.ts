/** What suits a data set: the form proposes it where the user has not chosen otherwise; pure, renderer. */
import { suitableStandardize } from '../../../../shared/catalog/datasets';
import type { DatasetInfo } from '../../../../shared/data/dataset';
import type { Draft } from './draft';

/** Fields that are proposed together; one the user touched stays as it is. */
export const fieldGroups = [
  'split',
  'standardize',
  'hidden',
  'activation',
  'loss',
  'optimizer',
  'learningRate',
  'batch',
  'epochs',
  'evaluation',
] as const;
export type FieldGroup = (typeof fieldGroups)[number];

type Suggestion = Partial<Record<FieldGroup, (draft: Draft) => void>>;

interface Taste {
  readonly hidden: string;
  readonly activation: string;
  readonly loss: string;
  readonly learningRate: number;
  readonly batchSize: number | 'full';
  readonly epochs: number;
  readonly everyEpochs: number;
}

/** Full batches up to this many rows of a table. */
const smallTable = 1000;

function tasteOf(info: DatasetInfo): Taste {
  const binary = info.classNames.length === 2;
  switch (info.kind) {
    case 'points':
      return {
        hidden: '16',
        activation: 'sigmoid',
        loss: binary ? 'sigmoid-bce' : 'softmax-cross-entropy',
        learningRate: 0.01,
        batchSize: 'full',
        epochs: 1000,
        everyEpochs: 10,
      };
    case 'images':
      return {
        hidden: '64',
        activation: 'relu',
        loss: 'softmax-cross-entropy',
        learningRate: 0.001,
        batchSize: 64,
        epochs: 3,
        everyEpochs: 1,
      };
    case 'table':
      return {
        hidden: '32',
        activation: 'relu',
        loss: binary ? 'sigmoid-bce' : 'softmax-cross-entropy',
        learningRate: 0.001,
        batchSize: info.rows <= smallTable ? 'full' : 64,
        epochs: info.rows <= smallTable ? 500 : 50,
        everyEpochs: info.rows <= smallTable ? 10 : 1,
      };
  }
}

/** The changes that make the form fit a data set, group by group. */
export function suggestionFor(info: DatasetInfo): Suggestion {
  const taste = tasteOf(info);
  return {
    split: ({ dataset }) => {
      dataset.split = info.givenTrainRows === null ? 'share' : 'given';
      dataset.testFraction = 0.2;
    },
    standardize: ({ dataset }) => {
      dataset.standardize = suitableStandardize(info);
    },
    hidden: ({ model }) => {
      model.hidden = taste.hidden;
    },
    activation: ({ model }) => {
      model.scope = 'network';
      model.activation.id = taste.activation;
      model.layers = [];
    },
    loss: (draft) => {
      draft.loss.id = taste.loss;
    },
    optimizer: ({ optimizer }) => {
      optimizer.id = 'adam';
    },
    learningRate: ({ optimizer }) => {
      optimizer.learningRate = taste.learningRate;
    },
    batch: ({ training }) => {
      training.fullBatch = taste.batchSize === 'full';
      if (taste.batchSize !== 'full') training.batchSize = taste.batchSize;
    },
    epochs: ({ training }) => {
      training.epochs = taste.epochs;
    },
    evaluation: ({ evaluation }) => {
      evaluation.everyEpochs = taste.everyEpochs;
    },
  };
}
