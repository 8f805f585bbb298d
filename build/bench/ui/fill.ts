/** Fills a database with made-up runs through the store's own code, as a host's reports would: many short runs, or a few very long ones; benchmark, Node. */
import { parseRunConfig, type RunConfig } from '../../../shared/config/runConfig';
import { randomStream, type RandomStream } from '../../../shared/rng';
import type { Evaluation, LossChunk, RunEnvironment, RunResult } from '../../../shared/runs/run';
import type { RunEvent, SavedWeights } from '../../../shared/trainer/protocol';
import { hashConfig } from '../../../main/runs/configHash';
import type { Store } from '../../../main/store/store';

const context = { pauseReason: null, stoppedByUser: false };

/** What is found in every record of a real run. */
const environment: RunEnvironment = {
  ...{ losslab: '0.1.0', buildId: '0123456789abcdef', node: '20.19.0', electron: '45.4.1', tfjs: '4.22.0' },
  ...{ tensorflow: '2.9.1', platform: 'linux x64 6.1.0', cpu: 'Made-up processor @ 3.00 GHz', cores: 8 },
  memoryBytes: 16 * 2 ** 30,
};
const engine = { backend: 'native', path: 'graph', notes: [] } as const;
const oneWeight: SavedWeights = {
  layers: [{ inputs: 1, units: 1, kernel: Float32Array.of(1), bias: Float32Array.of(0) }],
};

const pick = <T>(from: readonly T[], index: number): T => from[index % from.length] as T;

const activations = ['relu', 'tanh', 'sigmoid', 'leaky-relu', 'gelu'] as const;
const rates = [0.0003, 0.001, 0.003, 0.01, 0.03] as const;
const widths = [16, 32, 64, 128] as const;
const batches = [32, 64, 128] as const;
const optimizers = ['adam', 'sgd', 'rmsprop'] as const;

/** One of 900 configurations with one of many seeds. */
function configOf(index: number, epochs: number): RunConfig {
  const [seed, combination] = [Math.floor(index / 900) + 1, index % 900];
  const [a, b, c, d] = [5, 25, 100, 300];
  return parseRunConfig({
    dataset: { id: 'mnist', standardize: 'scalar' },
    model: {
      hidden: [
        { units: pick(widths, Math.floor(combination / b)), activation: pick(activations, combination) },
      ],
    },
    optimizer: {
      id: pick(optimizers, Math.floor(combination / d)),
      learningRate: pick(rates, Math.floor(combination / a)),
    },
    training: { batchSize: pick(batches, Math.floor(combination / c)), epochs },
    seed,
  });
}

/** A loss that falls as losses do, with noise; the same for the same run. */
function lossesOf(steps: number, rate: number, stream: RandomStream): Float32Array {
  const pace = (2 + 30 * rate) / steps;
  return Float32Array.from(
    { length: steps },
    (_, step) => 2.3 * Math.exp(-pace * step) + 0.05 + 0.1 * stream.uniform(),
  );
}

function chunksOf(losses: Float32Array, msPerStep: number, stepsAtOnce: number): LossChunk[] {
  const chunks: LossChunk[] = [];
  for (let firstStep = 0; firstStep < losses.length; firstStep += stepsAtOnce) {
    const part = losses.slice(firstStep, firstStep + stepsAtOnce);
    const end = firstStep + part.length;
    chunks.push({ firstStep, losses: part, startMs: firstStep * msPerStep, endMs: end * msPerStep });
  }
  return chunks;
}

function evaluationsOf(
  epochs: number,
  stepsPerEpoch: number,
  rate: number,
  stream: RandomStream,
): Evaluation[] {
  return Array.from({ length: epochs }, (_, i): Evaluation => {
    const epoch = i + 1;
    const fallen = Math.exp((-4 * epoch) / epochs);
    const error = 2 + Math.abs(Math.log10(rate) + 2.5) + 40 * fallen + stream.uniform();
    const loss = error / 30 + 0.01 * stream.uniform();
    return {
      ...{ step: epoch * stepsPerEpoch, epoch, elapsedMs: epoch * stepsPerEpoch },
      ...{ trainLoss: loss * 0.9, trainError: error * 0.9, testLoss: loss, testError: error },
    };
  });
}

function resultOf(last: Evaluation, epochs: number, finalLoss: number): RunResult {
  const { trainLoss, trainError, testLoss, testError } = last;
  const wrong = Math.round((testError ?? 0) * 10);
  const confusion = Array.from({ length: 100 }, (_, i) =>
    i % 11 === 0 ? 1000 - wrong : Math.round(wrong / 9),
  );
  return {
    ...{ finalLoss, trainLoss, trainError, testLoss, testError, confusion, confusionOf: 'test' },
    perClassError: Array.from({ length: 10 }, (_, i) => (testError ?? 0) + 0.1 * i),
    epochSeconds: Array.from({ length: epochs }, (_, i) => 0.5 + 0.001 * (i % 7)),
    stoppedEarly: false,
  };
}

export interface FillSize {
  readonly runs: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/** 10,000 runs with 200 evaluations of 4 metrics each, and 5 steps an epoch. */
export const manyRuns: FillSize = { runs: 10_000, epochs: 200, stepsPerEpoch: 5 };
/** 50 runs with 500,000 steps each. */
export const longRuns: FillSize = { runs: 50, epochs: 500, stepsPerEpoch: 1000 };

/** Writes one run from its making to its end. */
function writeRun(store: Store, index: number, { epochs, stepsPerEpoch }: FillSize): void {
  const config = configOf(index, epochs);
  const stream = randomStream(index + 1, 'fill');
  const steps = epochs * stepsPerEpoch;
  const { learningRate } = config.optimizer;
  const units = config.model.hidden[0]?.units ?? 0;
  const run = store.createRun({
    ...{ config, configHash: hashConfig(config), datasetName: 'MNIST', datasetHash: 'f'.repeat(64) },
    name: `${units} ${config.model.hidden[0]?.activation.id ?? ''}, ${config.optimizer.id} ${learningRate}`,
    tags: index % 40 === 0 ? ['final'] : index % 15 === 0 ? ['baseline', 'to check'] : [],
    notes: index % 100 === 0 ? 'Made up for the benchmark.' : '',
    ...{ parameterCount: 785 * units + 10 * (units + 1), stepsPerEpoch, totalSteps: steps },
  });
  store.beginRun(run.id);
  store.changeState(run.id, 'running', null, { engine, environment });
  const losses = lossesOf(steps, learningRate, stream);
  const evaluations = evaluationsOf(epochs, stepsPerEpoch, learningRate, stream);
  const last = evaluations.at(-1) as Evaluation;
  const events: RunEvent[] = [
    ...chunksOf(losses, 1, 500).map((chunk): RunEvent => ({
      ...{ type: 'losses', chunk, epoch: (chunk.firstStep + chunk.losses.length) / stepsPerEpoch },
    })),
    { type: 'evaluated', evaluations },
    {
      ...{ type: 'finished', outcome: 'completed', reason: null, weights: oneWeight },
      result: resultOf(last, epochs, losses.at(-1) ?? 0),
      checkpoint: { step: steps, epoch: epochs, elapsedMs: steps, data: new Uint8Array(200) },
    },
  ];
  store.appendEvents(run.id, events, context);
}

/** Runs written by one transaction: a transaction for each step of each run takes minutes. */
const runsTogether = 250;

/** Fills the store; `tell` hears how far it is, now and then. */
export function fillStore(store: Store, size: FillSize, tell: (done: number) => void): void {
  for (let from = 0; from < size.runs; from += runsTogether) {
    const to = Math.min(size.runs, from + runsTogether);
    store.together(() => {
      for (let index = from; index < to; index++) writeRun(store, index, size);
    });
    tell(to);
  }
}
