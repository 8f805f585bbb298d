/** Evaluations as one array of numbers and back: by the thousand they travel as that; pure, runs anywhere. */
import type { Evaluation } from './run';

const places = ['step', 'epoch', 'elapsedMs'] as const;
const metrics = ['trainLoss', 'trainError', 'testLoss', 'testError'] as const;
const fields = [...places, ...metrics] as const;

/** What the numbers of an evaluation are, in their order. */
export const packedFields: readonly (keyof Evaluation)[] = fields;

/** Seven numbers an evaluation, in the order of its fields; null becomes NaN. */
export function packEvaluations(evaluations: readonly Evaluation[]): Float64Array {
  const packed = new Float64Array(evaluations.length * fields.length);
  evaluations.forEach((evaluation, row) => {
    fields.forEach((field, i) => (packed[row * fields.length + i] = evaluation[field] ?? NaN));
  });
  return packed;
}

/** What `packEvaluations` has packed. A metric that is NaN becomes null, as it does when it is saved. */
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
