/** Softmax and cross-entropy by hand, in float64: naive and stable, Jacobian, gradients; runs anywhere. */

/** e^{x_i} / Σ e^{x_j} as it stands: overflows to NaN where an x is above 709. */
export function naiveSoftmax(x: readonly number[]): number[] {
  const powers = x.map((value) => Math.exp(value));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** The same with the largest x taken away first, which changes nothing but the size of the numbers. */
export function softmax(x: readonly number[]): number[] {
  const largest = Math.max(...x);
  return naiveSoftmax(x.map((value) => value - largest));
}

/** ∂s_i/∂x_j = s_i (δ_ij − s_j), row i. Rows and columns sum to 0. */
export function softmaxJacobian(x: readonly number[]): number[][] {
  const s = softmax(x);
  return s.map((si, i) => s.map((sj, j) => si * ((i === j ? 1 : 0) - sj)));
}

/** The Jacobian by central differences of step h. */
export function numericJacobian(x: readonly number[], h = 1e-6): number[][] {
  const columns = x.map((_, j) => {
    const moved = (by: number) => softmax(x.map((value, k) => (k === j ? value + by : value)));
    const [up, down] = [moved(h), moved(-h)];
    return up.map((value, i) => (value - (down[i] as number)) / (2 * h));
  });
  return x.map((_, i) => columns.map((column) => column[i] as number));
}

/** H(y, p) = −Σ y_i ln p_i; terms with y_i = 0 are 0 whatever p_i is. */
export function crossEntropy(y: readonly number[], p: readonly number[]): number {
  return y.reduce((sum, yi, i) => (yi === 0 ? sum : sum - yi * Math.log(p[i] as number)), 0);
}

/** ∂H/∂p_i = −y_i / p_i. */
export function crossEntropyByProbabilities(y: readonly number[], p: readonly number[]): number[] {
  return y.map((yi, i) => (yi === 0 ? 0 : -yi / (p[i] as number)));
}

/** ∂H(y, softmax(x))/∂x_i = s_i Σ y − y_i: the Jacobian times the gradient by p, simplified. */
export function crossEntropyByLogits(y: readonly number[], x: readonly number[]): number[] {
  const total = y.reduce((a, b) => a + b, 0);
  return softmax(x).map((si, i) => si * total - (y[i] as number));
}
