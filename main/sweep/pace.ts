/** Long work in small pieces, so that windows and messages are served in between; main process and command line. */

/** Longest piece of work, milliseconds. */
const pieceMs = 12;

/** Says when it is time to let others in. */
export class Pace {
  private since = performance.now();

  get isDue(): boolean {
    return performance.now() - this.since > pieceMs;
  }

  async rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.since = performance.now();
  }
}
