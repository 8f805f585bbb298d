/** One training step of a dense network, written once for every backend: forward, loss, backward, regularisation, update. */
import { activationOf } from '../../shared/catalog/activations';
import { lossOf } from '../../shared/catalog/losses';
import { optimizerOf } from '../../shared/catalog/optimizers';
import type { NetworkOps } from '../../shared/maths/ops';
import type { NetworkSpec } from './network';

/** A layer's parameters: kernel [inputs, units], bias [units]. */
export interface DenseLayer<T> {
  readonly kernel: T;
  readonly bias: T;
}

/** The rows a step is made on. */
export interface Batch<T> {
  /** Standardised features [B, inputs]. */
  readonly x: T;
  /** Class indices, int32 [B]. */
  readonly labels: T;
  /** One-hot labels [B, outputs]; with one output unit the labels themselves [B, 1]. */
  readonly targets: T;
  /** 1/B as a float scalar. */
  readonly inverseRows: T;
  /** Dropout mask of each hidden layer [B, units], already divided by the share kept; empty for none. */
  readonly masks: readonly T[];
}

interface HiddenLayer<T> {
  /** What goes into the layer. */
  readonly input: T;
  /** Before and after the activation. */
  readonly z: T;
  readonly y: T;
}

/** The hidden layers' values and the logits [B, outputs]. */
export interface ForwardPass<T> {
  readonly hidden: readonly HiddenLayer<T>[];
  /** What goes into the output layer. */
  readonly last: T;
  readonly logits: T;
}

/** Runs the network; `masks` empty for evaluation. */
export function forward<T>(
  ops: NetworkOps<T>,
  spec: NetworkSpec,
  layers: readonly DenseLayer<T>[],
  x: T,
  masks: readonly T[] = [],
): ForwardPass<T> {
  const hidden: HiddenLayer<T>[] = [];
  let input = x;
  spec.activations.forEach((choice, i) => {
    const z = dense(ops, layerAt(layers, i), input);
    const y = activationOf(choice.id).forward(ops, z, choice.params);
    hidden.push({ input, z, y });
    const mask = masks[i];
    input = mask === undefined ? y : ops.mul(y, mask);
  });
  return { hidden, last: input, logits: dense(ops, layerAt(layers, layers.length - 1), input) };
}

/** The batch's loss (a scalar, with its penalties) and its gradient by every parameter. */
export function lossAndGradients<T>(
  ops: NetworkOps<T>,
  spec: NetworkSpec,
  layers: readonly DenseLayer<T>[],
  batch: Batch<T>,
): { loss: T; gradients: DenseLayer<T>[] } {
  const pass = forward(ops, spec, layers, batch.x, batch.masks);
  const { logits } = pass;
  const { labels, targets, inverseRows } = batch;
  const rows = lossOf(spec.loss).evaluate(ops, { logits, labels, targets });
  let loss = ops.mul(ops.sum(rows.loss), inverseRows);
  // dL/dz of the layer that is being gone through, from the last to the first.
  let dz = ops.mul(rows.gradient, inverseRows);
  const gradients: DenseLayer<T>[] = [];
  for (let i = layers.length - 1; i >= 0; i--) {
    const { kernel } = layerAt(layers, i);
    const input = pass.hidden[i]?.input ?? pass.last;
    const plain = ops.kernelGradient(input, dz);
    gradients.unshift({ kernel: withPenalty(ops, spec, kernel, plain), bias: ops.sumColumns(dz) });
    loss = plusPenalty(ops, spec, kernel, loss);
    const below = pass.hidden[i - 1];
    const choice = spec.activations[i - 1];
    if (!below || !choice) continue;
    const dropped = ops.inputGradient(dz, kernel);
    const mask = batch.masks[i - 1];
    const dy = mask === undefined ? dropped : ops.mul(dropped, mask);
    dz = activationOf(choice.id).backward(ops, { x: below.z, y: below.y, dy }, choice.params);
  }
  return { loss, gradients };
}

/** One parameter after the step, by the catalog's formula. */
export function updated<T>(
  ops: NetworkOps<T>,
  spec: NetworkSpec,
  parameter: { readonly value: T; readonly gradient: T; readonly slots: readonly T[] },
  step: { readonly learningRate: T; readonly scalars: readonly T[] },
): { value: T; slots: readonly T[] } {
  return optimizerOf(spec.optimizer.id).update(ops, { ...parameter, ...step }, spec.optimizer.params);
}

function dense<T>(ops: NetworkOps<T>, { kernel, bias }: DenseLayer<T>, x: T): T {
  return ops.addBias(ops.layerProduct(x, kernel), bias);
}

/** gradient + λ₁ sign(w) + 2 λ₂ w. */
function withPenalty<T>(ops: NetworkOps<T>, { l1, l2 }: NetworkSpec, kernel: T, gradient: T): T {
  let sum = gradient;
  if (l1 > 0) sum = ops.add(sum, ops.mul(ops.scalar(l1), ops.sign(kernel)));
  if (l2 > 0) sum = ops.add(sum, ops.mul(ops.scalar(2 * l2), kernel));
  return sum;
}

/** loss + λ₁ Σ|w| + λ₂ Σw². */
function plusPenalty<T>(ops: NetworkOps<T>, { l1, l2 }: NetworkSpec, kernel: T, loss: T): T {
  let sum = loss;
  if (l1 > 0) sum = ops.add(sum, ops.mul(ops.scalar(l1), ops.sum(ops.abs(kernel))));
  if (l2 > 0) sum = ops.add(sum, ops.mul(ops.scalar(l2), ops.sum(ops.square(kernel))));
  return sum;
}

function layerAt<T>(layers: readonly DenseLayer<T>[], index: number): DenseLayer<T> {
  const layer = layers[index];
  if (!layer) throw new Error(`the network has no layer ${index}`);
  return layer;
}
