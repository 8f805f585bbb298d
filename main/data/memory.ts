/** Arrays that several threads may look at without a copy; training host. */

/** Zeroed bytes in shared memory. */
export const sharedBytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));

/** Zeroed floats in shared memory. */
export const sharedFloats = (length: number): Float32Array =>
  new Float32Array(new SharedArrayBuffer(4 * length));

/** The values, in shared memory: themselves where they are there already. */
export function toShared<A extends Uint8Array | Float32Array>(values: A): A {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = values instanceof Uint8Array ? sharedBytes(values.length) : sharedFloats(values.length);
  copy.set(values);
  return copy as A;
}
