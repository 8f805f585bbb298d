/** Hands trials to the queue that machines take them from, with what they need; main process and command line. */
import type { JobsOptions, Queue } from 'bullmq';
import { clusterVersion, type Trial } from '../../shared/cluster/messages';
import type { DatasetInfo } from '../../shared/data/dataset';
import type { Checkpoint, TrainRequest } from '../../shared/trainer/protocol';
import { labVersion } from '../buildInfo';
import { layOut } from './dataShelf';
import { redisLibrary } from './library';
import type { ClusterLink } from './link';
import type { RemoteRun } from './remoteRun';
import { onceThereIsRoom } from './room';
import { keys, queueName } from './scripts';

/** A trial that nobody takes for so long is not taken any more, milliseconds. */
const trialLifeMs = 14 * 24 * 3600 * 1000;
const jobOptions: JobsOptions = {
  ...{ removeOnComplete: true, removeOnFail: true },
  ...{ attempts: 10, backoff: { type: 'fixed', delay: 500 } },
};

export interface TrialQueueNeeds {
  readonly link: ClusterLink;
  /** This lab, for people and for machines. */
  readonly labName: string;
  readonly labId: string;
  readonly runName: (runId: string) => string;
}

/** The name of a run's job: of each time that it is handed in. */
export const jobId = ({ runId, submission }: Pick<RemoteRun, 'runId' | 'submission'>): string =>
  `${runId}-${submission}`;

export class TrialQueue {
  private readonly queue: Queue;
  private readonly laidOut = new Map<string, Promise<void>>();

  constructor(private readonly needs: TrialQueueNeeds) {
    this.queue = new (redisLibrary().Queue)(queueName, needs.link.queueOptions);
    this.queue.on('error', () => undefined);
  }

  /** Hands a run in, once Redis has room for it. Rejects with `cancelled` where it is not wanted any more by then. */
  async handIn(
    run: RemoteRun,
    { config, source, checkpoint }: TrainRequest,
    info: DatasetInfo,
    isWanted: () => boolean,
  ): Promise<void> {
    const { link, labName, labId, runName } = this.needs;
    const { runId, submission } = run;
    const dataTravel = source.kind === 'stored';
    if (dataTravel)
      await onceThereIsRoom(() => this.layOut({ info: source.info, ...source.content }), isWanted);
    const places = [keys.run(runId), keys.told(runId), keys.runsOf(labId)] as const;
    const first = [submission, runId, checkpoint?.step ?? 0, this.sealed(run, checkpoint)] as const;
    await onceThereIsRoom(() => link.redis.runSubmit(...places, ...first), isWanted);
    // What this lab had itself handed in is not told back to it.
    if (checkpoint) run.seq = 1;
    const now = Date.now();
    const trial: Trial = {
      ...{ kind: 'trial', version: clusterVersion, losslab: labVersion, runId, submission },
      ...{ lab: labName, name: runName(runId), sentAt: now, expiresAt: now + trialLifeMs },
      ...{ config, datasetHash: info.hash, dataTravel, isJudged: run.judged !== null },
    };
    const job = { sealed: link.seal.close(trial).toString('base64') };
    await onceThereIsRoom(() => this.queue.add('trial', job, { ...jobOptions, jobId: jobId(run) }), isWanted);
  }

  /** Whether a run was taken back before a machine had taken it. */
  async takeBack(run: RemoteRun): Promise<boolean> {
    return (await this.queue.remove(jobId(run))) === 1;
  }

  async close(): Promise<void> {
    await this.queue.close().catch(() => undefined);
  }

  /** The checkpoint to go on from as a message of the run; '' for none. */
  private sealed({ runId, submission }: RemoteRun, checkpoint: Checkpoint | null): Buffer | '' {
    if (!checkpoint) return '';
    const told = {
      ...{ kind: 'told', version: clusterVersion, runId, submission, attempt: 0, seq: 1 },
      event: { type: 'checkpointed', checkpoint },
    };
    return this.needs.link.seal.close(told);
  }

  /** Once a data set, however many runs use it at the same time. */
  private layOut(dataset: Parameters<typeof layOut>[1]): Promise<void> {
    const { hash } = dataset.info;
    const under = this.laidOut.get(hash) ?? layOut(this.needs.link, dataset);
    this.laidOut.set(hash, under);
    void under.catch(() => undefined).then(() => this.laidOut.delete(hash));
    return under;
  }
}
