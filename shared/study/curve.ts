/** A run's losses, every step, brought down to what a small picture can show; runs anywhere. */
import type { LossChunk } from '../runs/run';

/** First, smallest, largest and last loss of each stretch of steps, in order: the line through them covers what all would. */
export interface Curve {
  /** Steps in all. */
  readonly totalSteps: number;
  /** Steps and their losses, ascending. */
  readonly steps: readonly number[];
  readonly losses: readonly number[];
  readonly first: number;
  readonly last: number;
  readonly lowest: number;
}

/** The curve on so many columns of equal width; null where there is no finite loss. */
export function curveOf(chunks: readonly LossChunk[], columns: number): Curve | null {
  const total = chunks.reduce((most, { firstStep, losses }) => Math.max(most, firstStep + losses.length), 0);
  const width = Math.max(1, total / columns);
  const picked: { steps: number[]; losses: number[] } = { steps: [], losses: [] };
  let stretch: Stretch | null = null;
  let lowest = Infinity;
  for (const { firstStep, losses } of chunks) {
    for (let i = 0; i < losses.length; i++) {
      const loss = losses[i] as number;
      if (!Number.isFinite(loss)) continue;
      const step = firstStep + i;
      const column = Math.floor(step / width);
      if (!stretch || stretch.column !== column) {
        if (stretch) take(stretch, picked);
        stretch = newStretch(column, step, loss);
      }
      grow(stretch, step, loss);
      lowest = Math.min(lowest, loss);
    }
  }
  if (!stretch) return null;
  take(stretch, picked);
  const [first] = picked.losses;
  return { totalSteps: total, ...picked, first: first as number, last: stretch.last.loss, lowest };
}

interface Place {
  readonly step: number;
  readonly loss: number;
}
interface Stretch {
  readonly column: number;
  readonly first: Place;
  min: Place;
  max: Place;
  last: Place;
}

function newStretch(column: number, step: number, loss: number): Stretch {
  const place = { step, loss };
  return { column, first: place, min: place, max: place, last: place };
}

function grow(stretch: Stretch, step: number, loss: number): void {
  const place = { step, loss };
  if (loss < stretch.min.loss) stretch.min = place;
  if (loss > stretch.max.loss) stretch.max = place;
  stretch.last = place;
}

function take({ first, min, max, last }: Stretch, into: { steps: number[]; losses: number[] }): void {
  const places = [first, min, max, last].sort((a, b) => a.step - b.step);
  for (const { step, loss } of places) {
    if (into.steps.at(-1) === step) continue;
    into.steps.push(step);
    into.losses.push(Number(loss.toPrecision(6)));
  }
}
