/** Other machines as the runs want a training host: what is to be trained goes to the queue, what is told comes from Redis; main process and command line. */
import { randomBytes } from 'node:crypto';
import {
  clusterVersion,
  toldSchema,
  type AskedEvent,
  type Told,
  type TrialVerdict,
} from '../../shared/cluster/messages';
import { goOn } from '../../shared/catalog/pruners/pruner';
import { planRun } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import type { DatasetInfo } from '../../shared/data/dataset';
import { fromErrorData, LabError, toErrorData } from '../../shared/result';
import type { HostRequests, Pruning, RunEvent, TrainRequest } from '../../shared/trainer/protocol';
import type { TrainerPort } from '../runs/trainerPort';
import { JudgedRun } from '../trainer/judgedRun';
import { PrunerMemory } from '../trainer/prunerMemory';
import { Collector } from './collector';
import { RemoteRun } from './remoteRun';
import { keys } from './scripts';
import { jobId, TrialQueue, type TrialQueueNeeds } from './trialQueue';

/** How often it is looked whether Redis still has what was handed in, milliseconds. */
const lookEveryMs = 3000;

export interface ClusterPortNeeds extends TrialQueueNeeds {
  readonly infoOf: (dataset: RunConfig['dataset']) => Promise<DatasetInfo>;
  /** Another machine goes on with a run from the last checkpoint that is stored: what came after it is forgotten. */
  readonly rewind: (runId: string) => void;
}

type RunListener = Parameters<TrainerPort['onRunEvent']>[0];
type LossListener = Parameters<TrainerPort['onRunLost']>[0];

export class ClusterPort implements TrainerPort {
  readonly outlivesLab = true;
  private readonly queue: TrialQueue;
  private readonly live = new Map<string, RemoteRun>();
  private readonly missing = new Set<string>();
  private readonly listeners = new Set<RunListener>();
  private readonly lossListeners = new Set<LossListener>();
  /** One for all machines. */
  private readonly pruners = new PrunerMemory();
  private readonly collector: Collector;
  private readonly timer: NodeJS.Timeout;
  private isClosed = false;

  constructor(private readonly needs: ClusterPortNeeds) {
    this.queue = new TrialQueue(needs);
    this.collector = new Collector(needs.link, () => this.live.values(), {
      onEntry: (run, entry, sealed) => this.hear(run, entry, sealed),
    });
    this.timer = setInterval(() => void this.look().catch(() => undefined), lookEveryMs);
  }

  request: TrainerPort['request'] = (name, input) => {
    if (this.isClosed) return Promise.reject(new LabError('cancelled', 'LossLab is being closed.'));
    if (name === 'train')
      return this.train(input as TrainRequest) as ReturnType<typeof this.request<typeof name>>;
    if (name === 'control')
      return this.control(input as HostRequests['control']['input']) as ReturnType<
        typeof this.request<typeof name>
      >;
    return Promise.reject(new LabError('unsupported', 'Other machines only train.'));
  };

  acknowledge: TrainerPort['acknowledge'] = (runId, upTo) => {
    const run = this.live.get(runId);
    const collected = run?.stored(upTo);
    if (!run || !collected) return;
    if (collected.isEnd) return this.forget(run);
    const { attempt, seq, checkpoint } = collected;
    void this.redis
      .runCollected(
        ...[keys.run(runId), keys.told(runId), run.submission, String(attempt), seq],
        ...[checkpoint?.entry ?? '', checkpoint?.step ?? 0],
      )
      .catch(() => undefined);
    this.collector.wake();
  };

  onRunEvent: TrainerPort['onRunEvent'] = (listener) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  onRunLost: TrainerPort['onRunLost'] = (listener) => {
    this.lossListeners.add(listener);
    return () => void this.lossListeners.delete(listener);
  };

  // Machines come and go; that is no reason for runs to end.
  onHostState: TrainerPort['onHostState'] = () => () => undefined;

  /** Takes back a run that has not been begun; its `train` rejects with `cancelled`. Does nothing once it has. */
  withdraw = (runId: string): void => {
    const run = this.live.get(runId);
    if (!run || run.isBegun) return;
    const takeBack = async () => {
      await this.redis.runWant(keys.run(runId), run.submission, 'cancel');
      const isTakenBack = (await this.queue.takeBack(run)) || !run.isHandedIn;
      if (!isTakenBack || run.isBegun) return;
      this.forget(run);
      run.refuse(new LabError('cancelled', 'The run was cancelled before a machine had taken it.'));
    };
    void takeBack().catch(() => undefined);
  };

  /** Takes away what this lab has handed in earlier and does not want any more. */
  async tidy(isWanted: (runId: string) => boolean): Promise<void> {
    const runsOfLab = keys.runsOf(this.needs.labId);
    for (const runId of await this.redis.smembers(runsOfLab)) {
      if (isWanted(runId)) continue;
      const submission = await this.redis.hget(keys.run(runId), 'submission');
      if (submission === null) await this.redis.srem(runsOfLab, runId);
      else this.forget(new RemoteRun(runId, submission));
    }
  }

  /** Ends the connections; machines go on with what they have. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    clearInterval(this.timer);
    this.collector.close();
    for (const run of this.live.values()) run.refuse(new LabError('cancelled', 'LossLab is being closed.'));
    this.live.clear();
    await this.queue.close();
  }

  private get redis() {
    return this.needs.link.redis;
  }

  private async train(request: TrainRequest): Promise<HostRequests['train']['output']> {
    const { runId, config, checkpoint, pruning = null } = request;
    if (this.live.has(runId)) throw new LabError('conflict', 'The run is being trained already.');
    const info = await this.needs.infoOf(config.dataset);
    const plan = planRun(config, info);
    const found = await this.found(runId, checkpoint?.step ?? 0);
    const run = new RemoteRun(runId, found ?? randomBytes(8).toString('hex'));
    if (pruning) run.judged = this.judged(run, pruning);
    this.live.set(runId, run);
    try {
      const isWanted = () => !this.isClosed && this.isLive(run);
      if (found === null) await this.queue.handIn(run, request, info, isWanted);
      else await this.rejoin(run);
      run.isHandedIn = true;
      this.collector.wake();
      const { engine, environment } = await run.begun;
      return { plan, engine, environment };
    } catch (error) {
      run.judged?.close(false);
      if (this.isLive(run)) this.live.delete(runId);
      throw error;
    }
  }

  /** What Redis still has of a run from a step on or before: its submission; null where there is nothing to go on with. */
  private async found(runId: string, step: number): Promise<string | null> {
    const fields = await this.redis.hmget(keys.run(runId), 'submission', 'from', 'ended', 'attempt');
    const [submission, from, ended] = fields;
    if (!submission || from === null || from === undefined || Number(from) > step) return null;
    if (ended) return submission;
    const hasJob = (await this.redis.exists(keys.job(jobId({ runId, submission })))) === 1;
    return hasJob ? submission : null;
  }

  /** A run that machines have gone on with while nobody collected. */
  private async rejoin(run: RemoteRun): Promise<void> {
    const { runId, submission } = run;
    await this.redis.runWant(keys.run(runId), submission, 'resume');
    const started = await this.redis.hgetBuffer(keys.run(runId), 'started');
    if (!started) return;
    const { event } = this.needs.link.seal.open(started, toldSchema);
    if (event.type === 'started') run.begin(event);
  }

  /** A run as its sweep's pruner sees it. */
  private judged(run: RemoteRun, pruning: Pruning): JudgedRun {
    return new JudgedRun(pruning, this.pruners, {
      onEvent: (event) => this.pass(run, event),
      onLost: () => undefined,
    });
  }

  private async control({ runId, command }: HostRequests['control']['input']): Promise<null> {
    const run = this.live.get(runId);
    if (run?.judged && (command === 'stop' || command === 'cancel')) run.judged.isEnding = true;
    if (run) await this.redis.runWant(keys.run(runId), run.submission, command);
    return null;
  }

  /** An entry of a run's stream. */
  private async hear(run: RemoteRun, entry: string, sealed: Buffer): Promise<void> {
    // What is read of one that was given up meanwhile may be of the one that has taken its place.
    if (!this.isLive(run)) return;
    const told = this.opened(run, entry, sealed);
    if (!told) return;
    const { attempt, seq, event } = told;
    if (attempt < run.attempt || (attempt === run.attempt && seq <= run.seq)) return;
    const isNext = attempt === run.attempt ? seq === run.seq + 1 : seq === 1 || run.attempt === 0;
    if (!isNext) return this.lose(run, 'A part of what was told of this run is not in Redis any more.');
    const isOther = attempt > run.attempt;
    [run.attempt, run.seq] = [attempt, seq];
    if (event.type === 'failed' && !run.isBegun) {
      this.forget(run);
      return run.refuse(fromErrorData(event.error));
    }
    if (event.type === 'asked') return this.answer(run, event);
    if (event.type !== 'started') return this.deliver(run, event);
    if (!run.isBegun) return run.begin(event);
    if (isOther) await this.takenOver(run);
  }

  /** The message in an entry; null where it is none of a machine of this lab's: what comes after it cannot be trusted to be whole. */
  private opened(run: RemoteRun, entry: string, sealed: Buffer): Told | null {
    try {
      const told = this.needs.link.seal.open(sealed, toldSchema);
      const { runId, submission, attempt, seq } = told;
      const isMeant = runId === run.runId && submission === run.submission && `${attempt}-${seq}` === entry;
      if (isMeant) return told;
      throw new LabError('conflict', 'The message belongs elsewhere.');
    } catch (error) {
      this.lose(run, `Something was told of this run that is not taken. ${toErrorData(error).message}`);
      return null;
    }
  }

  private async takenOver(run: RemoteRun): Promise<void> {
    run.isHeld = true;
    try {
      await run.allStored();
      if (!this.isLive(run)) return;
      this.needs.rewind(run.runId);
      // Should it have been paused on the machine that is gone: on this one it is not, until that is told.
      this.pass(run, { type: 'resumed' });
    } finally {
      run.isHeld = false;
    }
  }

  /** Says whether a run that waits at an evaluation goes on. */
  private answer(run: RemoteRun, { evaluation, isLast }: AskedEvent): void {
    const { runId, submission } = run;
    const { step } = evaluation;
    const verdict = run.judged?.onJudge(evaluation, isLast) ?? goOn;
    const message: TrialVerdict = {
      ...{ kind: 'verdict', version: clusterVersion, runId, submission, step, verdict },
    };
    run.lastVerdict = { step, sealed: this.needs.link.seal.close(message) };
    this.sayVerdict(run);
  }

  private sayVerdict({ runId, submission, lastVerdict }: RemoteRun): void {
    if (!lastVerdict) return;
    const { step, sealed } = lastVerdict;
    void this.redis.runJudge(keys.run(runId), submission, step, sealed).catch(() => undefined);
  }

  private deliver(run: RemoteRun, event: RunEvent): void {
    run.hasEnded = event.type === 'finished' || event.type === 'failed';
    if (run.judged) void run.judged.onEvent(event, 0);
    else this.pass(run, event);
  }

  private pass(run: RemoteRun, event: RunEvent): void {
    const step = event.type === 'checkpointed' ? event.checkpoint.step : null;
    const localSeq = run.deliver(step, event.type === 'finished' || event.type === 'failed');
    for (const listener of this.listeners) listener(run.runId, localSeq, event);
  }

  private isLive(run: RemoteRun): boolean {
    return this.live.get(run.runId) === run;
  }

  private lose(run: RemoteRun, reason: string): void {
    if (!this.isLive(run)) return;
    this.forget(run);
    run.refuse(new LabError('host-died', reason));
    for (const listener of this.lossListeners) listener(run.runId, reason);
  }

  /** Nothing more is wanted of it, here or elsewhere. */
  private forget(run: RemoteRun): void {
    const { runId, submission } = run;
    run.judged?.close(false);
    if (this.isLive(run)) this.live.delete(runId);
    void this.redis
      .runDrop(keys.run(runId), keys.told(runId), keys.runsOf(this.needs.labId), submission, runId)
      .catch(() => undefined);
  }

  /** Looks whether Redis still has what was handed in: one without persistence forgets all when it is restarted. */
  private async look(): Promise<void> {
    const runs = [...this.live.values()].filter(({ hasEnded }) => !hasEnded);
    if (runs.length === 0) return;
    const pipeline = this.redis.pipeline();
    for (const run of runs) {
      pipeline.hmget(keys.run(run.runId), 'submission', 'ended', 'judged');
      pipeline.exists(keys.job(jobId(run)));
    }
    const answers = (await pipeline.exec()) ?? [];
    for (const [i, run] of runs.entries()) {
      const [submission, ended, judged] = (answers[2 * i]?.[1] ?? []) as (string | null)[];
      // One that was restarted may have lost the last second.
      if (run.lastVerdict && judged !== String(run.lastVerdict.step)) this.sayVerdict(run);
      const isThere = submission === run.submission && (ended === '1' || answers[2 * i + 1]?.[1] === 1);
      if (isThere || !this.isLive(run)) this.missing.delete(run.runId);
      // Twice, as a run may just be handed in.
      else if (!this.missing.has(run.runId)) this.missing.add(run.runId);
      else {
        this.missing.delete(run.runId);
        this.lose(run, 'Redis has forgotten this run: it was restarted without what it held.');
      }
    }
  }
}
