/** Typed node attributes and graph handles; training workers only. */
import { dataTypes, type AttrValue, type DataType, type TensorShape } from './proto';

/** The result of a node within the function that is being built. */
export interface GraphTensor {
  /** `node:port:index`, or the name of a function's argument. */
  readonly ref: string;
  readonly dtype: DataType;
  /** Number of columns where it is known when the graph is written, else null. */
  readonly columns: number | null;
  /** Number of rows, of a kernel: its units. */
  readonly rows?: number;
  /** The same comparison as booleans, where this is one as floats. */
  readonly asBool?: GraphTensor;
}

const encoder = new TextEncoder();

export const unknownShape: TensorShape = { unknown_rank: true };

/** Constructors of attribute values. */
export const attr = {
  type: (dtype: DataType): AttrValue => ({ type: dataTypes[dtype] }),
  types: (list: readonly DataType[]): AttrValue => ({
    list: { type: list.map((dtype) => dataTypes[dtype]) },
  }),
  int: (i: number): AttrValue => ({ i }),
  bool: (b: boolean): AttrValue => ({ b }),
  text: (s: string): AttrValue => ({ s: encoder.encode(s) }),
  shape: (shape: TensorShape): AttrValue => ({ shape }),
  func: (name: string): AttrValue => ({ func: { name } }),
} as const;

/** Attributes of a Const node. */
export function constant(
  dtype: 'float32' | 'int32',
  dims: readonly number[],
  values: readonly number[],
): Record<string, AttrValue> {
  const data = dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);
  return {
    dtype: attr.type(dtype),
    value: {
      tensor: {
        dtype: dataTypes[dtype],
        tensor_shape: { dim: dims.map((size) => ({ size })) },
        tensor_content: new Uint8Array(data.buffer),
      },
    },
  };
}
