/** Entry of a worker thread of the training host: does one task or trains one run at a time. */
import { parentPort } from 'node:worker_threads';
import { planRun } from '../../shared/config/plan';
import { toErrorData } from '../../shared/result';
import { readRuns } from '../import/readRuns';
import { importFiles, prepareData, previewDataset } from '../data';
import { RecentDataset } from '../data/recentDataset';
import { findCapabilities } from './capabilities';
import { activationGradient } from './eager/activationGradient';
import { estimateStep } from './estimate';
import { checkGradient } from './gradientCheck';
import { decisions, rowsInside } from './inside';
import { modelExample } from './modelExample';
import { setUpRun, type WorkerRun } from './runInWorker';
import { spreadOf } from './spread';
import type { FromWorker, ToWorker, WorkerTaskName, WorkerTasks } from './workerProtocol';

const port = parentPort;
if (!port) throw new Error('this file is the entry of a worker thread');

const post = (message: FromWorker): void => port.postMessage(message);

let run: WorkerRun | null = null;
const datasets = new RecentDataset();

const tasks: {
  [N in WorkerTaskName]: (input: WorkerTasks[N]['input']) => Promise<WorkerTasks[N]['output']>;
} = {
  probe: () => findCapabilities(),
  prepare: async ({ source, config }) => {
    const dataset = await datasets.get(source);
    return { info: dataset.info, data: prepareData(dataset, config) };
  },
  describe: async ({ source, previewRows }) => previewDataset(await datasets.get(source), previewRows),
  importFiles: ({ paths, options }) => importFiles([...paths], options),
  readRuns: ({ paths }) => readRuns(paths),
  estimate: (input) => estimateStep(input),
  checkGradient: ({ config, runData: { info, data } }) =>
    Promise.resolve(checkGradient(config, planRun(config, info), data)),
  modelExample: ({ config, runData, weights, mostRows }) =>
    Promise.resolve(modelExample(config, runData, weights, mostRows)),
  decisions: ({ config, runData, weights, capabilities }) =>
    decisions(config, runData, weights, capabilities),
  rowsInside: ({ config, runData, weights, rows }) =>
    Promise.resolve(rowsInside(config, runData, weights, rows)),
  spread: ({ config, runData, weights }) => Promise.resolve(spreadOf(config, runData, weights)),
  activationGradient: ({ choice, x }) => activationGradient(choice, x),
  train: async (input) => {
    const { runId } = input;
    const next = await setUpRun(
      input,
      (seq, event) => post({ kind: 'run', runId, seq, event }),
      (evaluation, isLast) => post({ kind: 'judge', runId, evaluation, isLast }),
    );
    run = next;
    // The answer goes out before the first event.
    setImmediate(() => void next.go().finally(() => (run = null)));
    return next.started;
  },
};

/** Does a task and answers; what fails is answered too. */
async function perform<N extends WorkerTaskName>(
  id: number,
  name: N,
  input: WorkerTasks[N]['input'],
): Promise<void> {
  try {
    post({ kind: 'done', id, ok: true, value: await tasks[name](input) });
  } catch (error) {
    post({ kind: 'done', id, ok: false, error: toErrorData(error) });
  }
}

port.on('message', (message: ToWorker) => {
  if (message.kind === 'task') void perform(message.id, message.name, message.input);
  else if (run?.runId === message.runId) {
    if (message.kind === 'control') run.control(message.command);
    else if (message.kind === 'judged') run.judged(message.verdict);
    else run.acknowledge(message.seq);
  }
});
