/** The normal distribution: its function, the inverse, and masses of intervals; runs anywhere. */
import { erf } from '../maths/float64';

/** Φ(x), the probability below x; absolute error below 1e-15. */
export function normalCdf(x: number): number {
  return 0.5 * (1 + erf(x * Math.SQRT1_2));
}

/** Probability between a and b (a ≤ b), in standard deviations. */
export function normalMass(a: number, b: number): number {
  return Math.max(0, 0.5 * (erf(b * Math.SQRT1_2) - erf(a * Math.SQRT1_2)));
}

/** ln φ(x). */
export function normalLogPdf(x: number): number {
  return -0.5 * x * x - 0.5 * Math.log(2 * Math.PI);
}

/** Coefficients of Acklam's rational approximations. */
const centralTop = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
];
const centralBottom = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
];
const tailTop = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailBottom = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
const tailStart = 0.02425;

/** x with Φ(x) = p for p in (0, 1): Acklam's approximation and a step of Halley's method. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  const rough = roughQuantile(p);
  const error = (normalCdf(rough) - p) / Math.exp(normalLogPdf(rough));
  return Number.isFinite(error) ? rough - error / (1 + (rough * error) / 2) : rough;
}

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((value, coefficient) => value * x + coefficient, 0);

function roughQuantile(p: number): number {
  if (p < tailStart) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(tailTop, q) / polynomial(tailBottom, q);
  }
  const q = p - 0.5;
  const r = q * q;
  return (q * polynomial(centralTop, r)) / polynomial(centralBottom, r);
}
