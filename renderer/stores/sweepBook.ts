/** Everything that is known of one sweep's configurations and lines, kept up to date as they come; changed in place, watch the version (renderer). */
import { shallowRef, type ShallowRef } from 'vue';
import type { LabEvents } from '../../shared/ipc/contract';
import type { LabError } from '../../shared/result';
import type { SweepDetail, SweepLine, SweepTrialRow } from '../../shared/sweep/record';

export const lineKey = (trial: number, seed: number): string => `${trial} ${seed}`;

/** A sweep's configurations by number and its lines by configuration and seed. */
export class SweepBook {
  readonly trials = new Map<number, SweepTrialRow>();
  readonly lines = new Map<string, SweepLine>();
  /** Counts changes of either. */
  readonly version = shallowRef(0);
  readonly error: ShallowRef<LabError | null> = shallowRef(null);
  readonly loaded = shallowRef(false);
  /** What came while the whole was on its way: it is newer. */
  private waiting: LabEvents['sweep:advanced'][] = [];

  /** Takes the whole; what came meanwhile goes on top. */
  fill({ trials, lines }: SweepDetail): void {
    this.trials.clear();
    this.lines.clear();
    this.put(trials, lines);
    for (const event of this.waiting) this.put(event.trials, event.lines);
    this.waiting = [];
    this.error.value = null;
    this.loaded.value = true;
    this.version.value++;
  }

  /** Takes what has changed. */
  advance(event: LabEvents['sweep:advanced']): void {
    if (!this.loaded.value) {
      this.waiting.push(event);
      return;
    }
    this.put(event.trials, event.lines);
    this.version.value++;
  }

  private put(trials: readonly SweepTrialRow[], lines: readonly SweepLine[]): void {
    for (const trial of trials) this.trials.set(trial.number, trial);
    for (const line of lines) this.lines.set(lineKey(line.trial, line.seed), line);
  }
}
