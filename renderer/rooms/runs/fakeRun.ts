/** Made-up runs for tests (renderer). */
import { parseRunConfig, type RunConfigInput } from '../../../shared/config/runConfig';
import type { RunRecord } from '../../../shared/runs/run';

const usual: RunConfigInput = {
  dataset: { id: 'mnist', standardize: 'scalar' },
  model: { hidden: [{ units: 64, activation: 'relu' }] },
  loss: 'softmax-cross-entropy',
  optimizer: { id: 'adam', learningRate: 0.001 },
  training: { batchSize: 64, epochs: 3 },
};

/** A completed run on MNIST, with some of it changed. */
export function fakeRun(
  changes: Partial<Omit<RunRecord, 'config'>> & { config?: Partial<RunConfigInput> },
): RunRecord {
  const { config, ...rest } = changes;
  const classes = 10;
  const confusion = Array.from({ length: classes * classes }, (_, i) => (i % (classes + 1) === 0 ? 970 : 3));
  const latest = {
    step: 2814,
    epoch: 3,
    elapsedMs: 4200,
    trainLoss: 0.06,
    trainError: 1.9,
    testLoss: 0.095,
    testError: 2.7,
  };
  return {
    id: 'run00001',
    number: 1,
    name: 'First run',
    tags: [],
    notes: '',
    starred: false,
    archived: false,
    state: 'completed',
    stateReason: null,
    createdAt: Date.UTC(2026, 0, 5, 10, 30),
    startedAt: Date.UTC(2026, 0, 5, 10, 30),
    finishedAt: Date.UTC(2026, 0, 5, 10, 31),
    config: parseRunConfig({ ...usual, ...config }),
    configHash: 'c'.repeat(64),
    datasetName: 'MNIST',
    datasetHash: 'd'.repeat(64),
    parameterCount: 50_890,
    stepsPerEpoch: 938,
    totalSteps: 2814,
    step: 2814,
    epoch: 3,
    elapsedMs: 4200,
    latest,
    result: {
      finalLoss: 0.0832,
      trainLoss: 0.06,
      trainError: 1.9,
      testLoss: 0.095,
      testError: 2.7,
      confusion,
      confusionOf: 'test',
      perClassError: Array.from({ length: classes }, (_, i) => 1.2 + 0.3 * i),
      epochSeconds: [1.5, 1.4, 1.3],
      stoppedEarly: false,
    },
    engine: { backend: 'native', path: 'graph', notes: [] },
    environment: null,
    sweep: null,
    ...rest,
  };
}
