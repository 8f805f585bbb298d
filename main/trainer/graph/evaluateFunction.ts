/** The functions of a graph that use the network without changing it: evaluation and prediction; training workers only. */
import { lossOf } from '../../../shared/catalog/losses';
import type { NetworkSpec } from '../network';
import { forward } from '../step';
import { FunctionBuilder } from './functionBuilder';
import { graphOps } from './graphOps';
import { attr, type GraphTensor } from './nodes';
import { normalised, oneHot, readLayer, unpack, type InputForm } from './pieces';
import type { FunctionDef } from './proto';

/** A function on the parameters (no slots); they follow the inputs. */
export interface ReadingFunction {
  readonly definition: FunctionDef;
  readonly inputs: readonly string[];
  readonly scalars: readonly number[];
}

/** `evaluate`: loss [size] and predicted class [size] of the rows from `start` on. */
export function evaluateFunction(spec: NetworkSpec, form: InputForm): ReadingFunction {
  return reading('evaluate', spec, form, (builder, logits, labels) => {
    const ops = graphOps(builder);
    const targets = oneHot(builder, spec, labels);
    const { loss } = lossOf(spec.loss).evaluate(ops, { logits, labels, targets });
    return [
      ['losses', loss],
      ['predicted', decision(builder, spec, logits)],
    ];
  });
}

/** `predict`: logits [size, outputs] of the rows from `start` on; labels are not looked at. */
export function predictFunction(spec: NetworkSpec, form: InputForm): ReadingFunction {
  return reading('predict', spec, { ...form, features: 'float32' }, (_builder, logits) => [
    ['logits', logits],
  ]);
}

type Results = readonly (readonly [string, GraphTensor])[];

function reading(
  name: string,
  spec: NetworkSpec,
  form: InputForm,
  write: (builder: FunctionBuilder, logits: GraphTensor, labels: GraphTensor) => Results,
): ReadingFunction {
  // The first pass finds the numbers that the formula needs, the second has them as arguments of its own.
  const trial = new FunctionBuilder(name);
  build(trial, 0, spec, form, write);
  const scalars = trial.hoistedValues;
  const builder = new FunctionBuilder(name);
  const { inputs, results } = build(builder, scalars.length, spec, form, write);
  return { definition: builder.finish(results), inputs, scalars };
}

function build(
  builder: FunctionBuilder,
  scalars: number,
  spec: NetworkSpec,
  form: InputForm,
  write: (builder: FunctionBuilder, logits: GraphTensor, labels: GraphTensor) => Results,
): { inputs: string[]; results: Results } {
  const features = builder.argument('x', form.features);
  const labels = builder.argument('labels', 'uint8');
  const start = builder.argument('start', 'int32');
  const size = builder.argument('size', 'int32');
  const mean = form.normalise ? builder.argument('mean', 'float32') : features;
  const invStd = form.normalise ? builder.argument('invStd', 'float32') : features;
  if (scalars > 0) builder.takeScalarsFrom(unpack(builder, builder.argument('scalars', 'float32'), scalars));
  const inputs = builder.arguments.map((arg) => arg.name);
  const layers = spec.layers.map((shape, l) =>
    readLayer(builder, shape, {
      kernel: builder.argument(`p${2 * l}`, 'resource'),
      bias: builder.argument(`p${2 * l + 1}`, 'resource'),
    }),
  );
  const rows = sliceRows(builder, features, start, size, 2);
  const classes = builder.cast(sliceRows(builder, labels, start, size, 1), 'int32');
  const x = normalised(builder, form, rows, mean, invStd);
  const { logits } = forward(graphOps(builder), spec, layers, x);
  return { inputs, results: write(builder, logits, classes) };
}

/** Rows start … start + size of a tensor of this rank. */
function sliceRows(
  builder: FunctionBuilder,
  of: GraphTensor,
  start: GraphTensor,
  size: GraphTensor,
  rank: 1 | 2,
): GraphTensor {
  const list = (first: GraphTensor, rest: number) =>
    builder.node('Pack', 'output', 'int32', rank === 1 ? [first] : [first, builder.int(rest)], {
      attrs: { T: attr.type('int32'), N: attr.int(rank), axis: attr.int(0) },
    });
  return builder.node('Slice', 'output', of.dtype, [of, list(start, 0), list(size, -1)], {
    attrs: { T: attr.type(of.dtype), Index: attr.type('int32') },
  });
}

/** The class decided for: the largest output; with one output unit class 1 where p > ½. */
function decision(builder: FunctionBuilder, spec: NetworkSpec, logits: GraphTensor): GraphTensor {
  if (spec.layers.at(-1)?.units === 1) {
    const limit = lossOf(spec.loss).outputFunction === 'linear' ? 0.5 : 0;
    const above = graphOps(builder).greater(logits, builder.float(limit));
    const flat = builder.node('Reshape', 'output', 'float32', [above, builder.int([-1])], {
      attrs: { T: attr.type('float32'), Tshape: attr.type('int32') },
    });
    return builder.cast(flat, 'int32');
  }
  return builder.node('ArgMax', 'output', 'int32', [logits, builder.int(1)], {
    attrs: { T: attr.type('float32'), Tidx: attr.type('int32'), output_type: attr.type('int32') },
  });
}
