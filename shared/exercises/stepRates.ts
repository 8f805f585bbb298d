/** For which learning rates one gradient step lowers the loss of a layer, and the loss over two weights; runs anywhere. */
import { gradientStep, type StepInput } from '../study/gradientStep';

/** From (not included) to (not included), rates for which the loss after the step is below that before. */
export interface RateInterval {
  readonly from: number;
  readonly to: number;
}

/** Places that are looked at between two powers of ten. */
const perDecade = 40;

/**
 * The rates from 10⁻⁶ to `largest` for which one step lowers the loss: scanned on a logarithmic scale, ends by bisection
 * to 12 digits. Exact for the identity (one interval from 0); for activations with kinks intervals narrower than a
 * fortieth of a decade can be missed.
 */
export function loweringRates(input: StepInput, largest = 1e6): readonly RateInterval[] {
  const { loss, gradient } = gradientStep(input);
  if (gradient.every((value) => value === 0)) return [];
  const lowers = (learningRate: number): boolean => gradientStep({ ...input, learningRate }).nextLoss < loss;
  const decades = Math.log10(largest) + 6;
  const places = Array.from({ length: Math.round(decades * perDecade) + 1 }, (_, i) =>
    Math.pow(10, i / perDecade - 6),
  );
  const intervals: RateInterval[] = [];
  let from: number | null = lowers(places[0] as number) ? 0 : null;
  for (const [i, place] of places.entries()) {
    if (i === 0) continue;
    const before = places[i - 1] as number;
    if (from === null && lowers(place)) from = border(before, place, lowers);
    else if (from !== null && !lowers(place)) {
      intervals.push({ from, to: border(before, place, (rate) => !lowers(rate)) });
      from = null;
    }
  }
  if (from !== null) intervals.push({ from, to: Infinity });
  return intervals;
}

/** Where `holds` begins between a place where it does not and one where it does. */
function border(without: number, within: number, holds: (rate: number) => boolean): number {
  let [low, high] = [without, within];
  for (let i = 0; i < 60 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Loss at each place of a grid of two weights: row r is the r-th value of the second weight. */
export function lossSurface(
  input: StepInput,
  first: readonly number[],
  second: readonly number[],
): readonly (readonly number[])[] {
  return second.map((a2) => first.map((a1) => gradientStep({ ...input, weights: [a1, a2] }).loss));
}
