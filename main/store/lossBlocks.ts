/** How losses are laid out in rows: cuts, joins and their times, without a database; main process and command line. */
import type { LossChunk } from '../../shared/runs/run';

/** Rows at the end of a run hold at most so many steps: appending rewrites 2 KB, less than a page. */
export const tailSteps = 512;
/** Full rows are joined to so many steps: 500,000 steps are 61 rows and a remainder. */
export const blockSteps = 8192;

/** A joined row: the training time after each `tailSteps` is kept, so that joining loses nothing. */
export interface LossBlock extends LossChunk {
  readonly knotsMs: Float64Array;
}

/** Smallest, largest and last loss; null where there is none that is a number. */
export interface LossSummary {
  readonly min: number | null;
  readonly max: number | null;
  readonly last: number | null;
}

export const endStep = (chunk: LossChunk): number => chunk.firstStep + chunk.losses.length;

/** The steps [from, to) of a chunk; its times are spread evenly over its steps. */
export function sliceChunk(chunk: LossChunk, from: number, to: number): LossChunk {
  const first = Math.max(from, chunk.firstStep);
  const end = Math.min(to, endStep(chunk));
  const timeAt = (step: number): number => {
    const share = (step - chunk.firstStep) / chunk.losses.length;
    return chunk.startMs + share * (chunk.endMs - chunk.startMs);
  };
  return {
    firstStep: first,
    losses: chunk.losses.subarray(first - chunk.firstStep, Math.max(first, end) - chunk.firstStep),
    startMs: first === chunk.firstStep ? chunk.startMs : timeAt(first),
    endMs: end === endStep(chunk) ? chunk.endMs : timeAt(end),
  };
}

/** The chunk in pieces that do not cross a multiple of `size`. */
export function cutAtMultiples(chunk: LossChunk, size: number): LossChunk[] {
  const pieces: LossChunk[] = [];
  for (let from = chunk.firstStep; from < endStep(chunk);) {
    const to = Math.min(endStep(chunk), (Math.floor(from / size) + 1) * size);
    pieces.push(sliceChunk(chunk, from, to));
    from = to;
  }
  return pieces;
}

/** Neighbours as one. */
export function joinChunks(chunks: readonly LossChunk[]): LossChunk {
  const [first] = chunks;
  const last = chunks.at(-1);
  if (!first || !last) throw new Error('nothing to join');
  const losses = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.losses.length, 0));
  for (const chunk of chunks) losses.set(chunk.losses, chunk.firstStep - first.firstStep);
  return { firstStep: first.firstStep, losses, startMs: first.startMs, endMs: last.endMs };
}

/** A joined row from its full tail rows. */
export function makeBlock(rows: readonly LossChunk[]): LossBlock {
  return { ...joinChunks(rows), knotsMs: Float64Array.from(rows, ({ endMs }) => endMs) };
}

/** The tail rows that a joined row was made from. */
export function splitBlock(block: LossBlock): LossChunk[] {
  return Array.from(block.knotsMs, (endMs, i) => ({
    firstStep: block.firstStep + i * tailSteps,
    losses: block.losses.subarray(i * tailSteps, (i + 1) * tailSteps),
    startMs: i === 0 ? block.startMs : block.knotsMs[i - 1]!,
    endMs,
  }));
}

export function summarize(losses: Float32Array): LossSummary {
  let min = Infinity;
  let max = -Infinity;
  for (const loss of losses) {
    if (loss < min) min = loss;
    if (loss > max) max = loss;
  }
  const last = losses.at(-1);
  return {
    min: min <= max ? min : null,
    max: min <= max ? max : null,
    last: last === undefined || Number.isNaN(last) ? null : last,
  };
}
