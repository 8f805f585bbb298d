/** How long places of a sweep stay empty between two of its runs; main process and command line. */

/** Gaps that are remembered. */
const most = 50;

export class Gaps {
  private empty: number[] = [];
  private readonly lengths: number[] = [];

  /** The one in the middle of the latest, milliseconds; 0 before there was any. */
  get usualMs(): number {
    return [...this.lengths].sort((a, b) => a - b)[this.lengths.length >> 1] ?? 0;
  }

  /** A run has ended: its place is empty. */
  ended(): void {
    this.empty.push(performance.now());
  }

  /** A run has begun, in the place that was empty for longest. */
  begun(): void {
    const since = this.empty.shift();
    if (since === undefined) return;
    this.lengths.push(performance.now() - since);
    if (this.lengths.length > most) this.lengths.shift();
  }

  /** The sweep has been halted or goes on: what is empty now is so for other reasons. */
  broken(): void {
    this.empty = [];
  }
}
