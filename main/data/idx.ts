/** Reads idx files (the format of MNIST), plain or gzipped: bytes in one or three dimensions; any process. */
import { requireSize } from './assemble';
import { gunzipBounded, gunzipStart, isGzip } from './inflate';
import { badFile, inDigits } from './problems';
import { readWhole, withFile } from './readFile';

/** Images, or the labels that belong to some. */
export type IdxFile =
  | {
      readonly kind: 'images';
      readonly name: string;
      readonly rows: number;
      readonly shape: readonly [number, number];
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'labels'; readonly name: string; readonly rows: number; readonly bytes: Uint8Array };
export type IdxImages = Extract<IdxFile, { kind: 'images' }>;
export type IdxLabels = Extract<IdxFile, { kind: 'labels' }>;

const elementTypes: Readonly<Record<number, string>> = {
  0x08: 'unsigned bytes',
  0x09: 'signed bytes',
  0x0b: '16-bit integers',
  0x0c: '32-bit integers',
  0x0d: '32-bit floats',
  0x0e: '64-bit floats',
};

/** Whether bytes start as an idx file does: two zeros, an element type, a number of dimensions. */
export function isIdx(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && bytes[2]! in elementTypes && bytes[3]! > 0;
}

/** Reads and unpacks an idx file; no more is unpacked than its header announces. */
export async function readIdxFile(file: string): Promise<IdxFile> {
  return withFile(file, async (open) => {
    const bytes = await readWhole(open);
    if (!isGzip(bytes)) return parseIdx(bytes, open.name);
    const { start, length } = parseHeader(await gunzipStart(bytes, 1024, open.name), open.name);
    return parseIdx(await gunzipBounded(bytes, start + length, open.name), open.name);
  });
}

/** Parses idx bytes; the header must fit the length exactly. */
export function parseIdx(bytes: Uint8Array, name: string): IdxFile {
  const { rows, shape, start, length } = parseHeader(bytes, name);
  if (bytes.length - start !== length) {
    throw badFile(
      `"${name}" says it holds ${[rows, ...(shape ?? [])].join(' × ')} values, that is ${inDigits(length)} bytes, but has ${inDigits(bytes.length - start)}: it is damaged or incomplete.`,
    );
  }
  const values = bytes.subarray(start);
  return shape
    ? { kind: 'images', name, rows, shape, bytes: values }
    : { kind: 'labels', name, rows, bytes: values };
}

interface IdxHeader {
  readonly rows: number;
  /** Of an image; null for labels. */
  readonly shape: readonly [number, number] | null;
  /** Where the values start and how many follow. */
  readonly start: number;
  readonly length: number;
}

function parseHeader(bytes: Uint8Array, name: string): IdxHeader {
  if (!isIdx(bytes))
    throw badFile(`"${name}" is not an idx file: it does not start with idx's magic number.`);
  const type = bytes[2]!;
  const dimensions = bytes[3]!;
  if (type !== 0x08) {
    throw badFile(
      `"${name}" holds ${elementTypes[type]}; idx images and labels must be unsigned bytes (type 0x08).`,
    );
  }
  if (dimensions !== 1 && dimensions !== 3) {
    throw badFile(`"${name}" has ${dimensions} dimensions; labels have 1, images 3 (rows, height, width).`);
  }
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) throw badFile(`"${name}" ends within its header.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows = view.getUint32(4);
  const shape = dimensions === 3 ? ([view.getUint32(8), view.getUint32(12)] as const) : null;
  const perRow = shape ? shape[0] * shape[1] : 1;
  requireSize(rows, perRow, 1);
  return { rows, shape, start, length: rows * perRow };
}
