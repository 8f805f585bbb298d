/** Reads files that a user names without trusting them: regular files only, within a limit; training host and command line. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { datasetLimits } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import { badFile, inBytes, tooLarge } from './problems';

/** An open regular file within the limits. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly name: string;
  readonly size: number;
}

/**
 * Opens the file, hands it to `use` and closes it. The kind and size are asked of the open file, so that nothing can be put
 * in its place in between; without waiting, so that a pipe nobody writes to does not hang.
 */
export async function withFile<T>(file: string, use: (open: OpenFile) => Promise<T>): Promise<T> {
  const name = path.basename(file);
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw unreadable(name, error);
  }
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw badFile(`"${name}" is a folder; choose a file.`);
    if (!stat.isFile()) throw badFile(`"${name}" is a device or a pipe; choose an ordinary file.`);
    if (stat.size === 0) throw badFile(`"${name}" is empty.`);
    if (stat.size > datasetLimits.maxFileBytes) {
      throw tooLarge(
        `"${name}" has ${inBytes(stat.size)}; files up to ${inBytes(datasetLimits.maxFileBytes)} can be imported.`,
      );
    }
    return await use({ handle, name, size: stat.size });
  } catch (error) {
    throw error instanceof LabError ? error : unreadable(name, error);
  } finally {
    await handle.close();
  }
}

/** The first bytes of an open file, at most `count`. */
export async function readStart({ handle, size }: OpenFile, count: number): Promise<Uint8Array> {
  return readExactly(handle, Math.min(count, size));
}

/** The whole of an open file. */
export async function readWhole({ handle, name, size }: OpenFile): Promise<Uint8Array> {
  const bytes = await readExactly(handle, size);
  if (bytes.length < size) throw badFile(`"${name}" became shorter while it was read; try again.`);
  return bytes;
}

async function readExactly(handle: FileHandle, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  let filled = 0;
  while (filled < count) {
    const { bytesRead } = await handle.read(bytes, filled, count - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function unreadable(name: string, error: unknown): LabError {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const reasons: Record<string, string> = {
    ENOENT: `There is no file "${name}" there.`,
    ENOTDIR: `There is no file "${name}" there.`,
    EACCES: `"${name}" may not be read: the permission is missing.`,
    EPERM: `"${name}" may not be read: the permission is missing.`,
    ENXIO: `"${name}" is a device or a pipe; choose an ordinary file.`,
    ELOOP: `"${name}" is a link that leads back to itself.`,
    ENAMETOOLONG: 'The name of the file is too long.',
  };
  return badFile(reasons[code ?? ''] ?? `"${name}" could not be read${code ? ` (${code})` : ''}.`, error);
}
