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
  return new Float32Array(ownBuffer(bytes, 4));
}

export function toFloat64(bytes: Uint8Array): Float64Array {
  return new Float64Array(ownBuffer(bytes, 8));
}

/** A copy that starts at 0 of its buffer (typed arrays need alignment, and nothing else may travel with them). */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(ownBuffer(bytes, 1));
}

function ownBuffer(bytes: Uint8Array, width: 1 | 4 | 8): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength - (bytes.byteLength % width));
  const view = Buffer.from(copy);
  view.set(bytes.subarray(0, copy.byteLength));
  if (foreign && width === 4) view.swap32();
  if (foreign && width === 8) view.swap64();
  return copy;
}
