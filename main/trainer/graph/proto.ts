/** TensorFlow's SavedModel format, as far as it is written here: a subset of its .proto files; training workers only. */
import protobuf from 'protobufjs';

/** Field numbers as in tensorflow/core/protobuf/{saved_model,meta_graph}.proto and tensorflow/core/framework/*.proto. */
const schema = `syntax = "proto3";
message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }
message MetaGraphDef { MetaInfoDef meta_info_def = 1; GraphDef graph_def = 2; map<string, SignatureDef> signature_def = 5; }
message MetaInfoDef { string meta_graph_version = 1; repeated string tags = 4; string tensorflow_version = 5; }
message GraphDef { repeated NodeDef node = 1; FunctionDefLibrary library = 2; VersionDef versions = 4; }
message VersionDef { int32 producer = 1; int32 min_consumer = 2; }
message NodeDef { string name = 1; string op = 2; repeated string input = 3; string device = 4; map<string, AttrValue> attr = 5; }
message AttrValue { oneof value {
  ListValue list = 1; bytes s = 2; int64 i = 3; float f = 4; bool b = 5; int32 type = 6;
  TensorShape shape = 7; TensorProto tensor = 8; NameAttrList func = 10; } }
message ListValue { repeated bytes s = 2; repeated int64 i = 3; repeated float f = 4; repeated bool b = 5; repeated int32 type = 6; repeated TensorShape shape = 7; }
message TensorShape { repeated Dim dim = 2; bool unknown_rank = 3; }
message Dim { int64 size = 1; }
message TensorProto { int32 dtype = 1; TensorShape tensor_shape = 2; bytes tensor_content = 4; }
message NameAttrList { string name = 1; map<string, AttrValue> attr = 2; }
message FunctionDefLibrary { repeated FunctionDef function = 1; }
message FunctionDef { OpDef signature = 1; map<string, AttrValue> attr = 5; repeated NodeDef node_def = 3; map<string, string> ret = 4; map<string, string> control_ret = 6; }
message OpDef { string name = 1; repeated ArgDef input_arg = 2; repeated ArgDef output_arg = 3; repeated string control_output = 20; bool is_stateful = 17; }
message ArgDef { string name = 1; int32 type = 3; }
message SignatureDef { map<string, TensorInfo> inputs = 1; map<string, TensorInfo> outputs = 2; string method_name = 3; }
message TensorInfo { string name = 1; int32 dtype = 2; TensorShape tensor_shape = 3; }`;

/** Element types, with TensorFlow's numbers. */
export const dataTypes = { float32: 1, int32: 3, uint8: 4, bool: 10, resource: 20 } as const;
export type DataType = keyof typeof dataTypes;

/** A shape: `unknown_rank` or the size of each dimension. */
export interface TensorShape {
  readonly dim?: readonly { readonly size: number }[];
  readonly unknown_rank?: boolean;
}

/** A node attribute; one field is set. */
export interface AttrValue {
  readonly list?: { readonly type?: readonly number[]; readonly shape?: readonly TensorShape[] };
  readonly s?: Uint8Array;
  readonly i?: number;
  readonly b?: boolean;
  readonly type?: number;
  readonly shape?: TensorShape;
  readonly tensor?: {
    readonly dtype: number;
    readonly tensor_shape: TensorShape;
    readonly tensor_content: Uint8Array;
  };
  readonly func?: { readonly name: string };
}

/** An operation of a graph or of a function's body. */
export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, AttrValue>>;
}

/** A named argument or result of a function. */
export interface ArgDef {
  readonly name: string;
  readonly type: number;
}

/** A function of a graph's library. */
export interface FunctionDef {
  readonly signature: {
    readonly name: string;
    readonly input_arg: readonly ArgDef[];
    readonly output_arg: readonly ArgDef[];
    readonly control_output: readonly string[];
    readonly is_stateful: boolean;
  };
  readonly attr: Readonly<Record<string, AttrValue>>;
  readonly node_def: readonly NodeDef[];
  readonly ret: Readonly<Record<string, string>>;
  readonly control_ret: Readonly<Record<string, string>>;
}

let savedModelType: protobuf.Type | null = null;

/** The bytes of a saved_model.pb with this graph, tagged `serve`. Runs need no signatures: nodes are addressed by name. */
export function encodeSavedModel(nodes: readonly NodeDef[], functions: readonly FunctionDef[]): Uint8Array {
  savedModelType ??= protobuf.parse(schema, { keepCase: true }).root.lookupType('SavedModel');
  const model = {
    saved_model_schema_version: 1,
    meta_graphs: [
      {
        meta_info_def: { tags: ['serve'], tensorflow_version: '2.9.1' },
        // 1087: the producer of TensorFlow 2.9, the oldest version supported.
        graph_def: { node: nodes, library: { function: functions }, versions: { producer: 1087 } },
      },
    ],
  };
  return savedModelType.encode(savedModelType.fromObject(model)).finish();
}
