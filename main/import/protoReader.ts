/** Reads protocol buffers field by field, as far as they can be trusted: everything is bounded by the message; any process. */

/** One field of a message. */
export interface ProtoField {
  readonly number: number;
  /** varint and fixed ones; exact up to 2⁵³. */
  readonly value: number;
  /** Of a length-delimited field, else empty. */
  readonly bytes: Uint8Array;
  /** fixed64 read as a double, fixed32 as a float. */
  readonly float: number;
  readonly wire: 0 | 1 | 2 | 5;
}

/** Thrown where a message is not one. */
export class ProtoError extends Error {}

const empty = new Uint8Array(0);

/** The fields of a message in order. Throws ProtoError. */
export function* protoFields(message: Uint8Array): Generator<ProtoField> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at++];
      if (byte === undefined) throw new ProtoError('a number goes on beyond the message');
      // Beyond 2⁵³ the low digits are lost, and negative numbers come out as huge: nothing here needs them.
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new ProtoError('a number has more than ten bytes');
  };
  const room = (size: number): number => {
    const from = at;
    if (!(size <= message.length - at)) throw new ProtoError('a field goes on beyond the message');
    at += size;
    return from;
  };
  while (at < message.length) {
    const key = varint();
    const [number, wire] = [Math.floor(key / 8), key % 8];
    if (wire === 0) yield { number, wire, value: varint(), bytes: empty, float: NaN };
    else if (wire === 1) {
      const from = room(8);
      const low = view.getUint32(from, true);
      const value = low + view.getUint32(from + 4, true) * 2 ** 32;
      yield { number, wire, value, bytes: empty, float: view.getFloat64(from, true) };
    } else if (wire === 2) {
      const length = varint();
      const from = room(length);
      yield { number, wire, value: NaN, bytes: message.subarray(from, from + length), float: NaN };
    } else if (wire === 5) {
      const from = room(4);
      const value = view.getUint32(from, true);
      yield { number, wire, value, bytes: empty, float: view.getFloat32(from, true) };
    } else throw new ProtoError(`there is no wire type ${wire}`);
  }
}

/** Text of a field; bytes that are no UTF-8 become U+FFFD. */
export const protoText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
