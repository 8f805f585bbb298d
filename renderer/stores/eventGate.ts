/** Events of the lab taken at once while they are few, together ten times a second while they pour in (renderer). */

/** Time in which events are counted, and for which they are held back, milliseconds. */
const windowMs = 100;
/** More than so many in that time are a flood: each would have the page work everything out again. */
const fewEvents = 6;

/** Carries out changes in their order; a flood of them in one go, so that the page is worked out once for all. */
export class EventGate {
  private windowStart = -Infinity;
  private count = 0;
  private held: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  push(change: () => void): void {
    if (this.timer !== undefined) {
      this.held.push(change);
      return;
    }
    const now = performance.now();
    if (now - this.windowStart > windowMs) {
      this.windowStart = now;
      this.count = 0;
    }
    if (++this.count <= fewEvents) return change();
    this.held.push(change);
    this.timer = setTimeout(() => this.flush(), windowMs);
  }

  /** Carries out what is held back; before an answer of the lab is taken that is newer. */
  flush(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    const changes = this.held;
    this.held = [];
    // The flood may go on: what comes next is held back again.
    this.windowStart = performance.now();
    this.count = fewEvents;
    for (const change of changes) change();
  }
}
