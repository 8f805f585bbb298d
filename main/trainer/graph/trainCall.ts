/** The training function around its loop: what is done once a call; training workers only. */
import { hashMultipliers } from '../../../shared/maths/counterHash';
import type { NetworkSpec } from '../network';
import { FunctionBuilder } from './functionBuilder';
import { attr, type GraphTensor } from './nodes';
import { binaryInt, gatherRow, normalised, oneHot, unpack } from './pieces';
import { at, type Handles, type TrainForm } from './trainForm';

/** What is done once a call: full batches are standardised, counters laid out, scalars unpacked; then the loop. */
export function writeCall(
  name: string,
  spec: NetworkSpec,
  form: TrainForm,
  body: FunctionBuilder,
  variables: readonly { readonly name: string }[],
): { builder: FunctionBuilder; losses: GraphTensor; inputs: string[] } {
  const builder = new FunctionBuilder(name);
  const given: Handles = new Map();
  const declare = (arg: string, dtype: GraphTensor['dtype']) =>
    void given.set(arg, builder.argument(arg, dtype));
  declare('count', 'int32');
  declare('steps', 'float32');
  declare('x', form.features);
  declare('labels', 'uint8');
  if (form.rows === 'order') for (const arg of ['order', 'first']) declare(arg, 'int32');
  if (form.normalise) for (const arg of ['mean', 'invStd']) declare(arg, 'float32');
  declare('inverseRows', 'float32');
  if (spec.dropout > 0) declare('keys', 'int32');
  if (body.hoistedValues.length > 0) declare('scalars', 'float32');
  const inputs = builder.arguments.map((arg) => arg.name);
  for (const { name: variable } of variables) declare(variable, 'resource');

  const handles: Handles = new Map(given);
  handles.set('i', builder.int(0));
  const column = builder.node(
    'StridedSlice',
    'output',
    'float32',
    [at(given, 'steps'), builder.int([0, 0]), builder.int([0, 1]), builder.int([1, 1])],
    {
      attrs: {
        T: attr.type('float32'),
        Index: attr.type('int32'),
        begin_mask: attr.int(1),
        end_mask: attr.int(1),
        ellipsis_mask: attr.int(0),
        new_axis_mask: attr.int(0),
        shrink_axis_mask: attr.int(2),
      },
    },
  );
  handles.set(
    'losses',
    builder.node('ZerosLike', 'y', 'float32', [column], { attrs: { T: attr.type('float32') } }),
  );
  let rows: GraphTensor;
  const sizeOf = (of: GraphTensor, axis: number) => {
    const shape = builder.node('Shape', 'output', 'int32', [of], {
      attrs: { T: attr.type(of.dtype), out_type: attr.type('int32') },
    });
    return gatherRow(builder, shape, builder.int(axis));
  };
  if (form.rows === 'full') {
    handles.set('x', normalised(builder, form, at(given, 'x'), at(given, 'mean'), at(given, 'invStd')));
    const labels = builder.cast(at(given, 'labels'), 'int32');
    handles.set('labels', labels);
    handles.set('targets', oneHot(builder, spec, labels));
    rows = sizeOf(at(given, 'x'), 0);
  } else rows = sizeOf(at(given, form.rows === 'order' ? 'order' : 'labels'), 1);
  if (spec.dropout > 0) writeCounters(builder, spec, rows, handles);
  const scalars = unpack(builder, at(given, 'scalars'), body.hoistedValues.length);
  scalars.forEach((scalar, s) => handles.set(`scalar${s}`, scalar));

  const loop = builder.nodeList(
    'While',
    'output',
    body.arguments.map(({ dtype }) => dtype),
    body.arguments.map((arg) => at(handles, arg.name)),
    {
      attrs: {
        T: attr.types(body.arguments.map(({ dtype }) => dtype)),
        cond: attr.func(`${name}_condition`),
        body: attr.func(`${name}_body`),
        output_shapes: { list: {} },
        parallel_iterations: attr.int(1),
      },
      stateful: true,
    },
  );
  const losses = loop[1];
  if (!losses) throw new Error('the loop returns no losses');
  return { builder, losses, inputs };
}

/** The number of each element of a mask [rows, units], multiplied as the hash wants it: it is the same for every step. */
function writeCounters(
  builder: FunctionBuilder,
  spec: NetworkSpec,
  rows: GraphTensor,
  handles: Handles,
): void {
  const int32 = { T: attr.type('int32') };
  spec.activations.forEach((_, l) => {
    const units = builder.int(spec.layers[l]?.units ?? 0);
    const limits = [builder.int(0), binaryInt(builder, 'Mul', rows, units), builder.int(1)];
    const range = builder.node('Range', 'output', 'int32', limits, { attrs: { Tidx: attr.type('int32') } });
    const multiplied = binaryInt(builder, 'Mul', range, builder.int(hashMultipliers.counter));
    const shape = builder.node('Pack', 'output', 'int32', [rows, units], {
      attrs: { ...int32, N: attr.int(2), axis: attr.int(0) },
    });
    const counters = builder.node('Reshape', 'output', 'int32', [multiplied, shape], {
      attrs: { ...int32, Tshape: attr.type('int32') },
    });
    handles.set(`counter${l}`, counters);
  });
}
