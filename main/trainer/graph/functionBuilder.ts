/** Writes one function of a TensorFlow graph node by node; training workers only. */
import { attr, constant, type GraphTensor } from './nodes';
import { dataTypes, type AttrValue, type DataType, type FunctionDef, type NodeDef } from './proto';

/** What a node may be given beside its inputs. */
export interface NodeOptions {
  readonly attrs?: Readonly<Record<string, AttrValue>>;
  readonly columns?: number | null;
  /** Nodes that must have run before, by name. */
  readonly after?: readonly string[];
}

/** An argument in a function's signature. */
export interface Argument {
  readonly name: string;
  readonly dtype: DataType;
}

/** Values that are the same for every run of a formula; all others are hoisted out of the graph. */
const structural = new Set([0, 1, 2, 0.5, -0.5, Math.SQRT1_2]);

/**
 * A function under construction. Nodes get names in the order of their making, so that equal structures give equal bytes.
 * Numbers that belong to a run (slopes, betas …) become arguments, so that they do not ask for a graph of their own.
 */
export class FunctionBuilder {
  readonly hoistedValues: number[] = [];
  private readonly nodes: NodeDef[] = [];
  private readonly args: Argument[] = [];
  private readonly effects: string[] = [];
  private readonly constants = new Map<string, GraphTensor>();
  private readonly castFrom = new Map<string, GraphTensor>();
  private given: readonly GraphTensor[] | null = null;

  constructor(readonly name: string) {}

  /** Adds an argument; arguments are positional. */
  argument(name: string, dtype: DataType): GraphTensor {
    this.args.push({ name, dtype });
    return { ref: name, dtype, columns: null };
  }

  /** The arguments so far. */
  get arguments(): readonly Argument[] {
    return this.args;
  }

  /** Adds a node with one result, which TensorFlow calls `port`. */
  node(
    op: string,
    port: string,
    dtype: DataType,
    inputs: readonly GraphTensor[],
    options: NodeOptions = {},
  ): GraphTensor {
    const name = this.add(op, inputs, options);
    return { ref: `${name}:${port}:0`, dtype, columns: options.columns ?? null };
  }

  /** Adds a node with several results, each named by its port. */
  nodeWith<P extends string>(
    op: string,
    ports: Readonly<Record<P, DataType>>,
    inputs: readonly GraphTensor[],
    options: NodeOptions = {},
  ): Record<P, GraphTensor> {
    const name = this.add(op, inputs, options);
    const columns = options.columns ?? null;
    const results = {} as Record<P, GraphTensor>;
    for (const port in ports) results[port] = { ref: `${name}:${port}:0`, dtype: ports[port], columns };
    return results;
  }

  /** Adds a node for its results in a list (`port:0`, `port:1`, …). */
  nodeList(
    op: string,
    port: string,
    dtypes: readonly DataType[],
    inputs: readonly GraphTensor[],
    options: NodeOptions & { readonly stateful?: boolean } = {},
  ): GraphTensor[] {
    const name = this.add(op, inputs, options);
    if (options.stateful) this.effects.push(name);
    return dtypes.map((dtype, i) => ({
      ref: `${name}:${port}:${i}`,
      dtype,
      columns: options.columns ?? null,
    }));
  }

  /** Adds a node that changes state; it runs whenever the function does. Returns its name, for `after`. */
  effect(op: string, inputs: readonly GraphTensor[], options: NodeOptions = {}): string {
    const name = this.add(op, inputs, options);
    this.effects.push(name);
    return name;
  }

  /** An int32 constant: a scalar, or a vector if given an array. */
  int(value: number | readonly number[]): GraphTensor {
    const dims = typeof value === 'number' ? [] : [value.length];
    return this.constant(`int32 ${JSON.stringify(value)}`, 'int32', dims, [value].flat());
  }

  /** A float scalar: a constant if it belongs to the formula, else an argument that the caller fills in. */
  float(value: number): GraphTensor {
    if (structural.has(value)) return this.constant(`float32 ${value}`, 'float32', [], [value]);
    const index = this.hoistedValues.push(value) - 1;
    if (!this.given) return this.argument(`scalar${index}`, 'float32');
    const scalar = this.given[index];
    if (!scalar) throw new Error(`${this.name} was given ${this.given.length} scalars and needs more`);
    return scalar;
  }

  /** From now on `float` takes these, one after another, instead of adding arguments. */
  takeScalarsFrom(scalars: readonly GraphTensor[]): void {
    this.given = scalars;
  }

  /** x as another type; the same node for the same x. */
  cast(x: GraphTensor, to: DataType): GraphTensor {
    if (x.dtype === to) return x;
    const key = `${x.ref} ${to}`;
    const known = this.castFrom.get(key);
    if (known) return known;
    const attrs = { SrcT: attr.type(x.dtype), DstT: attr.type(to), Truncate: attr.bool(false) };
    const result = this.node('Cast', 'y', to, [x], { attrs, columns: x.columns });
    this.castFrom.set(key, result);
    return result;
  }

  /** The finished function. Its results are named; what they refer to may be an argument. */
  finish(
    results: readonly (readonly [string, GraphTensor])[],
    attrs: Readonly<Record<string, AttrValue>> = {},
  ): FunctionDef {
    return {
      signature: {
        name: this.name,
        input_arg: this.args.map(({ name, dtype }) => ({ name, type: dataTypes[dtype] })),
        output_arg: results.map(([name, { dtype }]) => ({ name, type: dataTypes[dtype] })),
        control_output: this.effects,
        is_stateful: this.effects.length > 0 || this.args.some(({ dtype }) => dtype === 'resource'),
      },
      attr: attrs,
      node_def: this.nodes,
      ret: Object.fromEntries(results.map(([name, { ref }]) => [name, ref])),
      // What changes state must be named here, or it would be pruned.
      control_ret: Object.fromEntries(this.effects.map((name) => [name, name])),
    };
  }

  private constant(
    key: string,
    dtype: 'int32' | 'float32',
    dims: readonly number[],
    values: readonly number[],
  ): GraphTensor {
    const known = this.constants.get(key);
    if (known) return known;
    const result = this.node('Const', 'output', dtype, [], { attrs: constant(dtype, dims, values) });
    this.constants.set(key, result);
    return result;
  }

  private add(op: string, inputs: readonly GraphTensor[], options: NodeOptions): string {
    const name = `n${this.nodes.length}_${op}`;
    const controls = (options.after ?? []).map((node) => `^${node}`);
    const input = [...inputs.map(({ ref }) => ref), ...controls];
    this.nodes.push({ name, op, input, attr: options.attrs ?? {} });
    return name;
  }
}
