/** What the benchmark trains: the networks of the study, as the peers and as LossLab are told; benchmark, Node. */
import { parseRunConfig, type RunConfig } from '../../shared/config/runConfig';

/** A training as every contender understands it. */
export interface BenchCase {
  readonly id: string;
  readonly data: 'mnist' | 'points';
  readonly hidden: readonly number[];
  readonly activation: 'relu' | 'sigmoid';
  readonly loss: 'softmax-cross-entropy' | 'sigmoid-bce';
  readonly optimizer: 'adam' | 'sgd';
  readonly learningRate: number;
  readonly batch: number | 'full';
  /** Only the first so many training rows; null for all. */
  readonly rows: number | null;
  /** Epochs that one figure of the table is for. */
  readonly epochs: number;
}

/** MNIST with ReLU and Adam. */
export function mnistCase(
  hidden: readonly number[],
  batch: number,
  more: Partial<Pick<BenchCase, 'activation' | 'rows'>> = {},
): BenchCase {
  const rows = more.rows ?? null;
  return {
    id: `MNIST ${[784, ...hidden, 10].join('-')}, batch ${batch}${rows === null ? '' : `, ${rows} rows`}`,
    data: 'mnist',
    hidden,
    activation: more.activation ?? 'relu',
    loss: 'softmax-cross-entropy',
    optimizer: 'adam',
    learningRate: 0.001,
    batch,
    rows,
    epochs: 1,
  };
}

/** The networks whose epochs are timed; the first one is what most limits speak of. */
export const epochCases: readonly BenchCase[] = [
  mnistCase([64], 64),
  mnistCase([64], 128),
  mnistCase([64], 512),
  mnistCase([128], 64),
  mnistCase([32, 24], 64),
  mnistCase([], 64),
  {
    id: 'points, logistic regression, 1,000 epochs',
    data: 'points',
    hidden: [],
    activation: 'sigmoid',
    loss: 'softmax-cross-entropy',
    optimizer: 'sgd',
    learningRate: 0.001,
    batch: 'full',
    rows: null,
    epochs: 1000,
  },
  {
    id: 'points, 2-16-1 sigmoid, 1,000 epochs',
    data: 'points',
    hidden: [16],
    activation: 'sigmoid',
    loss: 'sigmoid-bce',
    optimizer: 'adam',
    learningRate: 0.01,
    batch: 'full',
    rows: null,
    epochs: 1000,
  },
];

/** The sweep: 2 activations × 3 widths × 2 seeds. */
export const sweepRuns: readonly (readonly [BenchCase, number])[] = (['relu', 'sigmoid'] as const).flatMap(
  (activation) =>
    [32, 64, 128].flatMap((units) =>
      [1, 2].map((seed) => [mnistCase([units], 64, { activation }), seed] as const),
    ),
);

/** The points: 100 in two moons, the same for all. */
export const pointsParams = { n: 100, noise: 0.1, seed: 1 };

/** A case as a run of the lab: everything that a user's run has, evaluated as often as asked. */
export function configOf(
  { data, hidden, activation, loss, optimizer, learningRate, batch, rows }: BenchCase,
  training: { readonly epochs: number; readonly seed: number; readonly everyEpochs: number },
): RunConfig {
  const points = data === 'points';
  return parseRunConfig({
    dataset: {
      id: points ? 'moons' : 'mnist',
      params: points ? pointsParams : {},
      standardize: points ? 'none' : 'scalar',
      trainRows: rows,
    },
    model: { hidden: hidden.map((units) => ({ units, activation })) },
    loss,
    optimizer: { id: optimizer, learningRate },
    training: { batchSize: batch, epochs: training.epochs },
    evaluation: { everyEpochs: training.everyEpochs },
    seed: training.seed,
  });
}

/** Two moons with a quarter held out; what searches vary. */
export const moonsConfig = (epochs = 81): RunConfig =>
  parseRunConfig({
    dataset: {
      id: 'moons',
      params: { n: 400, noise: 0.1, seed: 1 },
      standardize: 'none',
      testFraction: 0.25,
    },
    model: { hidden: [{ units: 8, activation: 'tanh' }] },
    loss: 'sigmoid-bce',
    optimizer: { id: 'sgd', learningRate: 0.01 },
    training: { batchSize: 32, epochs },
    evaluation: { everyEpochs: 1 },
    seed: 1,
  });
