/** Writes NumPy's .npz: arrays as .npy files in a ZIP archive, stored as they are; main process and command line. */
import { crc32 } from '../data/crc32';

/** An array to write; row-major. */
export interface NpzArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint8Array | Int32Array;
}

const versionMadeBy = 20;
/** 1 January 1980, the first day that ZIP knows: the same arrays give the same bytes. */
const dosDate = 0x21;
/** Beyond this ZIP needs another layout. */
const mostBytes = 0xffff_ffff;

/** The archive. Names are those that `numpy.load` gives, without `.npy`. Throws RangeError beyond 4 GB. */
export function writeNpz(arrays: Readonly<Record<string, NpzArray>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [key, array] of Object.entries(arrays)) {
    const name = Buffer.from(`${key}.npy`);
    const file = npyOf(array);
    const common = commonHeader(file, name.length);
    const local = Buffer.concat([signature(0x0403_4b50), common, name, file]);
    const entry = Buffer.alloc(46);
    signature(0x0201_4b50).copy(entry);
    entry.writeUInt16LE(versionMadeBy, 4);
    common.copy(entry, 6);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, name);
    locals.push(local);
    offset += local.length;
    if (offset > mostBytes) throw new RangeError('a ZIP archive holds at most 4 GB');
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  signature(0x0605_4b50).copy(end);
  const count = locals.length;
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

/** What an entry's two headers have in common, from "version needed" to the length of the extra field. */
function commonHeader(file: Buffer, nameLength: number): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(versionMadeBy, 0);
  header.writeUInt16LE(dosDate, 8);
  header.writeUInt32LE(crc32(file), 10);
  header.writeUInt32LE(file.length, 14);
  header.writeUInt32LE(file.length, 18);
  header.writeUInt16LE(nameLength, 22);
  return header;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function npyOf({ shape, data }: NpzArray): Buffer {
  const type = data instanceof Uint8Array ? '|u1' : data instanceof Int32Array ? '<i4' : '<f4';
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // The data begins at a multiple of 64 bytes, after a line break.
  const length = 64 * Math.ceil((10 + text.length + 1) / 64) - 10;
  const head = Buffer.alloc(10 + length, ' ');
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(length, 8);
  head.write(text, 10);
  head.write('\n', 10 + length - 1);
  return Buffer.concat([head, littleEndian(data)]);
}

/** The numbers' bytes, least significant first, whatever the machine. */
export function littleEndian(data: Float32Array | Uint8Array | Int32Array): Buffer {
  if (data instanceof Uint8Array) return Buffer.from(data);
  const bytes = Buffer.alloc(data.byteLength);
  data.forEach((value, i) =>
    data instanceof Float32Array ? bytes.writeFloatLE(value, 4 * i) : bytes.writeInt32LE(value, 4 * i),
  );
  return bytes;
}
