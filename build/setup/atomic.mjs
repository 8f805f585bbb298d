// Files that are there whole or not at all: written aside, then renamed (set-up, Node).
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * @param {string} file
 * @param {string | Uint8Array} content
 */
export async function writeFileAtomic(file, content) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
  try {
    const handle = await fs.promises.open(aside, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.promises.rename(aside, file);
  } catch (error) {
    await fs.promises.rm(aside, { force: true });
    throw error;
  }
}

/**
 * @param {string} file
 * @param {unknown} value
 */
export function writeJsonAtomic(file, value) {
  return writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * The parsed content, or null where the file is missing or not JSON.
 * @param {string} file
 * @returns {Promise<any>}
 */
export async function readJson(file) {
  try {
    return JSON.parse(await fs.promises.readFile(file, 'utf8'));
  } catch {
    return null;
  }
}

/** @param {string} file */
export function sha256OfFile(file) {
  return hashOfFile('sha256', file);
}

/**
 * In hexadecimal digits.
 * @param {'sha256' | 'md5'} algorithm md5 only where a format asks for it
 * @param {string} file
 */
export async function hashOfFile(algorithm, file) {
  const hash = createHash(algorithm);
  await pipeline(fs.createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/**
 * The same file under a second name where both lie on one disk, else a copy: half a gigabyte a clone is worth saving.
 * @param {string} from
 * @param {string} to
 */
export async function linkOrCopy(from, to) {
  await fs.promises.mkdir(path.dirname(to), { recursive: true });
  const aside = `${to}.${process.pid}.tmp`;
  await fs.promises.rm(aside, { force: true });
  try {
    await fs.promises.link(from, aside);
  } catch {
    await fs.promises.copyFile(from, aside, fs.constants.COPYFILE_FICLONE);
    const { atime, mtime } = await fs.promises.stat(from);
    await fs.promises.utimes(aside, atime, mtime);
  }
  await fs.promises.rename(aside, to);
  // Renaming one name of a file onto another name of the same file does nothing: drop what is left.
  await fs.promises.rm(aside, { force: true });
}
