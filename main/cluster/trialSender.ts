/** Sends what a machine says of one trial, in order and each once, and waits where it is not collected; machines that train for others. */
import {
  clusterVersion,
  trialCommands,
  type ToldEvent,
  type TrialCommand,
} from '../../shared/cluster/messages';
import { LabError } from '../../shared/result';
import { isFull } from './room';
import { keys, type ScriptedRedis } from './scripts';
import type { Seal } from './seal';

/** What may wait in Redis to be collected of one trial; one message more may always go. */
export const uncollectedLimits = { messages: 256, bytes: 16 * 1024 * 1024 } as const;
/** Messages of one call. */
const mostAtOnce = { messages: 32, bytes: 4 * 1024 * 1024 } as const;
/** How often a machine asks what is wanted of a trial, and what has been collected, milliseconds. */
const askEveryMs = 400;

/** Which attempt at which trial. */
export interface Attempt {
  readonly runId: string;
  readonly submission: string;
  readonly attempt: number;
}

interface Message {
  readonly seq: number;
  readonly kind: '' | 'checkpoint' | 'started' | 'end';
  readonly sealed: Buffer;
  readonly sent: () => void;
  readonly failed: (error: LabError) => void;
}

type Answer = readonly [code: number, collected?: number, wanted?: string];

/**
 * All that was not collected is kept, so that it can be sent again: Redis may have lost the last second of it when it was
 * restarted.
 */
export class TrialSender {
  private readonly kept: Message[] = [];
  private nextSeq = 1;
  /** Of those that Redis has. */
  private sentSeq = 0;
  private collectedSeq = 0;
  private isSending = false;
  private isClosed = false;
  private wanted = '';
  private readonly timer: NodeJS.Timeout;

  /**
   * @param onWanted hears each new command
   * @param onTaken hears that another machine has taken the trial over, or that nobody wants it any more
   * @param onFull hears that Redis has no room; what is to be sent waits for it
   */
  constructor(
    private readonly redis: ScriptedRedis,
    private readonly seal: Seal,
    private readonly place: Attempt,
    private readonly onWanted: (command: TrialCommand) => void,
    private readonly onTaken: () => void,
    private readonly onFull: () => void,
  ) {
    this.timer = setInterval(() => void this.ask(), askEveryMs);
  }

  /** Resolves once the message is in Redis and there is room for the next one. Rejects with `conflict` once the trial is another's. */
  send(event: ToldEvent): Promise<void> {
    if (this.isClosed) return Promise.reject(notOurs());
    const seq = this.nextSeq++;
    const { runId, submission, attempt } = this.place;
    const told = { kind: 'told', version: clusterVersion, runId, submission, attempt, seq, event };
    return new Promise((resolve, reject) => {
      this.kept.push({
        ...{ seq, kind: kindOf(event), sealed: this.seal.close(told) },
        ...{ sent: resolve, failed: reject },
      });
      void this.flush();
    });
  }

  /** Stops asking; what is not sent is not sent any more. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    clearInterval(this.timer);
    for (const { failed } of this.kept) failed(notOurs());
  }

  private get args() {
    return [this.place.submission, String(this.place.attempt)] as const;
  }

  /** Sends what there is and there is room for, one call after another. */
  private async flush(): Promise<void> {
    if (this.isSending || this.isClosed) return;
    this.isSending = true;
    try {
      for (let batch = this.due(); batch.length > 0 && !this.isClosed; batch = this.due()) {
        const [first] = batch;
        if (!first) break;
        const { runId } = this.place;
        const answer = (await this.redis.runTell(
          ...[keys.run(runId), keys.told(runId), ...this.args, this.collectedSeq, first.seq],
          ...batch.flatMap(({ kind, sealed }) => [kind, sealed]),
        )) as Answer;
        // It has lost some of what it had: from there on everything is sent again.
        if (answer[0] === -2) this.sentSeq = Math.max(this.collectedSeq, answer[1] ?? 0);
        else if (!this.heard(answer)) return;
        else {
          this.sentSeq = batch.at(-1)?.seq ?? this.sentSeq;
          for (const { sent } of batch) sent();
        }
      }
    } catch (error) {
      // Else the connection was given up; as long as it is not, commands wait for it.
      if (isFull(error)) this.onFull();
    } finally {
      this.isSending = false;
    }
  }

  /** The next messages that may go. */
  private due(): Message[] {
    const batch: Message[] = [];
    let batchBytes = 0;
    let waitingBytes = 0;
    let waiting = 0;
    for (const message of this.kept) {
      const size = message.sealed.length;
      if (message.seq > this.sentSeq) {
        const isRoom = waiting < uncollectedLimits.messages && waitingBytes + size <= uncollectedLimits.bytes;
        if (waiting > 0 && !isRoom) break;
        if (batch.length >= mostAtOnce.messages || (batch.length > 0 && batchBytes + size > mostAtOnce.bytes))
          break;
        batch.push(message);
        batchBytes += size;
      }
      waiting++;
      waitingBytes += size;
    }
    return batch;
  }

  private async ask(): Promise<void> {
    try {
      const answer = (await this.redis.runAsk(keys.run(this.place.runId), ...this.args)) as Answer;
      if (this.heard(answer)) await this.flush();
    } catch {
      // As in `flush`.
    }
  }

  /** False where the trial is not this machine's any more. */
  private heard([code, collected = 0, wanted = '']: Answer): boolean {
    if (this.isClosed) return false;
    if (code === -1) {
      this.close();
      this.onTaken();
      return false;
    }
    if (collected > this.collectedSeq) {
      this.collectedSeq = collected;
      const left = this.kept.findIndex(({ seq }) => seq > collected);
      this.kept.splice(0, left < 0 ? this.kept.length : left);
    }
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      const command = trialCommands.find((known) => known === wanted);
      if (command) this.onWanted(command);
    }
    return true;
  }
}

function kindOf({ type }: ToldEvent): Message['kind'] {
  if (type === 'checkpointed') return 'checkpoint';
  if (type === 'started') return 'started';
  return type === 'finished' || type === 'failed' ? 'end' : '';
}

const notOurs = () => new LabError('conflict', 'The trial is trained by another machine now.');
