/** Keeps the data set that was read last for a while: it is described, previewed and prepared in a row; training host. */
import type { Dataset } from '../../shared/data/dataset';
import type { DatasetSource } from '../../shared/trainer/protocol';
import { loadDataset } from './index';

/** How long a data set is kept after its last use, milliseconds. */
const keptMs = 60_000;

/** One data set in memory at most. */
export class RecentDataset {
  private key: string | null = null;
  private reading: Promise<Dataset> | null = null;
  private timer: NodeJS.Timeout | null = null;

  /** The data set at a source, read only if it is not the last one. Rejects as `loadDataset` does; that is not kept. */
  get(source: DatasetSource): Promise<Dataset> {
    const key = keyOf(source);
    if (this.key !== key || this.reading === null) {
      this.key = key;
      const reading = loadDataset(source);
      this.reading = reading;
      reading.catch(() => {
        if (this.reading === reading) this.forget();
      });
    }
    this.restart();
    return this.reading;
  }

  private restart(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.forget(), keptMs);
    // Nothing waits for it: the thread may end before.
    this.timer.unref();
  }

  private forget(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.key = null;
    this.reading = null;
  }
}

/** What tells sources apart: a stored data set by its hash, not by its content. */
function keyOf(source: DatasetSource): string {
  return JSON.stringify(source.kind === 'stored' ? ['stored', source.info] : source);
}
