/** Reads on in the list of runs while the page still takes in what came before; main process and command line. */
import { stretch } from '../../shared/runs/stretches';
import type { RunsPage } from '../../shared/ipc/contract';

/** A page of the list, and whether it is worth keeping: runs under way have moved by the time somebody asks. */
export interface ReadPage {
  readonly page: RunsPage;
  readonly isAtRest: boolean;
}

interface Needs {
  readonly read: (below: number | null, most: number) => ReadPage;
  /** Changes with every change of a run. */
  readonly revision: () => number;
}

/** More than anybody reads at once would only take memory. */
const mostStretches = 20;
/** What nobody has come for by then is given up. */
const keptMs = 10_000;

const keyOf = (below: number | null, most: number): string => `${below} ${most}`;

export class ListAhead {
  private readonly kept = new Map<string, { readonly page: RunsPage; readonly revision: number }>();
  private timer: NodeJS.Timeout | null = null;
  private isReading = false;

  constructor(private readonly needs: Needs) {}

  /**
   * Reads what is below a number, each stretch in a turn of its own, so that others get theirs in between. Does nothing where that
   * is being read, or was.
   */
  begin(below: number): void {
    if (this.isReading || this.kept.has(keyOf(below, stretch))) return;
    this.end();
    this.timer = setTimeout(() => this.end(), keptMs);
    this.timer.unref();
    this.isReading = true;
    this.next(below, mostStretches);
  }

  /** A page that was read ahead and is still as things are; it is handed out once. */
  take(below: number | null, most: number): RunsPage | null {
    const key = keyOf(below, most);
    const found = this.kept.get(key);
    if (!found) return null;
    this.kept.delete(key);
    return found.revision === this.needs.revision() ? found.page : null;
  }

  /** Gives up what was read. */
  end(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.isReading = false;
    this.kept.clear();
  }

  private next(below: number, left: number): void {
    setImmediate(() => {
      if (!this.isReading) return;
      try {
        const revision = this.needs.revision();
        const { page, isAtRest } = this.needs.read(below, stretch);
        if (isAtRest) this.kept.set(keyOf(below, stretch), { page, revision });
        if (page.next !== null && left > 1) this.next(page.next, left - 1);
        else this.isReading = false;
      } catch {
        // Whoever asks is told what is wrong.
        this.end();
      }
    });
  }
}
