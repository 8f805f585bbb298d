/** Reads the scalars and hyperparameters of TensorBoard event files; any process. */
import { badRecord, SeriesCollector, type ImportedRun } from './importedRun';
import { ProtoError, protoFields, protoText } from './protoReader';
import { tfRecords, type RecordsEnd } from './tfRecord';

/** A file of events, with what its tags are to be called. */
export interface EventFile {
  readonly name: string;
  readonly content: Uint8Array;
  /** Before each tag: the part of the training ("train/"), or ''. */
  readonly prefix: string;
}

/** Whether a file name is that of TensorBoard's events. */
export const isEventFile = (name: string): boolean =>
  /(^|\.)tfevents\./.test(name) || name.endsWith('.tfevents');

/** One run from the event files of a training. Throws LabError `bad-file` where there is no scalar in them. */
export function readEvents(name: string, files: readonly EventFile[]): ImportedRun {
  const collector = new SeriesCollector();
  const params = new Map<string, string>();
  const notes: string[] = [];
  for (const file of files) {
    const end = readFile(file, collector, params);
    if (end !== 'whole')
      notes.push(
        end === 'cut'
          ? `${file.name} ends in the middle of a record; what was before it was read.`
          : `${file.name} is damaged (a checksum does not fit); what was before that was read.`,
      );
  }
  if (collector.isEmpty) {
    const what =
      notes.length > 0
        ? 'it is no file of TensorBoard events, or it is damaged'
        : 'there are no scalars in it';
    throw badRecord(files[0]?.name ?? name, what);
  }
  return {
    kind: 'tensorboard',
    fileName: name,
    name,
    params: [...params].map(([key, value]) => ({ name: key, value })),
    tags: [],
    notes: notes.join('\n'),
    state: 'completed',
    series: collector.series(),
  };
}

function readFile(
  { name, content, prefix }: EventFile,
  collector: SeriesCollector,
  params: Map<string, string>,
): RecordsEnd {
  const records = tfRecords(content);
  for (;;) {
    const next = records.next();
    if (next.done) return next.value;
    try {
      readEvent(next.value, prefix, collector, params, name);
    } catch (error) {
      if (!(error instanceof ProtoError)) throw error;
      return 'damaged';
    }
  }
}

/** Event: wall_time 1, step 2, summary 5. */
function readEvent(
  event: Uint8Array,
  prefix: string,
  collector: SeriesCollector,
  params: Map<string, string>,
  file: string,
): void {
  let [seconds, step] = [NaN, 0];
  const values: Uint8Array[] = [];
  for (const { number, wire, value, float, bytes } of protoFields(event)) {
    if (number === 1 && wire === 1) seconds = float;
    else if (number === 2 && wire === 0) step = value;
    else if (number === 5 && wire === 2)
      for (const field of protoFields(bytes))
        if (field.number === 1 && field.wire === 2) values.push(field.bytes);
  }
  for (const bytes of values) {
    const { tag, scalar, hparams } = readValue(bytes);
    for (const [key, value] of hparams) params.set(key, value);
    if (tag !== '' && scalar !== null && Number.isSafeInteger(step))
      collector.add(prefix + tag, step, scalar, seconds * 1000, file);
  }
}

interface SummaryValue {
  readonly tag: string;
  readonly scalar: number | null;
  readonly hparams: readonly (readonly [string, string])[];
}

/** Summary.Value: tag 1, simple_value 2, tensor 8, metadata 9. */
function readValue(message: Uint8Array): SummaryValue {
  let tag = '';
  let scalar: number | null = null;
  let hparams: SummaryValue['hparams'] = [];
  for (const { number, wire, float, bytes } of protoFields(message)) {
    if (number === 1 && wire === 2) tag = protoText(bytes);
    else if (number === 2 && wire === 5) scalar = float;
    else if (number === 8 && wire === 2) scalar = scalarOf(bytes);
    else if (number === 9 && wire === 2) hparams = hparamsOf(bytes);
  }
  // TensorBoard's own records about the run, not results.
  return { tag, scalar: tag.startsWith('_hparams_/') ? null : scalar, hparams };
}

const floatType = 1;
const doubleType = 2;

/** TensorProto: dtype 1, tensor_shape 2, tensor_content 4, float_val 5, double_val 6; null for what is not one number. */
function scalarOf(tensor: Uint8Array): number | null {
  let type = 0;
  let elements = 1;
  let value: number | null = null;
  for (const { number, wire, value: whole, float, bytes } of protoFields(tensor)) {
    if (number === 1 && wire === 0) type = whole;
    else if (number === 2 && wire === 2) elements = elementsOf(bytes);
    else if (number === 4 && wire === 2) value = inBytes(bytes, type);
    else if (number === 5 && type === floatType) value = wire === 5 ? float : inBytes(bytes, floatType);
    else if (number === 6 && type === doubleType) value = wire === 1 ? float : inBytes(bytes, doubleType);
  }
  return elements === 1 ? value : null;
}

function inBytes(bytes: Uint8Array, type: number): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === floatType && bytes.length === 4) return view.getFloat32(0, true);
  if (type === doubleType && bytes.length === 8) return view.getFloat64(0, true);
  return null;
}

/** TensorShapeProto: dim 2 { size 1 }. */
function elementsOf(shape: Uint8Array): number {
  let elements = 1;
  for (const { number, wire, bytes } of protoFields(shape)) {
    if (number !== 2 || wire !== 2) continue;
    for (const field of protoFields(bytes))
      if (field.number === 1 && field.wire === 0) elements *= field.value;
  }
  return elements;
}

/** SummaryMetadata.plugin_data 1 { plugin_name 1, content 2 }; HParamsPluginData.session_start_info 3 { hparams 1 }. */
function hparamsOf(metadata: Uint8Array): SummaryValue['hparams'] {
  const found: (readonly [string, string])[] = [];
  for (const plugin of nested(metadata, 1)) {
    const fields = [...protoFields(plugin)];
    if (!fields.some(({ number, bytes }) => number === 1 && protoText(bytes) === 'hparams')) continue;
    for (const content of nested(plugin, 2))
      for (const start of nested(content, 3))
        for (const entry of nested(start, 1)) found.push(hparamOf(entry));
  }
  return found;
}

function* nested(message: Uint8Array, wanted: number): Generator<Uint8Array> {
  for (const { number, wire, bytes } of protoFields(message))
    if (number === wanted && wire === 2) yield bytes;
}

/** An entry of the map: key 1, value 2 { number_value 2, string_value 3, bool_value 4 }. */
function hparamOf(entry: Uint8Array): readonly [string, string] {
  let key = '';
  let value = '';
  for (const { number, bytes } of protoFields(entry)) {
    if (number === 1) key = protoText(bytes);
    if (number !== 2) continue;
    for (const field of protoFields(bytes)) {
      if (field.number === 2) value = String(field.float);
      else if (field.number === 3) value = protoText(field.bytes);
      else if (field.number === 4) value = field.value === 0 ? 'false' : 'true';
    }
  }
  return [key, value];
}
