/** Small groups of nodes that several functions of a graph share; training workers only. */
import { lossOf } from '../../../shared/catalog/losses';
import type { LayerShape } from '../../../shared/config/plan';
import type { NetworkSpec } from '../network';
import type { DenseLayer } from '../step';
import type { FunctionBuilder } from './functionBuilder';
import { graphOps } from './graphOps';
import { attr, type GraphTensor } from './nodes';

/** How features arrive. */
export interface InputForm {
  readonly features: 'uint8' | 'float32';
  /** Whether they are still to be standardised: (x − mean) · invStd. */
  readonly normalise: boolean;
}

/** Standardised features as float32. */
export function normalised(
  builder: FunctionBuilder,
  form: InputForm,
  x: GraphTensor,
  mean: GraphTensor,
  invStd: GraphTensor,
): GraphTensor {
  const ops = graphOps(builder);
  const floats = builder.cast(x, 'float32');
  return form.normalise ? ops.mul(ops.sub(floats, mean), invStd) : floats;
}

/** `table[index]` along the first axis; index a scalar or a vector. */
export function gatherRow(builder: FunctionBuilder, table: GraphTensor, index: GraphTensor): GraphTensor {
  return builder.node('GatherV2', 'output', table.dtype, [table, index, builder.int(0)], {
    attrs: {
      Tparams: attr.type(table.dtype),
      Tindices: attr.type('int32'),
      Taxis: attr.type('int32'),
      batch_dims: attr.int(0),
    },
    columns: table.columns,
  });
}

/** An int32 operation on two operands, elementwise. */
export function binaryInt(builder: FunctionBuilder, op: string, a: GraphTensor, b: GraphTensor): GraphTensor {
  return builder.node(op, 'z', 'int32', [a, b], { attrs: { T: attr.type('int32') } });
}

/** The `count` scalars of a vector. */
export function unpack(builder: FunctionBuilder, vector: GraphTensor, count: number): GraphTensor[] {
  if (count === 0) return [];
  const dtypes = Array.from({ length: count }, () => vector.dtype);
  return builder.nodeList('Unpack', 'output', dtypes, [vector], {
    attrs: { T: attr.type(vector.dtype), num: attr.int(count), axis: attr.int(0) },
  });
}

/** The values of a layer's variables: kernel [units, inputs], bias [units]. */
export function readLayer(
  builder: FunctionBuilder,
  { inputs, units }: LayerShape,
  variables: { readonly kernel: GraphTensor; readonly bias: GraphTensor },
): DenseLayer<GraphTensor> {
  const read = (variable: GraphTensor, columns: number) =>
    builder.node('ReadVariableOp', 'value', 'float32', [variable], {
      attrs: { dtype: attr.type('float32') },
      columns,
    });
  return { kernel: { ...read(variables.kernel, inputs), rows: units }, bias: read(variables.bias, units) };
}

/**
 * What the loss compares with: one-hot rows [B, outputs], or the label itself [B, 1] for one output unit.
 * Pruned by TensorFlow where the loss takes labels only.
 */
export function oneHot(builder: FunctionBuilder, spec: NetworkSpec, labels: GraphTensor): GraphTensor {
  const outputs = spec.layers.at(-1)?.units ?? 1;
  if (outputs === 1) {
    return builder.node(
      'ExpandDims',
      'output',
      'float32',
      [builder.cast(labels, 'float32'), builder.int(1)],
      {
        attrs: { T: attr.type('float32'), Tdim: attr.type('int32') },
        columns: 1,
      },
    );
  }
  // Losses on labels need no one-hot rows, and their graph should not depend on the number of outputs.
  if (lossOf(spec.loss).outputFunction === 'softmax') return builder.cast(labels, 'float32');
  return builder.node(
    'OneHot',
    'output',
    'float32',
    [labels, builder.int(outputs), builder.float(1), builder.float(0)],
    { attrs: { T: attr.type('float32'), TI: attr.type('int32'), axis: attr.int(-1) }, columns: outputs },
  );
}

/** x with a first axis of size 1. */
export function expanded(builder: FunctionBuilder, x: GraphTensor): GraphTensor {
  return builder.node('ExpandDims', 'output', x.dtype, [x, builder.int(0)], {
    attrs: { T: attr.type(x.dtype), Tdim: attr.type('int32') },
  });
}
