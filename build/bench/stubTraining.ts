/** Stands in for training in benchmarks: answers as a training host does, but every run ends at once with made-up numbers; any Node process. */
import { loadDataset, previewDataset } from '../../main/data';
import { planRun } from '../../shared/config/plan';
import { randomStream } from '../../shared/rng';
import type { Evaluation, RunResult } from '../../shared/runs/run';
import {
  protocolVersion,
  type HostMessage,
  type HostReply,
  type RunEvent,
  type TrainRequest,
} from '../../shared/trainer/protocol';

const engine = { backend: 'native', path: 'graph', notes: ['Made up for a benchmark.'] } as const;
/** Losses of a run: what a short one has. */
const steps = 90;

function evaluationOf(step: number, epoch: number, error: number): Evaluation {
  const loss = error / 30;
  return {
    ...{ step, epoch, elapsedMs: step, trainLoss: loss, trainError: error },
    ...{ testLoss: loss, testError: error },
  };
}

/** Thirty evaluations and ninety losses, as a short run on a small data set has; better near a learning rate of 0.01. */
function eventsOf({ config }: TrainRequest): RunEvent[] {
  const stream = randomStream(config.seed, JSON.stringify(config.optimizer));
  const end = 5 + 4 * Math.abs(Math.log10(config.optimizer.learningRate) + 2) + stream.uniform();
  const evaluations = Array.from({ length: 31 }, (_, epoch) =>
    evaluationOf(3 * epoch, epoch, end + 40 * Math.exp(-epoch / 6)),
  );
  const losses = Float32Array.from(
    { length: steps },
    (_, step) => Math.exp(-step / 30) + stream.uniform() / 10,
  );
  const last = evaluations.at(-1) as Evaluation;
  const result: RunResult = {
    ...{ finalLoss: losses.at(-1) ?? null, trainLoss: last.trainLoss, trainError: last.trainError },
    ...{
      testLoss: last.testLoss,
      testError: last.testError,
      confusion: [90, 10, 10, 90],
      confusionOf: 'test',
    },
    ...{ perClassError: [10, 10], epochSeconds: [], stoppedEarly: false },
  };
  return [
    { type: 'losses', chunk: { firstStep: 0, losses, startMs: 0, endMs: steps }, epoch: 30 },
    { type: 'evaluated', evaluations },
    {
      ...{ type: 'finished', outcome: 'completed', reason: null, result },
      weights: {
        layers: [{ kernel: Float32Array.of(1), bias: Float32Array.of(0), inputs: 1, units: 1 }],
      },
      checkpoint: { step: steps, epoch: 30, elapsedMs: steps, data: new Uint8Array(200) },
    },
  ];
}

/**
 * A training host's answers.
 * @param trainingMs how long each run takes
 * @param onShutdown called when it is told to end
 */
export function stubHost(
  post: (reply: HostReply) => void,
  trainingMs: number,
  onShutdown: () => void,
): (message: HostMessage) => void {
  const train = async (id: number, request: TrainRequest): Promise<void> => {
    const { info } = await loadDataset(request.source);
    post({ kind: 'reply', id, ok: true, value: { plan: planRun(request.config, info), engine } });
    if (trainingMs > 0) await new Promise((resolve) => setTimeout(resolve, trainingMs));
    eventsOf(request).forEach((event, i) => post({ kind: 'run', runId: request.runId, seq: i + 1, event }));
  };
  const answer = async (message: Extract<HostMessage, { kind: 'request' }>): Promise<unknown> => {
    switch (message.name) {
      case 'hello':
        return { version: protocolVersion, engine, tensorflow: null, tfjs: 'none' };
      case 'describeDataset': {
        const dataset = await loadDataset(message.input.source);
        return previewDataset(dataset, message.input.previewRows);
      }
      case 'estimate':
        return { msPerStep: 0.01 };
      case 'control':
        return null;
      case 'shutdown':
        onShutdown();
        return null;
      default:
        throw new Error(`the stub has no answer to ${message.name}`);
    }
  };
  return (message) => {
    if (message.kind !== 'request') return;
    const { id } = message;
    const refuse = (error: unknown): void =>
      post({ kind: 'reply', id, ok: false, error: { code: 'internal', message: String(error) } });
    if (message.name === 'train') return void train(id, message.input).catch(refuse);
    answer(message)
      .then((value) => post({ kind: 'reply', id, ok: true, value }))
      .catch(refuse);
  };
}
