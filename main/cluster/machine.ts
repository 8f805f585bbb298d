/** A machine that trains for others: takes trials from the queue, checks them, trains them and shows itself; command line. */
import { randomBytes } from 'node:crypto';
import os from 'node:os';
import { DelayedError, Worker, type Job } from 'bullmq';
import { clusterVersion, trialSchema, type Machine, type Trial } from '../../shared/cluster/messages';
import { LabError, toErrorData } from '../../shared/result';
import type { RunEnvironment } from '../../shared/runs/run';
import { protocolVersion, type DatasetSource } from '../../shared/trainer/protocol';
import { labVersion } from '../buildInfo';
import { cpuModel, currentEnvironment } from '../runs/environment';
import { TrainerFleet } from '../trainer/fleet';
import type { LaunchHost } from '../trainer/hostChannel';
import { DataShelf } from './dataShelf';
import type { ClusterLink } from './link';
import { isFull } from './room';
import { keys, queueName } from './scripts';
import { jobId } from './trialQueue';
import { TrialRun } from './trialRun';

const beatEveryMs = 2000;
/** A machine that has not been heard for so long is dead: another takes its trials over, milliseconds. */
const lockMs = 10_000;
/** How often machines look for the trials of dead ones, milliseconds. */
const lookEveryMs = 4000;
/** How often it is said that Redis is full, milliseconds. */
const sayFullEveryMs = 60_000;
/** Ends of trials that are remembered: what was done is not done again because somebody sends it again. */
const rememberedEnds = 100_000;
/** How long trials may take for their last checkpoint when the machine is stopped, milliseconds. */
const handBackPatienceMs = 5000;

export interface MachineOptions {
  readonly link: ClusterLink;
  readonly launch: LaunchHost;
  /** Version of native TensorFlow, null where it is not known. */
  readonly tensorflow: string | null;
  /** Trials side by side. */
  readonly places: number;
  readonly name: string;
  readonly mnistDirectory: string;
  /** Where data sets are kept. */
  readonly dataFolder: string;
  /** Told what happens, a sentence a line. */
  readonly say: (line: string) => void;
}

export class TrainingMachine {
  private readonly id = randomBytes(6).toString('hex');
  private readonly client: TrainerFleet;
  private readonly shelf: DataShelf;
  private readonly worker: Worker;
  private readonly underWay = new Map<string, TrialRun>();
  private readonly done = new Set<string>();
  private readonly hashes = new Map<string, Promise<string>>();
  private readonly timer: NodeJS.Timeout;
  private readonly startedAt = Date.now();
  private trialsDone = 0;
  private refused = 0;
  private saidFullAt = -Infinity;
  private lastRefusal: string | null = null;
  private stepsSeen = new Map<string, number>();
  private stepsPerSecond = 0;
  private environment: Promise<RunEnvironment> | null = null;
  private isStopping = false;

  constructor(private readonly options: MachineOptions) {
    const { link, launch, tensorflow, places } = options;
    this.client = new TrainerFleet({ launch, tensorflow });
    this.shelf = new DataShelf(link, options.dataFolder);
    this.worker = new Worker(queueName, (job, token) => this.take(job, token), {
      ...link.queueOptions,
      name: options.name,
      concurrency: places,
      lockDuration: lockMs,
      stalledInterval: lookEveryMs,
      // How often a trial may be taken over is counted with its attempts.
      maxStalledCount: 1_000_000,
      autorun: false,
    });
    this.worker.on('error', (error) => {
      if (isFull(error)) this.sayFull();
    });
    this.timer = setInterval(() => void this.beat(), beatEveryMs);
  }

  /** Starts the training host and takes trials from then on. Rejects with LabError where there is no host. */
  async start(): Promise<void> {
    await this.client.start();
    await this.beat();
    this.worker.run().catch((error: unknown) => this.options.say(toErrorData(error).message));
  }

  /** Hands back what it trains, with checkpoints, and ends. */
  async stop(): Promise<void> {
    if (this.isStopping) return;
    this.isStopping = true;
    clearInterval(this.timer);
    for (const run of this.underWay.values()) run.handBack();
    const late = new Promise((resolve) => setTimeout(resolve, handBackPatienceMs).unref());
    await Promise.race([this.worker.close().catch(() => undefined), late]);
    await Promise.race([this.leave().catch(() => undefined), late]);
    await this.client.stop();
    void this.worker.close(true).catch(() => undefined);
    await Promise.race([this.worker.disconnect().catch(() => undefined), late]);
  }

  private async leave(): Promise<void> {
    const { redis } = this.options.link;
    await redis.zrem(keys.machines, this.id);
    await redis.del(keys.machine(this.id));
  }

  /** One job of the queue, to its end. */
  private async take(job: Job, token: string | undefined): Promise<null> {
    const trial = this.checked(job);
    if (!trial) return null;
    const { runId, submission, name } = trial;
    if (this.isStopping) await this.giveBack(job, token);
    const run = new TrialRun(trial, { ...this.options, ...this.parts() });
    // A Redis that has forgotten what it held gives a run again that is still being trained here.
    const earlier = this.underWay.get(runId);
    this.underWay.set(runId, run);
    await earlier?.giveWay();
    try {
      const end = await run.go();
      if (end === 'handed-back') await this.giveBack(job, token);
      if (end === 'ended') {
        this.trialsDone++;
        this.remember(submission);
      }
      return null;
    } catch (error) {
      if (!(error instanceof DelayedError)) this.options.say(`${name}: ${toErrorData(error).message}`);
      throw error;
    } finally {
      if (this.underWay.get(runId) === run) this.underWay.delete(runId);
    }
  }

  private parts() {
    return {
      client: this.client,
      shelf: this.shelf,
      machineName: this.options.name,
      onFull: () => this.sayFull(),
      environment: () => (this.environment ??= this.askEnvironment()),
      hashOf: (source: DatasetSource) => this.hashOf(source),
    };
  }

  /** Of what this machine has or makes itself: looked at once. */
  private hashOf(source: DatasetSource): Promise<string> {
    const key = JSON.stringify(source);
    const known = this.hashes.get(key);
    if (known) return known;
    const hash = this.client
      .request('describeDataset', { source, previewRows: 1 })
      .then(({ info }) => info.hash);
    this.hashes.set(key, hash);
    hash.catch(() => this.hashes.delete(key));
    return hash;
  }

  private async askEnvironment(): Promise<RunEnvironment> {
    return currentEnvironment(await this.client.request('hello', { version: protocolVersion }));
  }

  /** The trial in a job; null where it is not to be trained here, which is said. */
  private checked(job: Job): Trial | null {
    try {
      const data = job.data as { readonly sealed?: unknown };
      if (typeof data.sealed !== 'string') throw new LabError('bad-file', 'The job is not one of LossLab.');
      const trial = this.options.link.seal.open(Buffer.from(data.sealed, 'base64'), trialSchema);
      // A job under another name is a copy that somebody has made.
      if (job.id !== jobId(trial))
        throw new LabError('conflict', 'The job was sent before, under another name.');
      if (this.done.has(trial.submission)) throw new LabError('conflict', 'The job was done before.');
      if (trial.expiresAt < Date.now())
        throw new LabError('conflict', 'The job is too old; start the sweep again.');
      return trial;
    } catch (error) {
      this.refuse(job, error);
      return null;
    }
  }

  private refuse(job: Job, error: unknown): void {
    this.refused++;
    this.lastRefusal = toErrorData(error).message.slice(0, 1000);
    this.options.say(`A job was refused (${String(job.id).slice(0, 80)}): ${this.lastRefusal}`);
  }

  /** Once for each time that it is full for long. */
  private sayFull(): void {
    const { link, say } = this.options;
    if (Date.now() - this.saidFullAt < sayFullEveryMs) return;
    this.saidFullAt = Date.now();
    say(`The Redis at ${link.address.shown} is full; what is trained waits until there is room.`);
  }

  private async giveBack(job: Job, token: string | undefined): Promise<never> {
    await job.moveToDelayed(Date.now(), token);
    throw new DelayedError();
  }

  private remember(submission: string): void {
    this.done.add(submission);
    const [oldest] = this.done;
    if (this.done.size > rememberedEnds && oldest !== undefined) this.done.delete(oldest);
  }

  private async beat(): Promise<void> {
    const { link } = this.options;
    this.measure();
    try {
      const sealed = link.seal.close(this.description());
      await link.beat(keys.machines, keys.machine(this.id), this.id, sealed);
    } catch {
      // Redis is away; it is told when it is back.
    }
  }

  private measure(): void {
    let steps = 0;
    const seen = new Map<string, number>();
    for (const [runId, { progress }] of this.underWay) {
      steps += Math.max(0, progress.step - (this.stepsSeen.get(runId) ?? progress.step));
      seen.set(runId, progress.step);
    }
    this.stepsSeen = seen;
    this.stepsPerSecond = (steps / beatEveryMs) * 1000;
  }

  private description(): Machine {
    const { name, places } = this.options;
    const trials = [...this.underWay.values()].map(({ progress }) => ({
      ...{ runId: progress.trial.runId, lab: progress.trial.lab, name: progress.trial.name },
      ...{ step: progress.step, totalSteps: progress.totalSteps },
    }));
    return {
      ...{
        kind: 'machine',
        version: clusterVersion,
        id: this.id,
        name,
        pid: process.pid,
        losslab: labVersion,
      },
      ...{
        cpu: cpuModel(),
        cores: os.availableParallelism?.() ?? os.cpus().length,
        memoryBytes: os.totalmem(),
      },
      ...{ places, trials, stepsPerSecond: this.stepsPerSecond, trialsDone: this.trialsDone },
      ...{ refused: this.refused, lastRefusal: this.lastRefusal },
      ...{ startedAt: this.startedAt, beatAt: Date.now() },
    };
  }
}
