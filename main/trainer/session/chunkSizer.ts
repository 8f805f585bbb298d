/** How many steps a call has: enough to pay for the call, few enough to stop soon; training workers. */

/** Wanted duration of a call, milliseconds: a fifth of the time within which a pause must take effect. */
const wantedMs = 40;

/** Fits the number of steps to the time that steps have taken. It never decides about numbers, only about when. */
export class ChunkSizer {
  private next: number;
  private calls = 0;

  /** @param fixed a number of steps that never changes, or null */
  constructor(
    private readonly most: number,
    private readonly fixed: number | null,
  ) {
    this.next = Math.min(most, fixed ?? 1);
  }

  get steps(): number {
    return this.next;
  }

  /** Takes note of a call. The first one, of a single step, compiles, so that its time says nothing. */
  took(steps: number, ms: number): void {
    if (this.fixed !== null || this.calls++ === 0) return;
    // A call that was cut short by an evaluation says little about longer ones.
    if (steps < this.next && ms < wantedMs) return;
    const fitting = Math.floor((wantedMs * steps) / Math.max(ms, 0.01));
    // Grows at most fourfold a call, in case one was measured short.
    this.next = Math.max(1, Math.min(this.most, fitting, 4 * steps));
  }
}
