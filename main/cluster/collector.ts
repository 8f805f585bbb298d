/** Reads what machines tell of a lab's runs as it comes, all runs by one connection; main process and command line. */
import type { Redis } from 'ioredis';
import type { ClusterLink } from './link';
import type { RemoteRun } from './remoteRun';
import { keys } from './scripts';

/** How long a read waits for something to come, milliseconds: runs that are added meanwhile are read the next time. */
const waitMs = 250;
const mostAtOnce = 32;
/** How long it rests after something went wrong, milliseconds. */
const restMs = 500;

type Reply = readonly (readonly [Buffer, readonly (readonly [Buffer, readonly Buffer[]])[]])[] | null;

export class Collector {
  private readonly redis: Redis;
  private isClosed = false;
  private awaken: (() => void) | null = null;

  /** Entries of a run are given one after another. */
  constructor(
    link: ClusterLink,
    private readonly runs: () => Iterable<RemoteRun>,
    private readonly listener: {
      readonly onEntry: (run: RemoteRun, entry: string, sealed: Buffer) => Promise<void>;
    },
  ) {
    this.redis = link.connect();
    void this.loop();
  }

  /** There may be something to read. */
  wake(): void {
    this.awaken?.();
    this.awaken = null;
  }

  close(): void {
    this.isClosed = true;
    this.wake();
    this.redis.disconnect();
  }

  private async loop(): Promise<void> {
    while (!this.isClosed) {
      try {
        await this.read();
      } catch {
        // The connection was lost: it is made again meanwhile.
        if (!this.isClosed) await new Promise((resolve) => setTimeout(resolve, restMs));
      }
    }
  }

  private async read(): Promise<void> {
    const ready = [...this.runs()].filter(({ isReady }) => isReady);
    if (ready.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.awaken = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      return;
    }
    const reply = (await this.redis.xreadBuffer(
      ...(['COUNT', mostAtOnce, 'BLOCK', waitMs, 'STREAMS'] as const),
      ...ready.map(({ runId }) => keys.told(runId)),
      ...ready.map(({ entry }) => entry),
    )) as Reply;
    const byKey = new Map(ready.map((run) => [keys.told(run.runId), run]));
    for (const [key, entries] of reply ?? []) {
      const run = byKey.get(key.toString());
      if (run) await this.give(run, entries);
    }
  }

  private async give(
    run: RemoteRun,
    entries: readonly (readonly [Buffer, readonly Buffer[]])[],
  ): Promise<void> {
    for (const [entry, [, sealed]] of entries) {
      // What is not taken now is read again.
      if (!run.isReady || this.isClosed) return;
      const heard = this.listener.onEntry(run, entry.toString(), sealed ?? Buffer.alloc(0));
      if (run.isHeld) return void heard.catch(() => undefined);
      await heard;
    }
  }
}
