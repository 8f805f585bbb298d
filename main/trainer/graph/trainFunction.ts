/** The training function of a graph: a loop of steps over variables, returning every step's loss; training workers only. */
import type { NetworkSpec } from '../network';
import { FunctionBuilder } from './functionBuilder';
import { attr, type GraphTensor } from './nodes';
import type { AttrValue, FunctionDef } from './proto';
import { writeBody } from './trainBody';
import { writeCall } from './trainCall';
import { at, type Handles, type TrainForm } from './trainForm';
import type { GraphUpdate } from './updates';

/** What a training function looks like from outside. */
export interface TrainFunction {
  readonly functions: readonly FunctionDef[];
  /** Inputs of the function in order; variables follow. */
  readonly inputs: readonly string[];
  /** Values of the `scalars` input. */
  readonly scalars: readonly number[];
}

/**
 * Writes `name` with its loop's condition and body.
 * Inputs: count (steps to do), steps [K, width] (the optimiser's numbers), x [N, features] and labels [N] ([K, B, features] and
 * [K, B] if the rows are taken already), order [F, B] and first (batch of the first step) where they are not, mean, invStd, inverseRows, keys [K, 2·hidden] (dropout), scalars [S],
 * the variables. The number of steps is a number and no shape, so that a compiled loop serves every count up to K.
 */
export function trainFunction(
  name: string,
  spec: NetworkSpec,
  form: TrainForm,
  update: GraphUpdate,
  attrs: Readonly<Record<string, AttrValue>>,
): TrainFunction {
  const variables = variableNames(spec, form);
  const body = new FunctionBuilder(`${name}_body`);
  const handles: Handles = new Map();
  const declare = (arg: string, dtype: GraphTensor['dtype']) =>
    void handles.set(arg, body.argument(arg, dtype));
  declare('i', 'int32');
  declare('losses', 'float32');
  declare('count', 'int32');
  declare('steps', 'float32');
  const full = form.rows === 'full';
  declare('x', full ? 'float32' : form.features);
  declare('labels', full ? 'int32' : 'uint8');
  if (full) declare('targets', 'float32');
  if (form.rows === 'order') for (const arg of ['order', 'first'] as const) declare(arg, 'int32');
  if (!full && form.normalise) for (const arg of ['mean', 'invStd']) declare(arg, 'float32');
  declare('inverseRows', 'float32');
  if (spec.dropout > 0) {
    declare('keys', 'int32');
    spec.activations.forEach((_, l) => declare(`counter${l}`, 'int32'));
  }
  for (const { name: variable } of variables) declare(variable, 'resource');

  writeBody(body, spec, form, update, handles);
  const results = body.arguments.map((arg) => [`out_${arg.name}`, at(handles, arg.name)] as const);
  const bodyFunction = body.finish(results);

  const condition = new FunctionBuilder(`${name}_condition`);
  const same = body.arguments.map((arg) => condition.argument(arg.name, arg.dtype));
  const [i, , count] = same;
  if (!i || !count) throw new Error('the loop has no counter');
  const goOn = condition.node('Less', 'z', 'bool', [i, count], { attrs: { T: attr.type('int32') } });

  const outer = writeCall(name, spec, form, body, variables);
  return {
    functions: [
      bodyFunction,
      condition.finish([['go', goOn]]),
      outer.builder.finish([['losses', outer.losses]], attrs),
    ],
    inputs: outer.inputs,
    scalars: body.hoistedValues,
  };
}

/** The variables of a network in order: parameters, each followed by its slots. */
export function variableNames(
  spec: NetworkSpec,
  form: { readonly slotsPerParameter: number },
): { name: string; parameter: number; slot: number | null }[] {
  return spec.layers.flatMap((_, l) =>
    [0, 1].flatMap((kind) => {
      const parameter = 2 * l + kind;
      const slots = Array.from({ length: form.slotsPerParameter }, (_, slot) => slot);
      return [null, ...slots].map((slot) => ({
        name: `p${parameter}${slot === null ? '' : `_s${slot}`}`,
        parameter,
        slot,
      }));
    }),
  );
}
