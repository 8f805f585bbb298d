/** Evaluations come back as they were. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packEvaluations, unpackEvaluations } from './packedEvaluations';
import type { Evaluation } from './run';

test('packed and unpacked they are the same', () => {
  const metric = fc.option(fc.double({ noNaN: true }));
  const evaluation: fc.Arbitrary<Evaluation> = fc.record({
    ...{ step: fc.nat(), epoch: fc.double({ noNaN: true }), elapsedMs: fc.double({ noNaN: true }) },
    ...{ trainLoss: metric, trainError: metric, testLoss: metric, testError: metric },
  });
  fc.assert(
    fc.property(fc.array(evaluation), (list) => {
      expect(unpackEvaluations(packEvaluations(list))).toEqual(list);
    }),
  );
});
