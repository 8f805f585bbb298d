/** Several groups of values against one, on equal keys: the tests together, as many comparisons find differences by chance; runs anywhere. */
import { comparePairs, decidingP, holm, verdictOf, type PairedResult, type PairedVerdict } from './paired';
import { pairUp, type Keyed } from './pairing';

/** A group against the reference. */
export interface PairedTest {
  /** null where there is no pair. */
  readonly result: PairedResult | null;
  readonly verdict: PairedVerdict;
  /** After Holm's correction for as many tests as there are; null where nothing was tested. */
  readonly adjustedP: number | null;
  /** Values of either without a partner. */
  readonly alone: number;
}

/** Tests each of the others against the reference, in their order. Fewer than two pairs are no test, and none is counted for them. */
export function testAgainst(
  reference: readonly Keyed[],
  others: readonly (readonly Keyed[])[],
): PairedTest[] {
  const paired = others.map((other) => {
    const { pairs, alone } = pairUp(reference, other);
    return { alone, result: comparePairs(pairs) };
  });
  const counted = paired.filter(({ result }) => result !== null && result.n > 1);
  const adjusted = holm(counted.map(({ result }) => decidingP(result as PairedResult)));
  return paired.map((one) => {
    const at = counted.indexOf(one);
    const adjustedP = at < 0 ? null : (adjusted[at] as number);
    const verdict = one.result && adjustedP !== null ? verdictOf(one.result, adjustedP) : 'too-few';
    return { ...one, adjustedP, verdict };
  });
}
