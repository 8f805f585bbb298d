/** One trial on a machine that trains for others: its data, its checkpoint, its way through the training host; machines that train for others. */
import { goOn, type Verdict } from '../../shared/catalog/pruners/pruner';
import { builtInDatasets } from '../../shared/catalog/datasets';
import { completeParams, findEntry } from '../../shared/catalog/parameter';
import { toldSchema, type Trial, type TrialCommand } from '../../shared/cluster/messages';
import { LabError, toErrorData } from '../../shared/result';
import type { Evaluation, RunEnvironment } from '../../shared/runs/run';
import type { Checkpoint, DatasetSource, RunEvent } from '../../shared/trainer/protocol';
import type { TrainerFleet } from '../trainer/fleet';
import type { DataShelf } from './dataShelf';
import type { ClusterLink } from './link';
import { keys } from './scripts';
import { TrialJudge } from './trialJudge';
import { TrialSender } from './trialSender';

/** Machines that may die over one trial before it is given up: it may be what kills them. */
const mostAttempts = 6;

/** How long the last checkpoint of a trial that is handed back may take, milliseconds. */
const handBackMs = 2000;

/** How long a trial that is handed back waits for a verdict before it goes without a new checkpoint, milliseconds. */
const judgePatienceMs = 1000;

/** How a trial left a machine. */
export type TrialEnd = 'ended' | 'nobody-wants-it' | 'taken-over' | 'handed-back';

export interface TrialNeeds {
  readonly link: ClusterLink;
  readonly client: TrainerFleet;
  readonly shelf: DataShelf;
  readonly machineName: string;
  readonly mnistDirectory: string;
  readonly environment: () => Promise<RunEnvironment>;
  /** Told when Redis has no room for what the trial says; it waits for it. */
  readonly onFull: () => void;
  /** The content hash of data that this machine has or makes itself. */
  readonly hashOf: (source: DatasetSource) => Promise<string>;
}

/** What a trial does now, for those who look at the machine. */
export interface TrialProgress {
  readonly trial: Trial;
  step: number;
  totalSteps: number;
}

export class TrialRun {
  readonly progress: TrialProgress;
  private sender: TrialSender | null = null;
  private judge: TrialJudge | null = null;
  private isHandedBack = false;
  private lastSent = Promise.resolve();
  /** Why it ends here before its end; null while it does not. What the training host still says of it is for nobody. */
  private leaving: TrialEnd | null = null;
  private finish: ((end: TrialEnd) => void) | null = null;
  private fail: ((error: unknown) => void) | null = null;
  private setGone!: () => void;
  private readonly gone = new Promise<void>((resolve) => (this.setGone = resolve));

  constructor(
    private readonly trial: Trial,
    private readonly needs: TrialNeeds,
  ) {
    this.progress = { trial, step: 0, totalSteps: 0 };
  }

  /** Trains to the end. Rejects with LabError `host-died` where another attempt may succeed. */
  async go(): Promise<TrialEnd> {
    try {
      return await this.trainToEnd();
    } finally {
      this.setGone();
    }
  }

  /** Leaves the run to one that was begun later; resolves once nothing of it is under way here. */
  giveWay(): Promise<void> {
    this.leave('taken-over');
    return this.gone;
  }

  private async trainToEnd(): Promise<TrialEnd> {
    const { runId, submission } = this.trial;
    const { redis, seal } = this.needs.link;
    const begun = (await redis.runBegin(keys.run(runId), submission, this.needs.machineName)) as [
      number,
      string?,
      string?,
    ];
    const [attempt, entry = '', wanted = ''] = begun;
    if (attempt === 0) return 'nobody-wants-it';
    const ended = new Promise<TrialEnd>((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
    // Heard of below, once training is under way.
    ended.catch(() => undefined);
    const place = { runId, submission, attempt };
    const sender = new TrialSender(
      redis,
      seal,
      place,
      (command) => this.control(command),
      () => this.leave('taken-over'),
      this.needs.onFull,
    );
    this.sender = sender;
    this.judge = new TrialJudge(redis, seal, place, sender);
    try {
      if (attempt > mostAttempts) throw tooOften();
      await this.train(await this.checkpointAt(entry), wanted);
      return await ended;
    } catch (error) {
      if (error instanceof LabError && error.code === 'host-died') throw error;
      if (this.leaving) return this.leaving;
      await sender.send({ type: 'failed', error: toErrorData(error) }).catch(() => undefined);
      return 'ended';
    } finally {
      sender.close();
    }
  }

  /** Pauses, so that there is a checkpoint, and leaves the trial to others. */
  handBack(): void {
    if (this.isHandedBack) return;
    this.isHandedBack = true;
    this.control('pause');
    // What was not judged is no place to go on from.
    const leave = () => {
      if (this.judge?.isWaiting) this.leave('handed-back');
    };
    setTimeout(leave, judgePatienceMs).unref();
  }

  /** Ends once the training host has let go of it: the same run may come again at once. */
  private leave(end: TrialEnd): void {
    this.leaving ??= end;
    this.control('cancel');
    this.judge?.giveUp();
  }

  private async train(checkpoint: Checkpoint | null, wanted: string): Promise<void> {
    const { client, machineName, environment } = this.needs;
    const { runId, config, isJudged } = this.trial;
    const source = await this.source();
    // What is said before `started` is known waits for it.
    let begin!: () => void;
    const hasBegun = new Promise<void>((resolve) => (begin = resolve));
    const started = await client.train(
      { runId, config, source, checkpoint, isJudged },
      {
        onEvent: (event) => hasBegun.then(() => this.tell(event)),
        onJudge: (evaluation, isLast) => hasBegun.then(() => this.judged(evaluation, isLast)),
        onLost: (error) => this.fail?.(error),
      },
    );
    this.progress.step = checkpoint?.step ?? 0;
    this.progress.totalSteps = started.plan.totalSteps;
    const step = checkpoint?.step ?? 0;
    try {
      if (!this.leaving)
        await this.sender?.send({
          ...{ type: 'started', machine: machineName, step },
          ...{ engine: started.engine, environment: await environment() },
        });
    } catch (error) {
      if (!this.leaving) throw error;
    } finally {
      begin();
    }
    // It was not there to be told before.
    if (this.leaving) return this.control('cancel');
    if (wanted === 'pause' || wanted === 'stop' || wanted === 'cancel') this.control(wanted);
  }

  private async tell(event: RunEvent): Promise<void> {
    if (event.type === 'losses') this.progress.step = event.chunk.firstStep + event.chunk.losses.length;
    // What the machine pauses for is nothing that the lab has asked for.
    if (event.type === 'paused' && this.isHandedBack) {
      // Its checkpoint goes first, if there is room for it.
      const late = new Promise((resolve) => setTimeout(resolve, handBackMs).unref());
      await Promise.race([this.lastSent.catch(() => undefined), late]);
      return this.leave('handed-back');
    }
    try {
      if (!this.leaving) await (this.lastSent = this.sender?.send(event) ?? Promise.resolve());
    } catch (error) {
      if (!this.leaving) this.fail?.(error);
    }
    if (event.type === 'finished' || event.type === 'failed') this.finish?.(this.leaving ?? 'ended');
  }

  private async judged(evaluation: Evaluation, isLast: boolean): Promise<Verdict> {
    try {
      return (!this.leaving && (await this.judge?.ask(evaluation, isLast))) || goOn;
    } catch (error) {
      // It must not go on without a verdict; another attempt asks again.
      if (!this.leaving) this.fail?.(new LabError('host-died', toErrorData(error).message, { cause: error }));
      this.leave('handed-back');
      return goOn;
    }
  }

  private control(command: TrialCommand): void {
    // A host that cannot be asked has died, which is heard otherwise.
    this.needs.client.request('control', { runId: this.trial.runId, command }).catch(() => undefined);
  }

  private async checkpointAt(entry: string): Promise<Checkpoint | null> {
    if (entry === '') return null;
    const { redis, seal } = this.needs.link;
    const { runId, submission } = this.trial;
    const found = await redis.xrangeBuffer(keys.told(runId), entry, entry);
    const sealed = found[0]?.[1][1];
    if (!sealed) return null;
    const told = seal.open(sealed, toldSchema);
    if (told.runId !== runId || told.submission !== submission || told.event.type !== 'checkpointed')
      throw new LabError('bad-file', 'The checkpoint to go on from is that of another trial.');
    return told.event.checkpoint;
  }

  /** Where the training host finds the data; verified to be those that the trial was made for. */
  private async source(): Promise<DatasetSource> {
    const { shelf, mnistDirectory, hashOf } = this.needs;
    const { config, datasetHash, dataTravel } = this.trial;
    if (dataTravel) {
      const { info, features, labels } = await shelf.take(datasetHash);
      return { kind: 'stored', info, content: { features, labels } };
    }
    const { id, params: given } = config.dataset;
    const entry = findEntry(builtInDatasets, id);
    if (!entry) throw new LabError('not-found', `This machine has no data set "${id}".`);
    const { params } = completeParams(entry, given, 'dataset.params');
    const source: DatasetSource =
      entry.kind === 'images'
        ? { kind: 'mnist', directory: mnistDirectory }
        : entry.kind === 'points'
          ? { kind: 'report-points' }
          : { kind: 'generator', id, params };
    if ((await hashOf(source)) !== datasetHash)
      throw new LabError(
        'conflict',
        `${entry.label} is not the same on this machine as where the sweep was started.`,
      );
    return source;
  }
}

const tooOften = () =>
  new LabError(
    'conflict',
    `${mostAttempts} machines have stopped in the middle of this trial; it is not tried again.`,
  );
