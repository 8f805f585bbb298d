/** Evaluations come back as they were. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packedFields, unpackEvaluations } from './packedEvaluations';
import type { Evaluation } from './run';

/** As the store packs them: null becomes NaN. */
const packed = (evaluations: readonly Evaluation[]): Float64Array =>
  Float64Array.from(evaluations.flatMap((one) => packedFields.map((field) => one[field] ?? NaN)));

test('packed and unpacked they are the same', () => {
  const metric = fc.option(fc.double({ noNaN: true }));
  const evaluation: fc.Arbitrary<Evaluation> = fc.record({
    ...{ step: fc.nat(), epoch: fc.double({ noNaN: true }), elapsedMs: fc.double({ noNaN: true }) },
    ...{ trainLoss: metric, trainError: metric, testLoss: metric, testError: metric },
  });
  fc.assert(
    fc.property(fc.array(evaluation), (list) => {
      expect(unpackEvaluations(packed(list))).toEqual(list);
    }),
  );
});
