/** The tensor operations as nodes of a TensorFlow graph, with TensorFlow's fused kernels where it has them; training workers only. */
import type { NetworkOps } from '../../../shared/maths/ops';
import type { FunctionBuilder } from './functionBuilder';
import { attr, type GraphTensor } from './nodes';

const floats = { T: attr.type('float32') };

/** Operations that add nodes to `builder`. */
export function graphOps(builder: FunctionBuilder): NetworkOps<GraphTensor> {
  const unary =
    (op: string, port = 'y') =>
    (x: GraphTensor) =>
      builder.node(op, port, 'float32', [x], { attrs: floats, columns: x.columns });
  const binary =
    (op: string, port = 'z') =>
    (a: GraphTensor, b: GraphTensor) =>
      builder.node(op, port, 'float32', [a, b], { attrs: floats, columns: a.columns ?? b.columns });
  const compare = (op: string) => (a: GraphTensor, b: GraphTensor) => {
    const asBool = builder.node(op, 'z', 'bool', [a, b], { attrs: floats, columns: a.columns });
    // Where only `select` uses it, the cast is pruned.
    return { ...builder.cast(asBool, 'float32'), asBool };
  };
  const reduce = (op: string, x: GraphTensor, axes: number[], keep: boolean) =>
    builder.node(op, 'output', 'float32', [x, builder.int(axes)], {
      attrs: { ...floats, Tidx: attr.type('int32'), keep_dims: attr.bool(keep) },
      columns: keep ? 1 : null,
    });
  const matMul = (
    a: GraphTensor,
    b: GraphTensor,
    transposed: { readonly a?: boolean; readonly b?: boolean },
    columns: number | null,
  ) =>
    builder.node('MatMul', 'product', 'float32', [a, b], {
      attrs: {
        ...floats,
        transpose_a: attr.bool(transposed.a ?? false),
        transpose_b: attr.bool(transposed.b ?? false),
      },
      columns,
    });
  const greater = compare('Greater');
  const reluGrad = binary('ReluGrad', 'backprops');
  const tanhGrad = binary('TanhGrad');
  const sigmoidGrad = binary('SigmoidGrad');

  return {
    scalar: (value) => builder.float(value),
    add: binary('AddV2'),
    sub: binary('Sub'),
    mul: binary('Mul'),
    div: binary('RealDiv'),
    maximum: binary('Maximum'),
    minimum: binary('Minimum'),
    neg: unary('Neg'),
    exp: unary('Exp'),
    expm1: unary('Expm1'),
    log: unary('Log'),
    log1p: unary('Log1p'),
    sqrt: unary('Sqrt'),
    square: unary('Square'),
    abs: unary('Abs'),
    sign: unary('Sign'),
    tanh: unary('Tanh'),
    sigmoid: unary('Sigmoid'),
    softplus: unary('Softplus', 'activations'),
    erf: unary('Erf'),
    relu: unary('Relu', 'activations'),
    greater,
    greaterEqual: compare('GreaterEqual'),
    select: (mask, a, b) => {
      const condition = mask.asBool ?? greater(mask, builder.float(0.5)).asBool;
      return builder.node('SelectV2', 'output', 'float32', [condition, a, b], {
        attrs: floats,
        columns: a.columns ?? b.columns,
      });
    },
    sumRows: (x) => reduce('Sum', x, [1], true),
    meanRows: (x) => reduce('Mean', x, [1], false),
    columns: (x) => {
      if (x.columns === null) throw new Error(`the number of columns of ${x.ref} is not known`);
      return builder.float(x.columns);
    },
    softmax: unary('Softmax', 'softmax'),
    softmaxCrossEntropy: (logits, labels) => {
      const { loss, backprop } = builder.nodeWith(
        'SparseSoftmaxCrossEntropyWithLogits',
        { loss: 'float32', backprop: 'float32' },
        [logits, labels],
        { attrs: { ...floats, Tlabels: attr.type('int32') }, columns: logits.columns },
      );
      return { loss: { ...loss, columns: null }, gradient: backprop };
    },
    reluGrad,
    // These two take the output first, unlike ReluGrad.
    tanhGrad: (dy, y) => tanhGrad(y, dy),
    sigmoidGrad: (dy, y) => sigmoidGrad(y, dy),
    // Kernels lie with a row for each unit: [units, inputs].
    layerProduct: (x, kernel) => matMul(x, kernel, { b: true }, kernel.rows ?? null),
    kernelGradient: (x, dz) => matMul(dz, x, { a: true }, x.columns),
    inputGradient: (dz, kernel) => matMul(dz, kernel, {}, kernel.columns),
    addBias: binary('BiasAdd', 'output'),
    sumColumns: (x) => builder.node('BiasAddGrad', 'output', 'float32', [x], { attrs: floats }),
    sum: (x) => {
      const axes = x.columns === null ? [0] : [0, 1];
      return reduce('Sum', x, axes, false);
    },
  };
}
