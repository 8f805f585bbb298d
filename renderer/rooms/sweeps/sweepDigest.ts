/** What a sweep's pictures are drawn from, grown as lines come: nobody goes through thousands of lines to learn that two have ended (renderer). */
import { classOf } from '../../../shared/sweep/ledger';
import { asCost, type Objective } from '../../../shared/sweep/objective';
import type { SweepLine } from '../../../shared/sweep/record';
import { summarizeTrials } from '../../../shared/sweep/summary';
import { lineKey, type BookFollower, type LineChange, type SweepBook } from '../../stores/sweepBook';
import { byLatestEnd, meanHistory, queuePart, type History, type TrialView } from './sweepView';

/** Ended runs that are still drawn: more of them are a grey wall. */
export const mostEnded = 40;

const isResult = ({ value, state }: SweepLine): boolean => value !== null && classOf(state) === 'completed';
const byEnd = (a: SweepLine, b: SweepLine): number =>
  (a.endedAt ?? 0) - (b.endedAt ?? 0) || a.place - b.place;

/** Follows a book of lines. */
export class SweepDigest implements BookFollower {
  private readonly training = new Map<string, SweepLine>();
  /** The last to end in front. */
  private latest: SweepLine[] = [];
  private results: SweepLine[] = [];
  private readonly values: number[] = [];
  private readonly best: number[] = [];
  private readonly views = new Map<number, TrialView>();
  /** Configurations of which a line has changed since their view was made. */
  private readonly stale = new Set<number>();

  constructor(
    private readonly book: SweepBook,
    private readonly objective: Objective,
  ) {}

  clear(): void {
    this.training.clear();
    this.latest = [];
    this.results = [];
    this.values.length = this.best.length = 0;
    this.views.clear();
    this.stale.clear();
  }

  put(changes: readonly LineChange[]): void {
    const added: SweepLine[] = [];
    /** First place of the history that is not as it was. */
    let changedFrom = this.results.length;
    for (const [line, before] of changes) {
      this.stale.add(line.trial);
      const key = lineKey(line.trial, line.seed);
      const part = queuePart(line);
      if (part === 'running') this.training.set(key, line);
      else this.training.delete(key);
      if (before && queuePart(before) === 'done')
        this.latest = this.latest.filter((other) => other !== before);
      if (part === 'done' && line.runId !== null) takeLatest(this.latest, line);
      if (before && isResult(before)) {
        const at = this.results.lastIndexOf(before);
        if (at >= 0) {
          this.results.splice(at, 1);
          changedFrom = Math.min(changedFrom, at);
        } else added.splice(added.indexOf(before), 1);
      }
      if (isResult(line)) added.push(line);
    }
    this.grow(Math.min(changedFrom, this.merge(added)));
  }

  /** Each run that ended with a value, in that order, and the best value up to it; as of now. */
  history(): History {
    return {
      values: this.values.slice(),
      best: this.best.slice(),
      lines: this.results.slice(),
      samples: null,
      members: [],
    };
  }

  /** The same over seeds: each configuration all of whose seeds have ended, by its mean. */
  meanHistory(): History {
    return meanHistory(this.trials(), (trial) => this.book.linesOf(trial), this.objective);
  }

  /** The lines that train. */
  running(): Iterable<SweepLine> {
    return this.training.values();
  }

  /** The lines with a run that ended last, the last in front. */
  ended(): readonly SweepLine[] {
    return this.latest;
  }

  /** Every configuration over its seeds, in the order of proposal. */
  trials(): TrialView[] {
    this.catchUp();
    const views = [...this.views.values()];
    // They come in this order but for the rare one.
    return views.every(({ trial }, i) => i === 0 || (views[i - 1] as TrialView).trial < trial)
      ? views
      : views.sort((a, b) => a.trial - b.trial);
  }

  /** A configuration over its seeds. */
  trial(trial: number): TrialView | undefined {
    this.catchUp();
    return this.views.get(trial);
  }

  /** Makes anew the views of configurations of which a line has changed. */
  private catchUp(): void {
    for (const trial of this.stale) {
      const [summary] = summarizeTrials(this.book.linesOf(trial));
      if (summary) this.views.set(trial, { ...summary, point: this.book.trials.get(trial)?.point ?? {} });
    }
    this.stale.clear();
  }

  /** Puts results in their places; the first place that is not as it was. */
  private merge(added: SweepLine[]): number {
    const { results } = this;
    added.sort(byEnd);
    const [first] = added;
    let from = results.length;
    while (first && from > 0 && byEnd(results[from - 1] as SweepLine, first) > 0) from--;
    const tail = results.splice(from);
    const merged = tail.length === 0 ? added : [...tail, ...added].sort(byEnd);
    for (const line of merged) results.push(line);
    return from;
  }

  private grow(from: number): void {
    this.values.length = this.best.length = from;
    let best = this.best[from - 1] ?? null;
    for (let i = from; i < this.results.length; i++) {
      const value = (this.results[i] as SweepLine).value as number;
      if (best === null || asCost(this.objective, value) < asCost(this.objective, best)) best = value;
      this.values.push(value);
      this.best.push(best);
    }
  }
}

/** Puts a line in its place among those that ended last, if it is one of them. */
function takeLatest(latest: SweepLine[], line: SweepLine): void {
  let at = latest.length;
  while (at > 0 && byLatestEnd(line, latest[at - 1] as SweepLine) < 0) at--;
  if (at >= mostEnded) return;
  latest.splice(at, 0, line);
  if (latest.length > mostEnded) latest.pop();
}
