// Reads chosen entries of a zip archive of any size as streams; wheels and Electron releases are zips (set-up, Node).
import fs from 'node:fs';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const SYMLINK = 0o120000;
const FILE_TYPE = 0o170000;

/**
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {number} method 0 stored, 8 deflated
 * @property {number} crc
 * @property {number} compressedSize
 * @property {number} size
 * @property {number} offset of the local header
 * @property {number} mode Unix mode, 0 where the archive has none
 */

/**
 * @param {string} archive
 * @param {(entry: ZipEntry) => string | null} place where an entry goes, or null to leave it out
 * @param {(doneBytes: number, totalBytes: number) => void} [onProgress]
 * @returns {Promise<number>} how many files were written
 */
export async function extractZip(archive, place, onProgress) {
  const handle = await fs.promises.open(archive, 'r');
  try {
    const chosen = [];
    for (const entry of await readDirectory(handle)) {
      const target = entry.name.endsWith('/') ? null : place(entry);
      if (target !== null) chosen.push({ entry, target });
    }
    const total = chosen.reduce((sum, { entry }) => sum + entry.size, 0);
    let done = 0;
    for (const { entry, target } of chosen) {
      await extractEntry(handle, archive, entry, target, (bytes) => onProgress?.((done += bytes), total));
    }
    return chosen.length;
  } finally {
    await handle.close();
  }
}

/**
 * Where an entry lands below a folder; refuses names that point outside it.
 * @param {string} dir
 * @param {string} name
 */
export function placeInside(dir, name) {
  const target = path.resolve(dir, name);
  if (!target.startsWith(path.resolve(dir) + path.sep))
    throw new Error(`archive entry outside its folder: ${name}`);
  return target;
}

/**
 * @param {fs.promises.FileHandle} handle
 * @returns {Promise<ZipEntry[]>}
 */
async function readDirectory(handle) {
  const { size } = await handle.stat();
  const tail = await readAt(handle, Math.max(0, size - 65_557), Math.min(size, 65_557));
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end -= 1;
  if (end < 0) throw new Error('not a zip archive, or cut short');
  let count = tail.readUInt16LE(end + 10);
  let length = tail.readUInt32LE(end + 12);
  let offset = tail.readUInt32LE(end + 16);
  if (end >= 20 && tail.readUInt32LE(end - 20) === END_64_LOCATOR) {
    const end64 = await readAt(handle, Number(tail.readBigUInt64LE(end - 12)), 56);
    if (end64.readUInt32LE(0) !== END_64) throw new Error('zip archive damaged');
    count = Number(end64.readBigUInt64LE(32));
    length = Number(end64.readBigUInt64LE(40));
    offset = Number(end64.readBigUInt64LE(48));
  }
  const directory = await readAt(handle, offset, length);
  const entries = [];
  for (let at = 0, i = 0; i < count; i += 1) {
    if (directory.readUInt32LE(at) !== CENTRAL) throw new Error('zip archive damaged');
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const commentLength = directory.readUInt16LE(at + 32);
    const entry = {
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      compressedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
      mode: directory.readUInt32LE(at + 38) >>> 16,
    };
    widen(entry, directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength));
    entries.push(entry);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/**
 * Takes sizes beyond 4 GB from the zip64 extra field.
 * @param {ZipEntry} entry
 * @param {Buffer} extra
 */
function widen(entry, extra) {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let field = at + 4;
    for (const name of /** @type {const} */ (['size', 'compressedSize', 'offset'])) {
      if (entry[name] !== 0xffffffff) continue;
      entry[name] = Number(extra.readBigUInt64LE(field));
      field += 8;
    }
  }
}

/**
 * @param {fs.promises.FileHandle} handle
 * @param {string} archive
 * @param {ZipEntry} entry
 * @param {string} target
 * @param {(bytes: number) => void} onBytes
 */
async function extractEntry(handle, archive, entry, target, onBytes) {
  const header = await readAt(handle, entry.offset, 30);
  if (header.readUInt32LE(0) !== LOCAL) throw new Error(`zip archive damaged at ${entry.name}`);
  if (entry.method !== 0 && entry.method !== 8) throw new Error(`unknown compression in ${entry.name}`);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  await fs.promises.mkdir(path.dirname(target), { recursive: true });
  const link = (entry.mode & FILE_TYPE) === SYMLINK;
  let crc = 0;
  let size = 0;
  /** @type {Buffer[]} */
  const linkTarget = [];
  const meter = new Transform({
    transform(chunk, _encoding, next) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      onBytes(chunk.length);
      if (link) linkTarget.push(chunk);
      next(null, link ? undefined : chunk);
    },
  });
  const source =
    entry.compressedSize === 0
      ? emptySource()
      : fs.createReadStream(archive, {
          start,
          end: start + entry.compressedSize - 1,
          highWaterMark: 1 << 20,
        });
  const inflate = entry.method === 8 ? [zlib.createInflateRaw({ chunkSize: 1 << 20 })] : [];
  const sink = link ? [] : [fs.createWriteStream(target, { mode: (entry.mode & 0o777) | 0o600 || 0o644 })];
  const stages = /** @type {any} */ ([source, ...inflate, meter, ...sink]);
  if (link) meter.resume();
  await pipeline(stages);
  if (size !== entry.size || crc >>> 0 !== entry.crc)
    throw new Error(`zip archive damaged: ${entry.name} does not add up`);
  if (link) await fs.promises.symlink(Buffer.concat(linkTarget).toString('utf8'), target);
}

async function* emptySource() {}

/**
 * @param {fs.promises.FileHandle} handle
 * @param {number} offset
 * @param {number} length
 */
async function readAt(handle, offset, length) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, offset);
  if (bytesRead !== length) throw new Error('zip archive cut short');
  return buffer;
}

/** @type {Int32Array | undefined} */
let table;

/**
 * Node brings a fast one from 20.15 on.
 * @param {Buffer} bytes
 * @param {number} previous
 */
function crc32(bytes, previous) {
  if (typeof zlib.crc32 === 'function') return zlib.crc32(bytes, previous);
  table ??= Int32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    return c;
  });
  let crc = ~previous;
  for (const byte of bytes) crc = (crc >>> 8) ^ /** @type {number} */ (table[(crc ^ byte) & 255]);
  return ~crc >>> 0;
}
