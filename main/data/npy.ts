/**
 * Reads NumPy's .npy format strictly (versions 1–3, numbers and fixed-width text); training host and command line.
 * npyjs was looked at and left: it does not compare the header with the length of the data, wants aligned little-endian
 * arrays and takes any header for good.
 */
import { badFile, inDigits } from './problems';

/** An array of a file, not yet converted. */
export interface NpyArray {
  /** As the user knows it, for messages. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Number of elements. */
  readonly length: number;
  /** NumPy's word for the element type, such as `float64`. */
  readonly typeName: string;
  readonly kind: 'float' | 'int' | 'uint' | 'bool' | 'text';
  /** The bytes themselves where they are unsigned 8-bit numbers in row-major order, else null. */
  readonly bytes: Uint8Array | null;
  /** Element in row-major order, as a number (text: NaN). */
  numberAt(index: number): number;
  /** Element in row-major order, as text (numbers: in decimal). */
  textAt(index: number): string;
}

const magic = '\x93NUMPY';
const maxHeaderBytes = 64 * 1024;
const header =
  /^\{\s*'descr':\s*'([^']*)',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([\d,\sL]*)\),?\s*\}\s*$/;

/** Whether bytes start as a .npy file does. */
export const isNpy = (bytes: Uint8Array): boolean => latin1(bytes.subarray(0, 6)) === magic;

/** Parses a .npy file; data must have exactly the length that the header says. */
export function parseNpy(bytes: Uint8Array, name: string): NpyArray {
  if (!isNpy(bytes) || bytes.length < 12) throw badFile(`The array ${name} is not in NumPy's .npy format.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! > 1;
  const headerLength = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (wide ? 12 : 10) + headerLength;
  if (headerLength > maxHeaderBytes || start > bytes.length) throw badHeader(name);
  const match = header.exec(latin1(bytes.subarray(start - headerLength, start)));
  if (!match) throw badHeader(name, bytes.subarray(start - headerLength, start));
  const type = parseType(match[1]!, name);
  const shape = parseShape(match[3]!, name);
  const length = shape.reduce((a, b) => a * b, 1);
  const expected = length * type.size;
  if (!Number.isSafeInteger(expected) || bytes.length - start !== expected) {
    throw badFile(
      `The array ${name} should have ${inDigits(expected)} bytes of data for shape (${shape.join(', ')}) but has ${inDigits(bytes.length - start)}: the file is damaged.`,
    );
  }
  const columnMajor = match[2] === 'True' && shape.filter((size) => size > 1).length > 1;
  const position = columnMajor ? transposed(shape) : (index: number) => index;
  const data = new DataView(bytes.buffer, bytes.byteOffset + start, expected);
  const { kind, typeName, size, read, readText } = type;
  const numberAt = (index: number) => read(data, position(index) * size);
  return {
    name,
    shape,
    length,
    typeName,
    kind,
    bytes: typeName === 'uint8' && !columnMajor ? bytes.subarray(start) : null,
    numberAt,
    textAt: (index) => (readText ? readText(data, position(index) * size) : String(numberAt(index))),
  };
}

interface ElementType {
  readonly kind: NpyArray['kind'];
  readonly typeName: string;
  readonly size: number;
  readonly read: (view: DataView, at: number) => number;
  readonly readText?: (view: DataView, at: number) => string;
}

function parseType(descr: string, name: string): ElementType {
  const match = /^([<>|=]?)([fiubUS])(\d{1,6})$/.exec(descr);
  const little = match?.[1] !== '>';
  const width = Number(match?.[3] ?? 0);
  const numeric = numericTypes[`${match?.[2]}${width}`];
  if (numeric) {
    const [kind, typeName, read] = numeric;
    return { kind, typeName, size: width, read: (view, at) => read(view, at, little) };
  }
  if (match?.[2] === 'U' || match?.[2] === 'S') {
    const unit = match[2] === 'U' ? 4 : 1;
    if (width < 1 || width > 1000)
      throw badFile(`The array ${name} holds texts of ${width} characters; from 1 to 1,000 can be read.`);
    const readText = (view: DataView, at: number) => readCharacters(view, at, width, unit, little);
    return { kind: 'text', typeName: 'text', size: width * unit, read: () => NaN, readText };
  }
  const why = descr.includes('O')
    ? 'Python objects (pickled), which are not read for safety'
    : `elements of type "${descr}"`;
  throw badFile(`The array ${name} holds ${why}; save it as numbers, for example with .astype(np.float32).`);
}

const numericTypes: Readonly<
  Record<string, readonly [NpyArray['kind'], string, (view: DataView, at: number, little: boolean) => number]>
> = {
  f2: ['float', 'float16', (view, at, little) => halfToNumber(view.getUint16(at, little))],
  f4: ['float', 'float32', (view, at, little) => view.getFloat32(at, little)],
  f8: ['float', 'float64', (view, at, little) => view.getFloat64(at, little)],
  i1: ['int', 'int8', (view, at) => view.getInt8(at)],
  i2: ['int', 'int16', (view, at, little) => view.getInt16(at, little)],
  i4: ['int', 'int32', (view, at, little) => view.getInt32(at, little)],
  i8: ['int', 'int64', (view, at, little) => Number(view.getBigInt64(at, little))],
  u1: ['uint', 'uint8', (view, at) => view.getUint8(at)],
  u2: ['uint', 'uint16', (view, at, little) => view.getUint16(at, little)],
  u4: ['uint', 'uint32', (view, at, little) => view.getUint32(at, little)],
  u8: ['uint', 'uint64', (view, at, little) => Number(view.getBigUint64(at, little))],
  b1: ['bool', 'bool', (view, at) => (view.getUint8(at) === 0 ? 0 : 1)],
};

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Text up to the padding of NULs. */
function readCharacters(view: DataView, at: number, width: number, unit: 1 | 4, little: boolean): string {
  let text = '';
  for (let i = 0; i < width; i++) {
    const code = unit === 4 ? view.getUint32(at + 4 * i, little) : view.getUint8(at + i);
    if (code === 0) break;
    text += code > 0x10_ffff ? '\ufffd' : String.fromCodePoint(code);
  }
  return text;
}

function parseShape(text: string, name: string): number[] {
  const parts = text.split(',').map((part) => part.trim().replace(/L$/, ''));
  if (parts.at(-1) === '') parts.pop();
  const shape = parts.map(Number);
  if (parts.some((part) => !/^\d+$/.test(part)) || !shape.every(Number.isSafeInteger) || shape.length > 8) {
    throw badHeader(name);
  }
  return shape;
}

/** Row-major index → position in column-major data. */
function transposed(shape: readonly number[]): (index: number) => number {
  const strides: number[] = [];
  shape.reduce((stride, size, axis) => ((strides[axis] = stride), stride * size), 1);
  return (index) => {
    let position = 0;
    let rest = index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis]!;
      position += (rest % size) * strides[axis]!;
      rest = Math.floor(rest / size);
    }
    return position;
  };
}

function badHeader(name: string, header?: Uint8Array) {
  if (header && /'descr':\s*\[/.test(latin1(header))) {
    return badFile(
      `The array ${name} is a structured array (records); save its columns as a plain 2-D array.`,
    );
  }
  return badFile(`The array ${name} has a damaged .npy header.`);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
