/** What a lab knows of one of its runs on other machines: how far it was told, delivered and stored; main process and command line. */
import type { StartedEvent } from '../../shared/cluster/messages';
import type { JudgedRun } from '../trainer/judgedRun';

/** An event that was delivered and is not stored yet. */
interface Delivered {
  readonly localSeq: number;
  readonly attempt: number;
  readonly seq: number;
  /** Of a checkpoint: the step it is at. */
  readonly checkpointStep: number | null;
  readonly isEnd: boolean;
}

/** What is to be told to Redis once events are stored. */
export interface Collected {
  readonly attempt: number;
  readonly seq: number;
  readonly checkpoint: { readonly entry: string; readonly step: number } | null;
  readonly isEnd: boolean;
}

/** Events that may wait to be stored before no more are read. */
const mostUnstored = 128;

export class RemoteRun {
  /** The message that was heard last. */
  attempt = 0;
  seq = 0;
  /** Something that has to wait until all before it is stored. */
  isHeld = false;
  hasEnded = false;
  isBegun = false;
  /** A machine may take it. */
  isHandedIn = false;
  /** The pruner's view of it, where it has one. */
  judged: JudgedRun | null = null;
  /** What was said to the last evaluation that was asked about. */
  lastVerdict: { readonly step: number; readonly sealed: Buffer } | null = null;
  readonly begun: Promise<StartedEvent>;
  begin!: (event: StartedEvent) => void;
  refuse!: (error: Error) => void;
  private localSeq = 0;
  private unstored: Delivered[] = [];
  private whenStored: (() => void)[] = [];

  constructor(
    readonly runId: string,
    readonly submission: string,
  ) {
    this.begun = new Promise((resolve, reject) => {
      this.begin = (event) => {
        this.isBegun = true;
        resolve(event);
      };
      this.refuse = reject;
    });
    this.begun.catch(() => undefined);
  }

  /** Where to read on. */
  get entry(): string {
    return `${this.attempt}-${this.seq}`;
  }

  /** Whether more can be taken. */
  get isReady(): boolean {
    return !this.isHeld && !this.hasEnded && this.unstored.length < mostUnstored;
  }

  /** Enters an event that is delivered now; returns the number to deliver it under. */
  deliver(checkpointStep: number | null, isEnd: boolean): number {
    const localSeq = ++this.localSeq;
    const { attempt, seq } = this;
    this.unstored.push({ localSeq, attempt, seq, checkpointStep, isEnd });
    return localSeq;
  }

  /** Everything up to `localSeq` is stored. */
  stored(localSeq: number): Collected | null {
    const done = this.unstored.filter((one) => one.localSeq <= localSeq);
    const last = done.at(-1);
    if (!last) return null;
    this.unstored = this.unstored.slice(done.length);
    if (this.unstored.length === 0) for (const tell of this.whenStored.splice(0)) tell();
    const saved = done.filter(({ checkpointStep }) => checkpointStep !== null).at(-1);
    return {
      ...{ attempt: last.attempt, seq: last.seq, isEnd: last.isEnd },
      checkpoint: saved ? { entry: `${saved.attempt}-${saved.seq}`, step: saved.checkpointStep ?? 0 } : null,
    };
  }

  /** Resolves once all that was delivered is stored. */
  allStored(): Promise<void> {
    if (this.unstored.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.whenStored.push(resolve));
  }
}
