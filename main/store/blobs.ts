/** Numbers as bytes in the database: little-endian, whatever the machine; main process and command line. */
import { endianness } from 'node:os';

type Floats = Float32Array | Float64Array;

const foreign = endianness() !== 'LE';

/** The bytes of the numbers; not a copy where the machine is little-endian itself. */
export function toBytes(numbers: Floats | Uint8Array): Buffer {
  const bytes = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  if (!foreign || numbers instanceof Uint8Array) return bytes;
  return numbers instanceof Float32Array ? Buffer.from(bytes).swap32() : Buffer.from(bytes).swap64();
}

/** The numbers in the bytes, in memory of their own. */
export function toFloat32(bytes: Uint8Array): Float32Array {
  return asFloat32(ownBytes(bytes));
}

export function toFloat64(bytes: Uint8Array): Float64Array {
  const own = ownBytes(bytes);
  if (foreign) Buffer.from(own.buffer).swap64();
  return new Float64Array(own.buffer);
}

/** The numbers in bytes that have a buffer of their own, which becomes that of the numbers: nothing is copied. */
export function asFloat32(own: Uint8Array<ArrayBuffer>): Float32Array {
  if (foreign) Buffer.from(own.buffer).swap32();
  return new Float32Array(own.buffer);
}

/** A copy with a buffer of its own (typed arrays need alignment, and nothing else may travel with them). */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
