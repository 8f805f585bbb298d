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
/** Events that may be on their way before a run waits, as in a training host. */
const mostUnacknowledged = 64;

/** How a run that is not trained goes. */
export interface StubTraining {
  /** How long it takes before it tells anything. */
  readonly ms: number;
  /** Left out: ninety losses and thirty evaluations at once. */
  readonly long?: {
    readonly steps: number;
    /** Losses of a message, and how many of those come before each checkpoint. */
    readonly chunkSteps: number;
    readonly chunksPerCheckpoint: number;
    readonly checkpointBytes: number;
  };
}

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

/** A long run: losses and checkpoints, then its end. */
function* longEventsOf(
  request: TrainRequest,
  { steps: total, chunkSteps, chunksPerCheckpoint, checkpointBytes }: NonNullable<StubTraining['long']>,
): Generator<RunEvent> {
  const losses = Float32Array.from({ length: chunkSteps }, (_, i) => 1 / (1 + i));
  const data = new Uint8Array(checkpointBytes);
  const at = (step: number) => ({ step, epoch: 0, elapsedMs: step });
  for (let firstStep = 0; firstStep < total; firstStep += chunkSteps) {
    const step = firstStep + chunkSteps;
    const chunk = { firstStep, losses, startMs: firstStep, endMs: step };
    yield { type: 'losses', chunk, epoch: 0 };
    const isDue = (step / chunkSteps) % chunksPerCheckpoint === 0 && step < total;
    if (isDue) yield { type: 'checkpointed', checkpoint: { ...at(step), data } };
  }
  yield { type: 'evaluated', evaluations: [evaluationOf(total, 0, 5)] };
  const end = eventsOf(request).at(-1);
  if (end?.type === 'finished') yield { ...end, checkpoint: { ...at(total), data } };
}

/**
 * A training host's answers.
 * @param training how its runs go
 * @param onShutdown called when it is told to end
 */
export function stubHost(
  post: (reply: HostReply) => void,
  training: StubTraining,
  onShutdown: () => void,
): (message: HostMessage) => void {
  const acknowledged = new Map<string, number>();
  const wakers = new Map<string, () => void>();
  const tell = async (request: TrainRequest): Promise<void> => {
    const { runId } = request;
    let seq = 0;
    for (const event of training.long ? longEventsOf(request, training.long) : eventsOf(request)) {
      post({ kind: 'run', runId, seq: ++seq, event });
      while (seq - (acknowledged.get(runId) ?? 0) > mostUnacknowledged)
        await new Promise<void>((resolve) => wakers.set(runId, resolve));
    }
    acknowledged.delete(runId);
  };
  const train = async (id: number, request: TrainRequest): Promise<void> => {
    const { info } = await loadDataset(request.source);
    post({ kind: 'reply', id, ok: true, value: { plan: planRun(request.config, info), engine } });
    if (training.ms > 0) await new Promise((resolve) => setTimeout(resolve, training.ms));
    acknowledged.set(request.runId, 0);
    await tell(request);
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
    if (message.kind === 'acknowledge') {
      if (acknowledged.has(message.runId)) acknowledged.set(message.runId, message.seq);
      return wakers.get(message.runId)?.();
    }
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
