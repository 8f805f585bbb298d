/** One gradient step of the layer y = g(A·X) on the loss ½ Σ (y − t)², in float64; runs anywhere. */

export const stepActivations = ['identity', 'relu', 'sigmoid', 'tanh'] as const;
export type StepActivation = (typeof stepActivations)[number];

export interface StepInput {
  /** A, one weight a row of X. */
  readonly weights: readonly number[];
  /** X, [weights, columns]. */
  readonly inputs: readonly (readonly number[])[];
  /** t, one a column. */
  readonly targets: readonly number[];
  readonly learningRate: number;
  readonly activation: StepActivation;
}

export interface StepOutcome {
  readonly outputs: readonly number[];
  readonly loss: number;
  /** ∂L/∂A; the derivative of ReLU at 0 is 0. */
  readonly gradient: readonly number[];
  readonly nextWeights: readonly number[];
  readonly nextOutputs: readonly number[];
  readonly nextLoss: number;
}

/** Contract: as many rows in `inputs` as weights, as many columns as targets. */
export function gradientStep({ weights, inputs, targets, learningRate, activation }: StepInput): StepOutcome {
  const before = layer(weights, inputs, activation);
  const errors = before.outputs.map((y, j) => y - (targets[j] ?? 0));
  const gradient = inputs.map((row) =>
    row.reduce((sum, x, j) => sum + (errors[j] ?? 0) * (before.slopes[j] ?? 0) * x, 0),
  );
  const nextWeights = weights.map((weight, i) => weight - learningRate * (gradient[i] ?? 0));
  const after = layer(nextWeights, inputs, activation);
  return {
    outputs: before.outputs,
    loss: halfSquares(before.outputs, targets),
    gradient,
    nextWeights,
    nextOutputs: after.outputs,
    nextLoss: halfSquares(after.outputs, targets),
  };
}

function layer(
  weights: readonly number[],
  inputs: readonly (readonly number[])[],
  activation: StepInput['activation'],
): { readonly outputs: readonly number[]; readonly slopes: readonly number[] } {
  const sums = (inputs[0] ?? []).map((_, j) =>
    weights.reduce((sum, weight, i) => sum + weight * (inputs[i]?.[j] ?? 0), 0),
  );
  const outputs = sums.map((z) => valueOf[activation](z));
  return { outputs, slopes: sums.map((z, j) => slopeOf[activation](z, outputs[j] as number)) };
}

const valueOf: Readonly<Record<StepActivation, (z: number) => number>> = {
  identity: (z) => z,
  relu: (z) => Math.max(0, z),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
};
/** g′(z), from z and y = g(z). */
const slopeOf: Readonly<Record<StepActivation, (z: number, y: number) => number>> = {
  identity: () => 1,
  relu: (z) => (z > 0 ? 1 : 0),
  sigmoid: (_z, y) => y * (1 - y),
  tanh: (_z, y) => 1 - y * y,
};

const halfSquares = (outputs: readonly number[], targets: readonly number[]): number =>
  outputs.reduce((sum, y, j) => sum + (y - (targets[j] ?? 0)) ** 2, 0) / 2;
