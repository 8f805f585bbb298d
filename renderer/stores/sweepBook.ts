/** Everything that is known of one sweep's configurations and lines, kept up to date as they come; changed in place, watch the version (renderer). */
import { shallowRef, type ShallowRef } from 'vue';
import type { LabEvents } from '../../shared/ipc/contract';
import type { LabError } from '../../shared/result';
import type { SweepPart } from '../../shared/sweep/packedSweep';
import type { SweepLine, SweepTrialRow } from '../../shared/sweep/record';

export const lineKey = (trial: number, seed: number): string => `${trial} ${seed}`;

/** A line as it is now and as it was before. */
export type LineChange = readonly [now: SweepLine, before: SweepLine | undefined];

/** Is told of every line that comes or changes, once. */
export interface BookFollower {
  /** All that it knows is void: the whole comes anew. */
  clear(): void;
  put(changes: readonly LineChange[]): void;
}

/** A sweep's configurations by number and its lines by configuration and seed. */
export class SweepBook {
  readonly trials = new Map<number, SweepTrialRow>();
  readonly lines = new Map<string, SweepLine>();
  private readonly keysOfTrial = new Map<number, string[]>();
  private readonly followers = new Set<BookFollower>();
  /** Counts changes of either. */
  readonly version = shallowRef(0);
  readonly error: ShallowRef<LabError | null> = shallowRef(null);
  readonly loaded = shallowRef(false);
  /** What came while the whole was on its way or is taken in: it is newer. */
  private waiting: LabEvents['sweep:advanced'][] = [];
  private isFilling = false;

  /** Tells of all lines there are and of every change from now on. */
  follow(follower: BookFollower): void {
    this.followers.add(follower);
    follower.put([...this.lines.values()].map((line): LineChange => [line, undefined]));
  }

  /** The lines of a configuration, in the order in which they came. */
  linesOf(trial: number): SweepLine[] {
    return (this.keysOfTrial.get(trial) ?? []).map((key) => this.lines.get(key) as SweepLine);
  }

  /** The whole is there and is taken in next: what comes from now on is newer than it. */
  beginFill(): void {
    this.isFilling = true;
  }

  /** Takes the whole; what came meanwhile goes on top. */
  fill({ trials, lines }: SweepPart): void {
    this.trials.clear();
    this.lines.clear();
    this.keysOfTrial.clear();
    for (const follower of this.followers) follower.clear();
    this.put(trials, lines);
    for (const event of this.waiting) this.put(event.trials, event.lines);
    this.waiting = [];
    this.isFilling = false;
    this.error.value = null;
    this.loaded.value = true;
    this.version.value++;
  }

  /** Takes what has changed. */
  advance(event: LabEvents['sweep:advanced']): void {
    if (!this.loaded.value || this.isFilling) this.waiting.push(event);
    if (!this.loaded.value) return;
    this.put(event.trials, event.lines);
    this.version.value++;
  }

  private put(trials: readonly SweepTrialRow[], lines: readonly SweepLine[]): void {
    for (const trial of trials) this.trials.set(trial.number, trial);
    const changes = lines.map((line): LineChange => {
      const key = lineKey(line.trial, line.seed);
      const before = this.lines.get(key);
      this.lines.set(key, line);
      if (!before) this.keysOfTrial.set(line.trial, [...(this.keysOfTrial.get(line.trial) ?? []), key]);
      return [line, before];
    });
    for (const follower of this.followers) follower.put(changes);
  }
}
