/** Losses on their way out: chunks of a few milliseconds are joined to about ten messages a second; training workers. */
import type { LossChunk } from '../../../shared/runs/run';

/** Losses are given out when they are this old, milliseconds. */
const sendEveryMs = 90;

/** Consecutive chunks that were not given out yet. */
export class LossBuffer {
  private parts: LossChunk[] = [];

  add(chunk: LossChunk): void {
    this.parts.push(chunk);
  }

  /** Whether the oldest loss has waited long enough. */
  isDue(nowMs: number): boolean {
    const [oldest] = this.parts;
    return oldest !== undefined && nowMs - oldest.startMs >= sendEveryMs;
  }

  /** All of it as one chunk, or null if there is none. */
  take(): LossChunk | null {
    const { parts } = this;
    const [first] = parts;
    const last = parts.at(-1);
    if (!first || !last) return null;
    this.parts = [];
    if (first === last) return first;
    const losses = new Float32Array(parts.reduce((sum, part) => sum + part.losses.length, 0));
    for (const part of parts) losses.set(part.losses, part.firstStep - first.firstStep);
    return { firstStep: first.firstStep, losses, startMs: first.startMs, endMs: last.endMs };
  }
}
