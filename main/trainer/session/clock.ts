/** The time a run has been at work, pauses left out; training workers. */

/** A clock that can be stopped. */
export class WorkClock {
  private since: number | null = null;

  /** @param before milliseconds of work already done */
  constructor(private before: number) {}

  start(): void {
    this.since ??= performance.now();
  }

  stop(): void {
    this.before = this.ms;
    this.since = null;
  }

  /** Milliseconds of work so far. */
  get ms(): number {
    return this.before + (this.since === null ? 0 : performance.now() - this.since);
  }
}
