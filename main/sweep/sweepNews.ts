/** Tells how sweeps get on, at most five times a second for each; main process and command line. */
import type { LabEmitter } from '../runs/emitter';
import { shownLine, type OpenSweep } from './openSweep';

/** Least time between two messages of a sweep, milliseconds. */
const newsEveryMs = 200;
/** How often a running sweep's time left is told although nothing else has changed, milliseconds. */
const tickMs = 1000;

export class SweepNews {
  private readonly toldAt = new Map<string, number>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly ticking: NodeJS.Timeout;

  /** @param running sweeps whose time goes by */
  constructor(
    private readonly emitter: LabEmitter,
    running: () => Iterable<OpenSweep>,
  ) {
    this.ticking = setInterval(() => {
      for (const open of running()) this.touch(open);
    }, tickMs);
    this.ticking.unref();
  }

  /** Something about a sweep has changed. */
  touch(open: OpenSweep): void {
    if (this.timers.has(open.id)) return;
    const waitMs = (this.toldAt.get(open.id) ?? -Infinity) + newsEveryMs - performance.now();
    if (waitMs <= 0) return this.tell(open);
    this.timers.set(
      open.id,
      setTimeout(() => this.tell(open), waitMs),
    );
  }

  /** Tells it at once: a change of state, or the end. */
  tell(open: OpenSweep): void {
    const timer = this.timers.get(open.id);
    if (timer) clearTimeout(timer);
    this.timers.delete(open.id);
    this.toldAt.set(open.id, performance.now());
    const { trials, lines } = open.takeNews();
    if (trials.length + lines.length > 0)
      this.emitter.emit('sweep:advanced', { id: open.id, trials, lines: lines.map(shownLine) });
    this.emitter.emit('sweep:changed', open.record());
  }

  close(): void {
    clearInterval(this.ticking);
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
