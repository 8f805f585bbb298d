/** The normal distribution: its function, the inverse, and masses of intervals; runs anywhere. */
/** Hart's rational approximation (1968, no. 5666), as West (2004) gives it. */
const hartTop = [
  0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
];
const hartBottom = [
  0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
  793.826512519948, 440.413735824752,
];

/** Φ(x), the probability below x; absolute error below 1e-14, below 0 also relative to the value. */
export function normalCdf(x: number): number {
  if (x > 0) return 1 - normalCdf(-x);
  const a = -x;
  if (a > 37) return 0;
  const density = Math.exp(-0.5 * a * a);
  if (a < 7.07106781186547) return (density * polynomial(hartTop, a)) / polynomial(hartBottom, a);
  const fraction = a + 1 / (a + 2 / (a + 3 / (a + 4 / (a + 0.65))));
  return density / fraction / 2.506628274631;
}

/** Probability between a and b (a ≤ b), in standard deviations; relatively exact in both tails. */
export function normalMass(a: number, b: number): number {
  return Math.max(0, a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a));
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

/** The highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

function roughQuantile(p: number): number {
  if (p < tailStart) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(tailTop, q) / polynomial(tailBottom, q);
  }
  const q = p - 0.5;
  const r = q * q;
  return (q * polynomial(centralTop, r)) / polynomial(centralBottom, r);
}
