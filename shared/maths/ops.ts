/**
 * The tensor operations in which activations, losses and optimisers are written once.
 * Backends interpret them: the TensorFlow graph writer (fast path), tfjs (eager path), float64 arrays (reference, gradient check).
 * Pure types; runs anywhere.
 */

/** Tensor operations over a backend's handle type `T`. Elementwise ones broadcast like NumPy. */
export interface Ops<T> {
  /** A float scalar constant. */
  scalar(value: number): T;
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  div(a: T, b: T): T;
  maximum(a: T, b: T): T;
  minimum(a: T, b: T): T;
  neg(x: T): T;
  exp(x: T): T;
  expm1(x: T): T;
  log(x: T): T;
  log1p(x: T): T;
  sqrt(x: T): T;
  square(x: T): T;
  abs(x: T): T;
  sign(x: T): T;
  tanh(x: T): T;
  sigmoid(x: T): T;
  softplus(x: T): T;
  erf(x: T): T;
  relu(x: T): T;
  /** 1 where a > b, else 0, as float. */
  greater(a: T, b: T): T;
  /** 1 where a ≥ b, else 0, as float. */
  greaterEqual(a: T, b: T): T;
  /** `a` where mask is 1, `b` where it is 0; unlike a product, a NaN or Inf on the side not taken does no harm. */
  select(mask: T, a: T, b: T): T;
  /** Row sums: [rows, columns] → [rows, 1]. */
  sumRows(x: T): T;
  /** Row means: [rows, columns] → [rows]. */
  meanRows(x: T): T;
  /** The number of columns of [rows, columns], as a float scalar. */
  columns(x: T): T;
  /** Softmax over columns of [rows, columns]. */
  softmax(x: T): T;
  /** Cross-entropy of softmax(logits) against labels: loss per row [rows] and its gradient by the logits [rows, columns]. */
  softmaxCrossEntropy(logits: T, labels: T): { loss: T; gradient: T };
  /** dy·ReLU′ given the output y. */
  reluGrad(dy: T, y: T): T;
  /** dy·(1 − y²) given the output y = tanh x. */
  tanhGrad(dy: T, y: T): T;
  /** dy·y(1 − y) given the output y = σ(x). */
  sigmoidGrad(dy: T, y: T): T;
}

/** What a dense network needs on top: matrices are [rows, columns]. */
export interface NetworkOps<T> extends Ops<T> {
  /** A layer's product x·W: [B, inputs] → [B, units]. Which way round W lies in memory is the backend's own affair. */
  layerProduct(x: T, kernel: T): T;
  /** The gradient xᵀ·dz by the kernel of a layer that was given x [B, inputs]; it lies as the kernel does. */
  kernelGradient(x: T, dz: T): T;
  /** The gradient dz·Wᵀ by what the layer was given: [B, units] → [B, inputs]. */
  inputGradient(dz: T, kernel: T): T;
  /** Adds `bias` [columns] to every row. */
  addBias(x: T, bias: T): T;
  /** Column sums: [rows, columns] → [columns]. */
  sumColumns(x: T): T;
  /** Sum of all elements, as a scalar. */
  sum(x: T): T;
}
