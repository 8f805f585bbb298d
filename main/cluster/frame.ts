/** Plain values with typed arrays as bytes and back, for messages that cross machines: nothing in them is ever run; any Node process. */
import { endianness } from 'node:os';
import { LabError } from '../../shared/result';

/** Of one message, bytes: a checkpoint of the largest network with its optimiser, and more. */
export const mostFrameBytes = 256 * 1024 * 1024;

const kinds = { u1: Uint8Array, f4: Float32Array, f8: Float64Array, i4: Int32Array } as const;
type Kind = keyof typeof kinds;
type Typed = InstanceType<(typeof kinds)[Kind]>;

/** Marks what JSON has no words for. */
const mark = '$';

/**
 * Layout: length of the head (4 bytes, little-endian), the head as JSON, then the arrays one after another, each at a multiple
 * of 8. Equal values with their keys in equal order give equal bytes.
 */
export function pack(value: unknown): Buffer {
  if (endianness() !== 'LE') throw new LabError('unsupported', 'Several machines need little-endian ones.');
  const arrays: Typed[] = [];
  const head = Buffer.from(JSON.stringify(prepared(value, arrays)), 'utf8');
  const parts: Buffer[] = [Buffer.alloc(4), head];
  parts[0]?.writeUInt32LE(head.length);
  let length = 4 + head.length;
  for (const array of arrays) {
    const padding = aligned(length) - length;
    parts.push(Buffer.alloc(padding), Buffer.from(array.buffer, array.byteOffset, array.byteLength));
    length += padding + array.byteLength;
  }
  return Buffer.concat(parts, length);
}

/** What was packed. Throws LabError `bad-file` for anything else; what the value means is for its schema to say. */
export function unpack(frame: Uint8Array): unknown {
  const data = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  if (data.length < 4 || data.length > mostFrameBytes) throw damaged();
  const headLength = data.readUInt32LE(0);
  if (4 + headLength > data.length) throw damaged();
  let head: unknown;
  try {
    head = JSON.parse(data.toString('utf8', 4, 4 + headLength));
  } catch {
    throw damaged();
  }
  const reader = { data, at: 4 + headLength };
  const value = restored(head, reader, 0);
  if (reader.at !== data.length) throw damaged();
  return value;
}

const aligned = (at: number): number => Math.ceil(at / 8) * 8;

function prepared(value: unknown, arrays: Typed[]): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : { [mark]: String(value) };
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => prepared(item, arrays));
  const kind = kindOf(value);
  if (kind) {
    arrays.push(value as Typed);
    return { [mark]: kind, length: (value as Typed).length };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, prepared(inner, arrays)]));
}

function kindOf(value: object): Kind | null {
  for (const kind of Object.keys(kinds) as Kind[]) if (value instanceof kinds[kind]) return kind;
  return null;
}

interface Reader {
  readonly data: Buffer;
  at: number;
}

/** Nested deeper than any message is: a mischievous one must not overflow the stack. */
const mostDepth = 32;

function restored(value: unknown, reader: Reader, depth: number): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (depth > mostDepth) throw damaged();
  if (Array.isArray(value)) return value.map((item) => restored(item, reader, depth + 1));
  if (mark in value) return special(value as Record<string, unknown>, reader);
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
  return Object.fromEntries(entries.map(([key, inner]) => [key, restored(inner, reader, depth + 1)]));
}

function special(value: Record<string, unknown>, reader: Reader): unknown {
  const what = value[mark];
  if (what === 'NaN' || what === 'Infinity' || what === '-Infinity') return Number(what);
  const length = value['length'];
  if (typeof what !== 'string' || !(what in kinds) || typeof length !== 'number') throw damaged();
  const Kind = kinds[what as Kind];
  const from = aligned(reader.at);
  const to = from + length * Kind.BYTES_PER_ELEMENT;
  if (!(Number.isInteger(length) && length >= 0 && to <= reader.data.length)) throw damaged();
  reader.at = to;
  // Copied: a part of a larger buffer may begin at any byte, and would keep the whole alive.
  return new Kind(new Uint8Array(reader.data.subarray(from, to)).buffer);
}

const damaged = () => new LabError('bad-file', 'The message is damaged.');
