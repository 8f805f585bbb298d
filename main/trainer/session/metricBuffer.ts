/** Losses and evaluations on their way out: chunks of a few milliseconds are joined to about ten messages a second; training workers. */
import type { Evaluation, LossChunk } from '../../../shared/runs/run';

/** Metrics are given out when the oldest is this old, milliseconds. */
const sendEveryMs = 90;

/** Consecutive chunks and evaluations that were not given out yet. */
export class MetricBuffer {
  private parts: LossChunk[] = [];
  private evaluations: Evaluation[] = [];

  addLosses(chunk: LossChunk): void {
    this.parts.push(chunk);
  }

  addEvaluation(evaluation: Evaluation): void {
    this.evaluations.push(evaluation);
  }

  /** Whether the oldest metric has waited long enough. */
  isDue(nowMs: number): boolean {
    const oldestMs = Math.min(this.parts[0]?.startMs ?? Infinity, this.evaluations[0]?.elapsedMs ?? Infinity);
    return nowMs - oldestMs >= sendEveryMs;
  }

  /** All of it, the losses as one chunk (null if there are none). */
  take(): { readonly chunk: LossChunk | null; readonly evaluations: readonly Evaluation[] } {
    const { parts, evaluations } = this;
    this.parts = [];
    this.evaluations = [];
    return { chunk: joined(parts), evaluations };
  }
}

function joined(parts: readonly LossChunk[]): LossChunk | null {
  const [first] = parts;
  const last = parts.at(-1);
  if (!first || !last) return null;
  if (first === last) return first;
  const losses = new Float32Array(parts.reduce((sum, part) => sum + part.losses.length, 0));
  for (const part of parts) losses.set(part.losses, part.firstStep - first.firstStep);
  return { firstStep: first.firstStep, losses, startMs: first.startMs, endMs: last.endMs };
}
