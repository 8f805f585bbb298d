/** Reads TFRecord files: records between lengths and checksums, which must fit; any process. */
import { crc32c } from './crc32c';

/** What TensorFlow stores of a checksum, so that checksums of data with checksums in them are no trouble. */
export const maskedCrc = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0;
};

/** A file of events larger than this in one record is none. */
const maxRecordBytes = 256 * 1024 * 1024;

/** How reading ended. */
export type RecordsEnd = 'whole' | 'cut' | 'damaged';

/**
 * Every record in order, up to the end or to where the file is no longer right: a training that was killed leaves its last
 * record half written. Returns how it ended.
 */
export function* tfRecords(file: Uint8Array): Generator<Uint8Array, RecordsEnd> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at < file.length;) {
    if (at + 12 > file.length) return 'cut';
    if (view.getUint32(at + 8, true) !== maskedCrc(file.subarray(at, at + 8))) return 'damaged';
    const length = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
    if (length > maxRecordBytes) return 'damaged';
    const start = at + 12;
    if (start + length + 4 > file.length) return 'cut';
    const record = file.subarray(start, start + length);
    if (view.getUint32(start + length, true) !== maskedCrc(record)) return 'damaged';
    yield record;
    at = start + length + 4;
  }
  return 'whole';
}
