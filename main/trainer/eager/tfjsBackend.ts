/** tfjs as a backend of the eager engine, on whatever backend tfjs itself runs (WebAssembly, JavaScript); training workers only. */
import type * as tfjs from '@tensorflow/tfjs-core';
import type { NetworkOps } from '../../../shared/maths/ops';
import type { EagerBackend } from './eagerEngine';

type Tfjs = typeof tfjs;
type Tensor = tfjs.Tensor;

/** @param tf tfjs-core with a backend set up */
export function tfjsBackend(tf: Tfjs): EagerBackend<Tensor> {
  return {
    ops: tfjsOps(tf),
    tensor: (values, shape) => tf.tensor(Float32Array.from(values), [...shape], 'float32'),
    labels: (values) => tf.tensor1d(Int32Array.from(values), 'int32'),
    values: (x) => x.dataSync(),
    scope: (use) => {
      tf.engine().startScope();
      try {
        return use((x) => tf.keep(x));
      } finally {
        tf.engine().endScope();
      }
    },
    free: (x) => x.dispose(),
  };
}

/** The operations by tfjs; differentiable where tfjs's own are. */
export function tfjsOps(tf: Tfjs): NetworkOps<Tensor> {
  const float = (x: Tensor) => tf.cast(x, 'float32');
  const scalar = (value: number) => tf.scalar(value, 'float32');
  const matrix = (x: Tensor) => x as tfjs.Tensor2D;
  return {
    scalar,
    add: (a, b) => tf.add(a, b),
    sub: (a, b) => tf.sub(a, b),
    mul: (a, b) => tf.mul(a, b),
    div: (a, b) => tf.div(a, b),
    maximum: (a, b) => tf.maximum(a, b),
    minimum: (a, b) => tf.minimum(a, b),
    neg: (x) => tf.neg(x),
    exp: (x) => tf.exp(x),
    expm1: (x) => tf.expm1(x),
    log: (x) => tf.log(x),
    log1p: (x) => tf.log1p(x),
    sqrt: (x) => tf.sqrt(x),
    square: (x) => tf.square(x),
    abs: (x) => tf.abs(x),
    sign: (x) => tf.sign(x),
    tanh: (x) => tf.tanh(x),
    sigmoid: (x) => tf.sigmoid(x),
    softplus: (x) => tf.softplus(x),
    erf: (x) => tf.erf(x),
    relu: (x) => tf.relu(x),
    greater: (a, b) => float(tf.greater(a, b)),
    greaterEqual: (a, b) => float(tf.greaterEqual(a, b)),
    select: (mask, a, b) => tf.where(tf.cast(mask, 'bool'), a, b),
    sumRows: (x) => tf.sum(x, 1, true),
    meanRows: (x) => tf.mean(x, 1),
    columns: (x) => scalar(x.shape[1] ?? 1),
    softmax: (x) => tf.softmax(x),
    softmaxCrossEntropy: (logits, labels) => {
      const hot = float(tf.oneHot(labels as tfjs.Tensor1D, logits.shape[1] ?? 1));
      const logP = tf.logSoftmax(logits);
      return { loss: tf.neg(tf.sum(tf.mul(logP, hot), 1)), gradient: tf.sub(tf.exp(logP), hot) };
    },
    reluGrad: (dy, y) => tf.mul(dy, float(tf.greater(y, scalar(0)))),
    tanhGrad: (dy, y) => tf.mul(dy, tf.sub(scalar(1), tf.square(y))),
    sigmoidGrad: (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(scalar(1), y))),
    layerProduct: (x, kernel) => tf.matMul(matrix(x), matrix(kernel)),
    kernelGradient: (x, dz) => tf.matMul(matrix(x), matrix(dz), true, false),
    inputGradient: (dz, kernel) => tf.matMul(matrix(dz), matrix(kernel), false, true),
    addBias: (x, bias) => tf.add(x, bias),
    sumColumns: (x) => tf.sum(x, 0),
    sum: (x) => tf.sum(x),
  };
}
