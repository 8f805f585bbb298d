/** The points of one run as they grow: losses in a doubling typed array, evaluations in order, a counter that tells of changes (renderer). */
import { shallowRef, type ShallowRef } from 'vue';
import type { Evaluation, LossChunk } from '../../shared/runs/run';

const firstCapacity = 1024;

function grown<A extends Float32Array | Float64Array>(array: A, needed: number): A {
  if (needed <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => A)(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}

/** Losses of the steps 0 … length − 1. Not reactive: watch the version beside it. */
export class GrowingSeries {
  /** Only the first `length` entries mean something; replaced by a larger array as it grows. */
  values: Float32Array = new Float32Array(firstCapacity);
  length = 0;
  /** One entry a chunk, in order: its first step and its training time at start and end; `chunkCount` of them. */
  chunkFirstSteps: Float64Array = new Float64Array(64);
  chunkStartMs: Float64Array = new Float64Array(64);
  chunkEndMs: Float64Array = new Float64Array(64);
  chunkCount = 0;

  /** Adds or overwrites a chunk; false if steps before it are missing, and nothing is changed then. */
  append(chunk: LossChunk): boolean {
    const { firstStep, losses } = chunk;
    if (firstStep > this.length) return false;
    if (losses.length === 0) return true;
    const end = firstStep + losses.length;
    this.values = grown(this.values, end);
    this.values.set(losses, firstStep);
    this.length = Math.max(this.length, end);
    // A run resumed from a checkpoint repeats steps: their times are the new ones.
    while (this.chunkCount > 0 && (this.chunkFirstSteps[this.chunkCount - 1] as number) >= firstStep) {
      this.chunkCount--;
    }
    this.pushChunk(firstStep, chunk.startMs, chunk.endMs);
    return true;
  }

  private pushChunk(firstStep: number, startMs: number, endMs: number): void {
    const index = this.chunkCount++;
    this.chunkFirstSteps = grown(this.chunkFirstSteps, index + 1);
    this.chunkStartMs = grown(this.chunkStartMs, index + 1);
    this.chunkEndMs = grown(this.chunkEndMs, index + 1);
    this.chunkFirstSteps[index] = firstStep;
    this.chunkStartMs[index] = startMs;
    this.chunkEndMs[index] = endMs;
  }

  /** Training time at a step, milliseconds, on a straight line within its chunk. */
  msAt(step: number): number {
    if (this.chunkCount === 0) return 0;
    let [low, high] = [0, this.chunkCount - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.chunkFirstSteps[middle] as number) <= step) low = middle;
      else high = middle - 1;
    }
    const first = this.chunkFirstSteps[low] as number;
    const end = low + 1 < this.chunkCount ? (this.chunkFirstSteps[low + 1] as number) : this.length;
    const share = end > first ? Math.min(1, Math.max(0, (step - first) / (end - first))) : 0;
    const start = this.chunkStartMs[low] as number;
    return start + share * ((this.chunkEndMs[low] as number) - start);
  }

  /** Forgets everything. */
  clear(): void {
    this.length = 0;
    this.chunkCount = 0;
  }
}

/** Everything that is known of a run's course. */
export interface SeriesEntry {
  readonly losses: GrowingSeries;
  /** In order of step, one a step. Mutated in place. */
  readonly evaluations: Evaluation[];
  /** Counts changes of either. */
  readonly version: Readonly<ShallowRef<number>>;
}

/** Puts evaluations in their place; one of the same step replaces the old one. */
export function mergeEvaluations(into: Evaluation[], fresh: readonly Evaluation[]): void {
  for (const evaluation of fresh) {
    let at = into.length;
    while (at > 0 && (into[at - 1] as Evaluation).step > evaluation.step) at--;
    const same = at > 0 && (into[at - 1] as Evaluation).step === evaluation.step;
    if (same) into[at - 1] = evaluation;
    else into.splice(at, 0, evaluation);
  }
}

/** A series that takes chunks as they come and asks for what is missing. */
export class SeriesBuffer implements SeriesEntry {
  readonly losses = new GrowingSeries();
  readonly evaluations: Evaluation[] = [];
  readonly version = shallowRef(0);
  private pending: LossChunk[] = [];

  /** False if a gap was found: the chunks wait until `append` has brought what is missing. */
  append(chunks: readonly LossChunk[], evaluations: readonly Evaluation[]): boolean {
    const all = [...this.pending, ...chunks].sort((a, b) => a.firstStep - b.firstStep);
    this.pending = all.filter((chunk) => !this.losses.append(chunk));
    mergeEvaluations(this.evaluations, evaluations);
    if (all.length > this.pending.length || evaluations.length > 0) this.version.value++;
    return this.pending.length === 0;
  }
}
