// Fetches a file over HTTP with bounded waits; a broken download never gets the file's name (set-up, Node).
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';

const CONNECT_MS = 4000;
const STALL_MS = 20_000;

/**
 * Rejects within seconds where the server cannot be reached or does not have the file.
 * @param {string} url
 * @param {{ timeoutMs?: number }} [options]
 */
export async function checkReachable(url, { timeoutMs = CONNECT_MS } = {}) {
  const { host } = new URL(url);
  let response;
  try {
    response = await fetch(url, {
      method: 'HEAD',
      redirect: 'follow',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    throw new Error(`${host} cannot be reached${timedOut ? ` within ${timeoutMs / 1000} s` : ''}`, {
      cause: timedOut ? undefined : error,
    });
  }
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${host} answers ${response.status} for ${url}`);
}

/**
 * @param {string} url
 * @param {string} file appears only when the download is whole and, if given, has the right hash
 * @param {object} [options]
 * @param {string} [options.sha256]
 * @param {number} [options.stallMs] longest time without a byte
 * @param {(doneBytes: number, totalBytes: number | undefined) => void} [options.onProgress]
 */
export async function download(url, file, { sha256, stallMs = STALL_MS, onProgress } = {}) {
  const { host } = new URL(url);
  const aside = `${file}.part`;
  const abort = new AbortController();
  const stalled = new Error(`${host} sent nothing for ${stallMs / 1000} s`);
  let timer = setTimeout(() => abort.abort(stalled), stallMs);
  try {
    await fs.promises.mkdir(path.dirname(file), { recursive: true });
    const response = await fetch(url, { redirect: 'follow', signal: abort.signal });
    if (!response.ok || !response.body) throw new Error(`${host} answers ${response.status} for ${url}`);
    const length = Number(response.headers.get('content-length')) || undefined;
    const encoded = response.headers.get('content-encoding');
    const total = encoded ? undefined : length;
    const hash = createHash('sha256');
    let done = 0;
    const meter = new Transform({
      transform(chunk, _encoding, next) {
        clearTimeout(timer);
        timer = setTimeout(() => abort.abort(stalled), stallMs);
        hash.update(chunk);
        done += chunk.length;
        onProgress?.(done, total);
        next(null, chunk);
      },
    });
    const body = Readable.fromWeb(/** @type {any} */ (response.body));
    await pipeline(body, meter, fs.createWriteStream(aside), { signal: abort.signal });
    if (total !== undefined && done !== total)
      throw new Error(`download broke off after ${done} of ${total} bytes`);
    const actual = hash.digest('hex');
    if (sha256 && actual !== sha256) throw new Error(`download has hash ${actual}, expected ${sha256}`);
    await fs.promises.rename(aside, file);
  } catch (error) {
    await fs.promises.rm(aside, { force: true });
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}
