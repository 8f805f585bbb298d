/** Decompresses within a limit, whatever the data claim (bombs, bit errors); training host and command line. */
import { promisify } from 'node:util';
import { constants, gunzip, inflateRaw } from 'node:zlib';
import { badFile, inBytes, tooLarge } from './problems';

const chunkSize = 1024 * 1024;
const inflateRawAsync = promisify(inflateRaw);
const gunzipAsync = promisify(gunzip);

/** What DEFLATE data hold; stops as soon as they turn out to hold more than `maxBytes`. */
export function inflateBounded(data: Uint8Array, maxBytes: number, name: string): Promise<Uint8Array> {
  return bounded(
    inflateRawAsync(data, { maxOutputLength: Math.max(1, maxBytes), chunkSize }),
    maxBytes,
    name,
  );
}

/** What a gzip file holds; stops as soon as it turns out to hold more than `maxBytes`. */
export function gunzipBounded(data: Uint8Array, maxBytes: number, name: string): Promise<Uint8Array> {
  return bounded(gunzipAsync(data, { maxOutputLength: Math.max(1, maxBytes), chunkSize }), maxBytes, name);
}

/** The first bytes that a gzip file holds: what its first `packedBytes` unpack to. */
export function gunzipStart(data: Uint8Array, packedBytes: number, name: string): Promise<Uint8Array> {
  const start = data.subarray(0, packedBytes);
  // DEFLATE packs at most 1032 to 1.
  const maxBytes = 1040 * packedBytes;
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxBytes };
  return bounded(gunzipAsync(start, options), maxBytes, name);
}

async function bounded(inflating: Promise<Uint8Array>, maxBytes: number, name: string): Promise<Uint8Array> {
  try {
    return await inflating;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(`"${name}" unpacks to more than ${inBytes(maxBytes)}, which it should not.`);
    }
    throw badFile(`"${name}" is damaged: it cannot be unpacked. Copy or save the file again.`, error);
  }
}

/** Whether data start as gzip does. */
export const isGzip = (data: Uint8Array): boolean => data[0] === 0x1f && data[1] === 0x8b;
