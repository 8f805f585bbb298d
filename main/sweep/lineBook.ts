/** The lines of a sweep in memory: counted, queued by their places, judged, and which of them changed; main process and command line. */
import { classOf, type LedgerState } from '../../shared/sweep/ledger';
import { asCost, type Objective } from '../../shared/sweep/objective';
import type { SweepCounts } from '../../shared/sweep/record';
import { summarizeTrials, type TrialSummary } from '../../shared/sweep/summary';
import type { StoredLine } from '../store/store';

/** Whether a line is to be started: one that was interrupted goes on with its run. */
export const isWaiting = (state: LedgerState): boolean => state === 'waiting' || state === 'interrupted';

/** How a line counts. */
function countOf(state: LedgerState): keyof SweepCounts {
  if (isWaiting(state)) return 'waiting';
  if (classOf(state) === 'open') return 'running';
  return state as Exclude<LedgerState, 'queued' | 'starting' | 'interrupted' | 'paused'>;
}

const keyOf = (trial: number, seed: number): string => `${trial} ${seed}`;

export class LineBook {
  private readonly byKey = new Map<string, StoredLine>();
  private readonly keysOfTrial = new Map<number, string[]>();
  private readonly summaries = new Map<number, TrialSummary>();
  /** Lines by place, ascending; those that do not wait any more, or elsewhere, are passed over. */
  private queue: StoredLine[] = [];
  private head = 0;
  private largestPlace = 0;
  private best: TrialSummary | null = null;
  private readonly unsaved = new Set<string>();
  private readonly untold = new Set<string>();
  private readonly totals = {
    ...{ waiting: 0, running: 0, completed: 0, answered: 0 },
    ...{ pruned: 0, diverged: 0, failed: 0, cancelled: 0 },
  };

  constructor(
    private readonly objective: Objective,
    lines: readonly StoredLine[],
  ) {
    for (const line of [...lines].sort((a, b) => a.place - b.place)) this.enter(line);
  }

  get counts(): SweepCounts {
    return { ...this.totals };
  }

  get size(): number {
    return this.byKey.size;
  }

  get lines(): StoredLine[] {
    return [...this.byKey.values()];
  }

  line(trial: number, seed: number): StoredLine | undefined {
    return this.byKey.get(keyOf(trial, seed));
  }

  linesOf(trial: number): StoredLine[] {
    return (this.keysOfTrial.get(trial) ?? []).map((key) => this.byKey.get(key) as StoredLine);
  }

  /** Whether anything waits or is under way. */
  get isOpen(): boolean {
    return this.totals.waiting + this.totals.running > 0;
  }

  /** A line as it is now, new or changed; `isSaved` where the store knows or need not know. */
  set(line: StoredLine, isSaved = false): void {
    const key = keyOf(line.trial, line.seed);
    this.enter(line);
    this.untold.add(key);
    if (!isSaved) this.unsaved.add(key);
  }

  /** The waiting line with the smallest place. */
  next(): StoredLine | null {
    for (; this.head < this.queue.length; this.head++) {
      const line = this.queue[this.head] as StoredLine;
      if (this.isQueued(line)) return this.byKey.get(keyOf(line.trial, line.seed)) ?? null;
    }
    return null;
  }

  /** Waiting lines in their order. */
  waiting(): StoredLine[] {
    this.queue = this.queue.slice(this.head).filter((line) => this.isQueued(line));
    this.head = 0;
    return this.queue.map(({ trial, seed }) => this.line(trial, seed) as StoredLine);
  }

  /** Moves a waiting line; nothing where it is there already. */
  move(trial: number, seed: number, to: 'first' | 'up' | 'down' | 'last'): void {
    const waiting = this.waiting();
    const at = waiting.findIndex((line) => line.trial === trial && line.seed === seed);
    const [line, first, last] = [waiting[at], waiting[0], waiting.at(-1)];
    if (!line || !first || !last) return;
    if (to === 'first' && at > 0) return this.set({ ...line, place: first.place - 1 });
    if (to === 'last' && line !== last) return this.set({ ...line, place: last.place + 1 });
    const other = to === 'up' ? waiting[at - 1] : to === 'down' ? waiting[at + 1] : undefined;
    if (!other) return;
    this.set({ ...line, place: other.place });
    this.set({ ...other, place: line.place });
  }

  /** The largest place there is; 0 of none. */
  get lastPlace(): number {
    return this.largestPlace;
  }

  /** The best configuration so far: a whole one goes before one that lacks seeds, of equal ones the first. */
  get bestTrial(): TrialSummary | null {
    return this.best;
  }

  /** Lines that the store does not know as they are; they stay so until `saved`. */
  get toSave(): StoredLine[] {
    return [...this.unsaved].map((key) => this.byKey.get(key) as StoredLine);
  }

  saved(): void {
    this.unsaved.clear();
  }

  /** Lines that have changed since the last call. */
  takeNews(): StoredLine[] {
    const news = [...this.untold].map((key) => this.byKey.get(key) as StoredLine);
    this.untold.clear();
    return news;
  }

  private isQueued({ trial, seed, place }: StoredLine): boolean {
    const line = this.line(trial, seed);
    return line !== undefined && isWaiting(line.state) && line.place === place;
  }

  private enter(line: StoredLine): void {
    const key = keyOf(line.trial, line.seed);
    const before = this.byKey.get(key);
    if (before) this.totals[countOf(before.state)]--;
    else this.keysOfTrial.set(line.trial, [...(this.keysOfTrial.get(line.trial) ?? []), key]);
    this.totals[countOf(line.state)]++;
    this.byKey.set(key, line);
    this.largestPlace = Math.max(this.largestPlace, line.place);
    const wasQueued = before !== undefined && isWaiting(before.state) && before.place === line.place;
    if (isWaiting(line.state) && !wasQueued) this.enqueue(line);
    if (!before || before.state !== line.state || before.value !== line.value) this.judge(line.trial);
  }

  private enqueue(line: StoredLine): void {
    if (this.head > 1000 && this.head > this.queue.length / 2) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    let at = this.queue.length;
    while (at > this.head && (this.queue[at - 1] as StoredLine).place > line.place) at--;
    this.queue.splice(at, 0, line);
  }

  private judge(trial: number): void {
    const [summary] = summarizeTrials(this.linesOf(trial));
    if (!summary) return;
    this.summaries.set(trial, summary);
    if (trial === this.best?.trial) {
      this.best = null;
      for (const other of this.summaries.values()) this.contend(other);
    } else this.contend(summary);
  }

  private contend(summary: TrialSummary): void {
    if (summary.sample !== null && (this.best === null || this.isBetter(summary, this.best)))
      this.best = summary;
  }

  private isBetter(a: TrialSummary, b: TrialSummary): boolean {
    const lacks = ({ open, lost }: TrialSummary) => Number(open + lost > 0);
    const cost = ({ sample }: TrialSummary) => asCost(this.objective, sample?.mean ?? NaN);
    return (lacks(a) - lacks(b) || cost(a) - cost(b) || a.trial - b.trial) < 0;
  }
}
