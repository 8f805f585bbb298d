/** Evaluations from one array of numbers: by the thousand they travel as that; pure, runs anywhere. */
import type { Evaluation } from './run';

const places = ['step', 'epoch', 'elapsedMs'] as const;
const metrics = ['trainLoss', 'trainError', 'testLoss', 'testError'] as const;
const fields = [...places, ...metrics] as const;

/** What the numbers of an evaluation are, in their order. */
export const packedFields: readonly (keyof Evaluation)[] = fields;

/** Evaluations from seven numbers each, in the order of `packedFields`. A metric that is NaN becomes null, as it does when it is saved. */
export function unpackEvaluations(packed: Float64Array): Evaluation[] {
  const at = (index: number): number => packed[index] as number;
  return Array.from({ length: packed.length / fields.length }, (_, row): Evaluation => {
    const from = row * fields.length;
    const metric = (i: number): number | null => {
      const value = at(from + places.length + i);
      return Number.isNaN(value) ? null : value;
    };
    // Spelled out: a hundred thousand of them are made at a time.
    return {
      step: at(from),
      epoch: at(from + 1),
      elapsedMs: at(from + 2),
      trainLoss: metric(0),
      trainError: metric(1),
      testLoss: metric(2),
      testError: metric(3),
    };
  });
}
