/** Configurations and sweeps that are good to begin with; pure, renderer. */
import { parseRunConfig, type RunConfig, type RunConfigInput } from '../../../../shared/config/runConfig';
import { parseSweep, type Sweep } from '../../../../shared/sweep/sweepFile';

/** A named configuration. */
export interface StartingPoint {
  readonly id: string;
  readonly label: string;
  /** What there is to see, in a few words. */
  readonly about: string;
  readonly config: RunConfig;
}

function point(id: string, label: string, about: string, config: RunConfigInput): StartingPoint {
  return { id, label, about, config: parseRunConfig(config) };
}

export const startingPoints: readonly StartingPoint[] = [
  point('mnist-mlp', 'MNIST, 784-64-10 ReLU', 'Adam 0.001, batches of 64, 3 epochs', {
    dataset: { id: 'mnist', standardize: 'scalar' },
    model: { hidden: [{ units: 64, activation: 'relu' }] },
    loss: 'softmax-cross-entropy',
    optimizer: { id: 'adam', learningRate: 0.001 },
    training: { batchSize: 64, epochs: 3 },
  }),
  point('moons-mlp', 'Two moons, 2-16-1 sigmoid', 'Adam 0.01, full batch; its decision boundary bends', {
    dataset: { id: 'moons', testFraction: 0.2, standardize: 'none' },
    model: { hidden: [{ units: 16, activation: 'sigmoid' }] },
    loss: 'sigmoid-bce',
    optimizer: { id: 'adam', learningRate: 0.01 },
    training: { batchSize: 'full', epochs: 1000 },
    evaluation: { everyEpochs: 10 },
  }),
  point('mnist-logistic', 'Logistic regression on MNIST', 'SGD 0.01, batches of 64, 15 epochs', {
    dataset: { id: 'mnist', standardize: 'scalar' },
    model: { hidden: [] },
    loss: 'softmax-cross-entropy',
    optimizer: { id: 'sgd', learningRate: 0.01 },
    training: { batchSize: 64, epochs: 15 },
  }),
  point(
    'points-logistic',
    'Logistic regression on a point cloud',
    'Two moons and a straight boundary: what a network without hidden layers can do',
    {
      dataset: { id: 'moons', testFraction: 0.2, standardize: 'none' },
      model: { hidden: [] },
      loss: 'sigmoid-bce',
      optimizer: { id: 'sgd', learningRate: 0.1 },
      training: { batchSize: 'full', epochs: 500 },
      evaluation: { everyEpochs: 5 },
    },
  ),
];

/** A named sweep. */
export interface StartingSweep {
  readonly id: string;
  readonly label: string;
  readonly about: string;
  readonly sweep: Sweep;
}

export const startingSweeps: readonly StartingSweep[] = [
  {
    id: 'activation-sweep',
    label: 'Activation sweep',
    about: 'Five activations × three seeds on two moons: 15 runs, done in seconds',
    sweep: parseSweep({
      version: 1,
      name: 'Activations on two moons',
      base: {
        dataset: { id: 'moons', testFraction: 0.25, standardize: 'none' },
        model: { hidden: [{ units: 16, activation: 'relu' }] },
        loss: 'sigmoid-bce',
        optimizer: { id: 'adam', learningRate: 0.01 },
        training: { batchSize: 32, epochs: 60 },
      },
      space: [
        {
          path: 'model.activation.id',
          kind: 'values',
          values: ['relu', 'tanh', 'sigmoid', 'gelu', 'linear'],
        },
      ],
      strategy: { id: 'grid' },
      seeds: 3,
    }),
  },
];
