/** How long a step takes, measured on the real engine with made-up data; training workers. */
import { planRun } from '../../shared/config/plan';
import type { PreparedData } from '../data/prepare';
import { choosePath } from './capabilities';
import { createEngine } from './createEngine';
import { initialState } from './network';
import { BatchPlan } from './session/batches';
import type { WorkerTasks } from './workerProtocol';

/** Time spent measuring, milliseconds. */
const budgetMs = 150;
/** Rows made up where batches are smaller than the data set. */
const mostRows = 4096;
/** What a compiled step saves over the same step as a plain graph, milliseconds (measured: 21 to 36 µs). */
const savedByCompiling = 0.035;

/** Milliseconds a step of the run takes here, without compilation. Throws LabError where the run cannot be planned. */
export async function estimateStep({
  config,
  info,
  capabilities,
}: WorkerTasks['estimate']['input']): Promise<{ msPerStep: number }> {
  const real = planRun(config, info);
  const trainRows =
    real.batchSize === real.trainRows ? real.trainRows : Math.max(real.batchSize * 2, mostRows);
  const plan = { ...real, trainRows: Math.min(trainRows, real.trainRows), testRows: 0 };
  const data = madeUpData(plan.trainRows, real.layers[0]?.inputs ?? 1, info.kind === 'images');
  // The plain graph is measured even where the run will be compiled: compiling takes longer than the budget.
  const plain = { ...capabilities, xla: false };
  const engine = await createEngine(config, { ...plan, totalSteps: 1000 }, data, plain, null);
  try {
    engine.assign(initialState(config, plan.layers));
    const batches = new BatchPlan(plan, config.seed);
    let count = 1;
    let best = Infinity;
    const start = performance.now();
    for (let calls = 0; calls < 2 || performance.now() - start < budgetMs; calls++) {
      const from = performance.now();
      const ahead = batches.ahead(0, Math.min(count, engine.maxSteps));
      const learningRates = new Float64Array(ahead.count);
      engine.train({ firstStep: 0, ...ahead, learningRates });
      const ms = performance.now() - from;
      // The first call prepares kernels.
      if (calls > 0) best = Math.min(best, ms / ahead.count);
      count = Math.max(count, Math.min(count * 4, Math.floor(20 / Math.max(ms / ahead.count, 0.001))));
    }
    const compiled = choosePath(real, capabilities) === 'graph-xla';
    return { msPerStep: compiled ? Math.max(best - savedByCompiling, best / 20) : best };
  } finally {
    engine.dispose();
  }
}

function madeUpData(rows: number, featureCount: number, pixels: boolean): PreparedData {
  const values = rows * featureCount;
  const trainFeatures = pixels ? new Uint8Array(values).fill(100) : new Float32Array(values).fill(0.5);
  return {
    trainFeatures,
    trainLabels: new Uint8Array(rows),
    testFeatures: trainFeatures.subarray(0, 0),
    testLabels: new Uint8Array(),
    featureCount,
    mean: Float32Array.of(0.1),
    invStd: Float32Array.of(0.1),
  };
}
