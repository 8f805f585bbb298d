/** Made-up runs for the tests of queries. */
import { parseRunConfig, type RunConfigInput } from '../config/runConfig';
import type { RunRecord } from '../runs/run';

const usual: RunConfigInput = {
  dataset: { id: 'mnist', standardize: 'scalar' },
  model: { hidden: [{ units: 64, activation: 'relu' }] },
  optimizer: { id: 'adam', learningRate: 0.001 },
  training: { batchSize: 64, epochs: 3 },
};

/** A completed run with a test error of 2.7 %, with some of it changed. */
export function queryRun(
  changes: Partial<Omit<RunRecord, 'config'>> & { config?: Partial<RunConfigInput> } = {},
): RunRecord {
  const { config, ...rest } = changes;
  const evaluation = { trainLoss: 0.06, trainError: 1.9, testLoss: 0.095, testError: 2.7 };
  const latest = { step: 2814, epoch: 3, elapsedMs: 4200, ...evaluation };
  return {
    ...{ id: 'run00001', number: 1, name: 'First run', tags: [], notes: '', starred: false, archived: false },
    ...{ state: 'completed', stateReason: null, createdAt: new Date(2026, 0, 5, 10).getTime() },
    ...{ startedAt: null, finishedAt: null, config: parseRunConfig({ ...usual, ...config }) },
    ...{ configHash: '', datasetName: 'MNIST', datasetHash: '', parameterCount: 50_890, stepsPerEpoch: 938 },
    ...{ totalSteps: 2814, step: 2814, epoch: 3, elapsedMs: 4200, latest, result: null, engine: null },
    ...{ environment: null, sweep: null },
    ...rest,
  };
}

/** Asked for in the tests as "what is written about it". */
export const queryText = ({ name, tags, notes }: RunRecord): string =>
  [name, ...tags, notes].join('\n').toLowerCase();
