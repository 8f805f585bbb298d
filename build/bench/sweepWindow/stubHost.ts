/**
 * Stands in for the training host where the lab itself is measured: answers as the real one, but a run is over at once, with
 * a value that follows from its learning rate; benchmark, Electron's utility process.
 */
import { planRun, type RunPlan } from '../../../shared/config/plan';
import type { RunConfig } from '../../../shared/config/runConfig';
import type { EngineInfo, Evaluation } from '../../../shared/runs/run';
import {
  protocolVersion,
  type HostMessage,
  type HostReply,
  type RunEvent,
  type TrainRequest,
} from '../../../shared/trainer/protocol';
import { loadDataset, previewDataset } from '../../../main/data';

/** Time a run takes, milliseconds: the smallest that lets others have their turn. */
const runMs = 1;

const { parentPort } = process as unknown as {
  readonly parentPort: {
    on(event: 'message', listener: (event: { data: HostMessage }) => void): void;
    postMessage(message: HostReply): void;
  };
};
const post = (reply: HostReply): void => parentPort.postMessage(reply);
const engine: EngineInfo = { backend: 'cpu', path: 'eager', notes: ['A stub: nothing is trained.'] };

parentPort.on('message', ({ data: message }) => {
  if (message.kind === 'request') void answer(message);
});
setInterval(() => post({ kind: 'heartbeat', rssBytes: process.memoryUsage.rss() }), 1000);

async function answer(request: Extract<HostMessage, { kind: 'request' }>): Promise<void> {
  const reply = (value: unknown) => post({ kind: 'reply', id: request.id, ok: true, value });
  switch (request.name) {
    case 'hello':
      return reply({ version: protocolVersion, engine, tensorflow: null, tfjs: 'stub' });
    case 'describeDataset':
      return reply(previewDataset(await loadDataset(request.input.source), request.input.previewRows));
    case 'estimate':
      return reply({ msPerStep: runMs });
    case 'train': {
      const { config, source, runId } = request.input;
      const plan = planRun(config, (await loadDataset(source)).info);
      reply({ plan, engine });
      setTimeout(() => end(request.input, plan, runId), runMs);
      return;
    }
    case 'shutdown':
      reply(null);
      return process.exit(0);
    default:
      return reply(null);
  }
}

function end({ config }: TrainRequest, plan: RunPlan, runId: string): void {
  const { totalSteps } = plan;
  const value = testErrorOf(config);
  const metrics = { trainLoss: value / 50, trainError: value, testLoss: value / 45, testError: value };
  const at = { step: totalSteps, epoch: config.training.epochs, elapsedMs: runMs };
  const evaluation: Evaluation = { ...at, ...metrics };
  const losses = Float32Array.from({ length: totalSteps }, (_, step) => 1 / (1 + step));
  const events: readonly RunEvent[] = [
    { type: 'losses', chunk: { firstStep: 0, losses, startMs: 0, endMs: runMs }, epoch: at.epoch },
    { type: 'evaluated', evaluations: [evaluation] },
    {
      type: 'finished',
      outcome: 'completed',
      reason: null,
      result: {
        ...{ ...metrics, finalLoss: losses.at(-1) ?? null, confusion: [1, 0, 0, 1], confusionOf: 'test' },
        ...{ perClassError: [value, value], epochSeconds: [], stoppedEarly: false },
      },
      weights: { layers: [] },
      checkpoint: { ...at, data: new Uint8Array(0) },
    },
  ];
  events.forEach((event, i) => post({ kind: 'run', runId, seq: i + 1, event }));
}

/** Best at a learning rate of 0.01. */
function testErrorOf({ optimizer }: RunConfig): number {
  return 10 + Math.abs(Math.log10(optimizer.learningRate) + 2);
}
