/** One run in a worker thread: its session, its event numbers, its back-pressure. */
import type { Verdict } from '../../shared/catalog/pruners/pruner';
import { planRun } from '../../shared/config/plan';
import { toErrorData } from '../../shared/result';
import type { Evaluation } from '../../shared/runs/run';
import type { RunEvent } from '../../shared/trainer/protocol';
import { createEngine } from './createEngine';
import { decodeCheckpoint } from './session/checkpoint';
import type { ControlCommand } from './session/control';
import { TrainingSession } from './session/trainingSession';
import type { WorkerTasks } from './workerProtocol';

/** Events that may be on their way before the run waits. */
const mostUnacknowledged = 64;

/** A run that has been set up. */
export interface WorkerRun {
  readonly runId: string;
  readonly started: WorkerTasks['train']['output'];
  /** Trains to the end; never rejects. */
  go(): Promise<void>;
  control(command: ControlCommand): void;
  acknowledge(seq: number): void;
  judged(verdict: Verdict): void;
}

/** Plans the run and makes its engine; rejects with what is wrong, before anything was trained. */
export async function setUpRun(
  input: WorkerTasks['train']['input'],
  send: (seq: number, event: RunEvent) => void,
  askJudge: (evaluation: Evaluation, isLast: boolean) => void,
): Promise<WorkerRun> {
  const { runId, config, checkpoint, capabilities } = input;
  const { info, data } = input.runData;
  const plan = planRun(config, info);
  const path = checkpoint && decodeCheckpoint(checkpoint).path;
  const engine = await createEngine(config, plan, data, capabilities, path);
  let seq = 0;
  let acknowledged = 0;
  let wake: (() => void) | null = null;
  let hearVerdict: ((verdict: Verdict) => void) | null = null;
  const emit = (event: RunEvent) => send(++seq, event);
  const breathe = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    while (seq - acknowledged > mostUnacknowledged) await new Promise<void>((resolve) => (wake = resolve));
  };
  const judge = (evaluation: Evaluation, isLast: boolean) =>
    new Promise<Verdict>((resolve) => {
      hearVerdict = resolve;
      askJudge(evaluation, isLast);
    });
  let session: TrainingSession;
  try {
    session = new TrainingSession({
      ...{ config, plan, info, data, engine, checkpoint, emit, breathe },
      judge: input.isJudged ? judge : null,
    });
  } catch (error) {
    engine.dispose();
    throw error;
  }
  const awaken = () => {
    wake?.();
    wake = null;
  };
  return {
    runId,
    started: { plan, engine: engine.info },
    go: async () => {
      try {
        await session.run();
      } catch (error) {
        emit({ type: 'failed', error: toErrorData(error) });
      } finally {
        engine.dispose();
      }
    },
    control: (command) => session.control.give(command),
    judged: (verdict) => hearVerdict?.(verdict),
    acknowledge: (upTo) => {
      acknowledged = Math.max(acknowledged, upTo);
      if (seq - acknowledged <= mostUnacknowledged) awaken();
    },
  };
}
