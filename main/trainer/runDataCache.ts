/** Data sets ready for training, on shared memory, loaded once for all runs that use them alike; training host. */
import type { RunConfig } from '../../shared/config/runConfig';
import type { DatasetSource } from '../../shared/trainer/protocol';
import type { RunData } from './workerProtocol';

/** Bytes kept for runs to come. */
const mostBytes = 512 * 1024 * 1024;

interface Entry {
  readonly data: Promise<RunData>;
  bytes: number;
}

/** Keeps what `load` brings, the most recently used up to a bound. */
export class RunDataCache {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly load: (source: DatasetSource, config: RunConfig['dataset']) => Promise<RunData>,
  ) {}

  get(source: DatasetSource, config: RunConfig['dataset']): Promise<RunData> {
    const key = JSON.stringify([identity(source), config]);
    const known = this.entries.get(key);
    const entry: Entry = known ?? { data: this.load(source, config), bytes: 0 };
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (!known) {
      entry.data.then(
        ({ data }) => {
          entry.bytes = data.trainFeatures.byteLength + data.testFeatures.byteLength;
          this.trim();
        },
        // A failed load is tried again the next time; whoever asked has been told.
        () => this.entries.delete(key),
      );
    }
    return entry.data;
  }

  private trim(): void {
    let total = 0;
    for (const { bytes } of this.entries.values()) total += bytes;
    for (const [key, { bytes }] of this.entries) {
      if (total <= mostBytes || this.entries.size === 1) return;
      this.entries.delete(key);
      total -= bytes;
    }
  }
}

/** What tells data sets apart: for stored ones their hash, not their content. */
function identity(source: DatasetSource): unknown {
  return source.kind === 'stored' ? ['stored', source.info.hash] : source;
}
