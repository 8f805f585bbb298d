/** The content hash of a data set: equal numbers in equal order have an equal hash, wherever they came from; any process. */
import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import type { DatasetContent } from '../../shared/data/dataset';

/** What beside the numbers makes a data set what it is. */
export interface ContentShape {
  readonly featureShape: readonly number[];
  readonly givenTrainRows: number | null;
}

/** SHA-256 (hex) over shape, split, features (little-endian) and labels. Names are not part of it: they change no run. */
export function hashContent(content: DatasetContent, { featureShape, givenTrainRows }: ContentShape): string {
  const { features, labels } = content;
  const type = features instanceof Uint8Array ? 'u1' : 'f4';
  const head = { version: 1, rows: labels.length, featureShape, type, givenTrainRows };
  const hash = createHash('sha256').update(`${JSON.stringify(head)}\n`);
  return hash.update(littleEndianBytes(features)).update(labels).digest('hex');
}

function littleEndianBytes(features: Uint8Array | Float32Array): Uint8Array {
  const bytes = new Uint8Array(features.buffer, features.byteOffset, features.byteLength);
  if (features instanceof Uint8Array || endianness() === 'LE') return bytes;
  return Buffer.from(bytes).swap32();
}
