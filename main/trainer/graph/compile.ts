/** Compiles a network into a SavedModel: variables, training with and without XLA, evaluation, prediction, state in and out. */
import { createHash } from 'node:crypto';
import { optimizerOf } from '../../../shared/catalog/optimizers';
import type { NetworkSpec } from '../network';
import { evaluateFunction, predictFunction } from './evaluateFunction';
import { attr, constant, unknownShape } from './nodes';
import type { InputForm } from './pieces';
import {
  dataTypes,
  encodeSavedModel,
  type AttrValue,
  type DataType,
  type FunctionDef,
  type NodeDef,
} from './proto';
import type { TrainForm } from './trainForm';
import { trainFunction, variableNames } from './trainFunction';
import { graphUpdate, type GraphUpdate } from './updates';

/** A call into the graph: names of what is fed and fetched, in order. */
export interface GraphCall {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A compiled network. Sizes are not in it: networks of one form share the same bytes. */
export interface CompiledNetwork {
  readonly bytes: Uint8Array;
  /** Hash of the bytes. */
  readonly key: string;
  readonly update: GraphUpdate;
  readonly calls: {
    readonly train: GraphCall;
    readonly trainXla: GraphCall | null;
    readonly evaluate: GraphCall;
    readonly predict: GraphCall | null;
    /** Inputs are the variables in order. */
    readonly assign: GraphCall;
    /** Outputs are the variables in order. */
    readonly read: GraphCall;
  };
  /** Values of each call's `scalars` input. */
  readonly scalars: {
    readonly train: readonly number[];
    readonly evaluate: readonly number[];
    readonly predict: readonly number[];
  };
}

/** What a graph is compiled for beside the network. */
export interface GraphForm extends InputForm {
  readonly fullBatch: boolean;
  /** Whether a training function for XLA is wanted; every function costs some 20 ms when the graph is first run. */
  readonly xla: boolean;
  /** Whether `predict` is wanted. */
  readonly predicts: boolean;
}

/** Element types of what is fed. */
const inputTypes: Readonly<Record<string, DataType>> = {
  count: 'int32',
  first: 'int32',
  order: 'int32',
  rows: 'int32',
  keys: 'int32',
  start: 'int32',
  size: 'int32',
  labels: 'uint8',
};

/** The training graph of a network; pure, some milliseconds. */
export function compileNetwork(spec: NetworkSpec, form: GraphForm): CompiledNetwork {
  const slotsPerParameter = optimizerOf(spec.optimizer.id).slots.length;
  const trainForm: TrainForm = { ...form, rows: form.fullBatch ? 'full' : 'order', slotsPerParameter };
  const update = graphUpdate(spec);
  const plain = trainFunction('train', spec, trainForm, update, {});
  const compiledByXla = { _XlaMustCompile: attr.bool(true), _noinline: attr.bool(true) };
  const xlaForm: TrainForm = { ...trainForm, rows: form.fullBatch ? 'full' : 'taken' };
  const xla = form.xla ? trainFunction('trainXla', spec, xlaForm, update, compiledByXla) : null;
  const evaluate = evaluateFunction(spec, form);
  const predict = form.predicts ? predictFunction(spec, form) : null;

  const graph = new MainGraph(form);
  const variables = variableNames(spec, trainForm).map(({ name }) => name);
  const parameters = spec.layers.flatMap((_, l) => [`p${2 * l}`, `p${2 * l + 1}`]);
  variables.forEach((name) => graph.variable(name));
  const assign = graph.assign(variables);
  const read = graph.read(variables);
  const compiledCall = { _XlaMustCompile: attr.bool(true) };
  const calls = {
    train: graph.call('train', plain.inputs, variables, ['float32'], {}),
    trainXla:
      xla && graph.call('trainXla', xla.inputs, variables, ['float32'], compiledCall, !form.fullBatch),
    evaluate: graph.call('evaluate', evaluate.inputs, parameters, ['float32', 'int32'], {}),
    predict: predict && graph.call('predict', predict.inputs, parameters, ['float32'], {}),
    assign,
    read,
  };
  const functions: FunctionDef[] = [
    ...plain.functions,
    ...(xla?.functions ?? []),
    evaluate.definition,
    ...(predict ? [predict.definition] : []),
  ];
  const bytes = encodeSavedModel(graph.nodes, functions);
  return {
    bytes,
    key: createHash('sha256').update(bytes).digest('hex'),
    update,
    calls,
    scalars: { train: plain.scalars, evaluate: evaluate.scalars, predict: predict?.scalars ?? [] },
  };
}

/** Whether a variable of this name is a kernel or a slot of one: parameters alternate, kernel and bias. */
const isKernel = (variable: string): boolean => Number(variable.slice(1).split('_')[0]) % 2 === 0;

/** The graph around the functions: placeholders, variables and calls. */
class MainGraph {
  readonly nodes: NodeDef[] = [];
  private readonly placeholders = new Set<string>();
  private readonly constants = new Set<string>();

  constructor(private readonly form: InputForm) {}

  variable(name: string): void {
    this.add('VarHandleOp', name, [], {
      dtype: attr.type('float32'),
      shape: attr.shape(unknownShape),
      shared_name: attr.text(name),
      container: attr.text(''),
    });
  }

  /**
   * Feeds all variables; kernels are turned to lie with a row for each unit. What is not turned must be copied: a variable
   * that kept the fed buffer would train inside JavaScript's memory.
   */
  assign(variables: readonly string[]): GraphCall {
    const dtype = { dtype: attr.type('float32') };
    const inputs = variables.map((name) => this.placeholder(`${name}_in`, 'float32'));
    variables.forEach((name) => {
      if (isKernel(name)) this.turned(`${name}_own`, `${name}_in`);
      else this.add('DeepCopy', `${name}_own`, [`${name}_in`], { T: attr.type('float32') });
      this.add('AssignVariableOp', `${name}_set`, [name, `${name}_own`], dtype);
    });
    this.add('Const', 'one', [], constant('int32', [], [1]));
    const done = variables.map((name) => `^${name}_set`);
    this.add('Identity', 'assigned', ['one', ...done], { T: attr.type('int32') });
    return { inputs, outputs: ['assigned'] };
  }

  read(variables: readonly string[]): GraphCall {
    variables.forEach((name) => {
      this.add('ReadVariableOp', `${name}_get`, [name], { dtype: attr.type('float32') });
      if (isKernel(name)) this.turned(`${name}_out`, `${name}_get`);
    });
    return {
      inputs: [],
      outputs: variables.map((name) => (isKernel(name) ? `${name}_out` : `${name}_get`)),
    };
  }

  /** A matrix transposed. */
  private turned(name: string, matrix: string): void {
    this.constant('turn', [2], [1, 0]);
    this.add('Transpose', name, [matrix, 'turn'], { T: attr.type('float32'), Tperm: attr.type('int32') });
  }

  /**
   * A call of the function `name`. Its arguments are placeholders of the same names; with `takesRows` the rows of x and
   * labels are gathered on the way, by an input `rows`.
   */
  call(
    name: string,
    inputs: readonly string[],
    variables: readonly string[],
    results: readonly DataType[],
    attrs: Readonly<Record<string, AttrValue>>,
    takesRows = false,
  ): GraphCall {
    const features = name === 'predict' ? 'float32' : this.form.features;
    const types = inputs.map((input) => (input === 'x' ? features : (inputTypes[input] ?? 'float32')));
    const fed = inputs.map((input, i) => {
      const own = input === 'x' ? `x_${features}` : input === 'scalars' ? `${name}_scalars` : input;
      return this.placeholder(own, types[i] ?? 'float32');
    });
    const args = fed.map((input, i) => {
      const taken = takesRows && (inputs[i] === 'x' || inputs[i] === 'labels');
      return taken ? this.taken(input, types[i] ?? 'float32') : input;
    });
    this.add('StatefulPartitionedCall', name, [...args, ...variables], {
      Tin: attr.types([...types, ...variables.map(() => 'resource' as const)]),
      Tout: attr.types(results),
      f: attr.func(name),
      ...attrs,
    });
    return {
      inputs: takesRows ? [...fed, 'rows'] : fed,
      outputs: results.map((_, i) => `${name}:${i}`),
    };
  }

  /** Rows of a table by the input `rows`. */
  private taken(table: string, dtype: DataType): string {
    const name = `${table}_taken`;
    this.constant('axis', [], [0]);
    this.add('GatherV2', name, [table, this.placeholder('rows', 'int32'), 'axis'], {
      Tparams: attr.type(dtype),
      Tindices: attr.type('int32'),
      Taxis: attr.type('int32'),
      batch_dims: attr.int(0),
    });
    return name;
  }

  private constant(name: string, dims: readonly number[], values: readonly number[]): void {
    if (this.constants.has(name)) return;
    this.constants.add(name);
    this.add('Const', name, [], constant('int32', dims, values));
  }

  private placeholder(name: string, dtype: DataType): string {
    if (!this.placeholders.has(name)) {
      this.placeholders.add(name);
      this.add('Placeholder', name, [], { dtype: attr.type(dtype), shape: attr.shape(unknownShape) });
    }
    return name;
  }

  private add(op: string, name: string, input: readonly string[], attrs: Record<string, AttrValue>): void {
    this.nodes.push({ name, op, input, attr: attrs });
  }
}

/** TensorFlow's number of the element type that an input is fed with. */
export function inputTypeCode(name: string): number {
  if (name === 'x_uint8') return dataTypes.uint8;
  return dataTypes[inputTypes[name] ?? 'float32'];
}
