/** Puts exports on the disk, whole or not at all; main process and command line. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '../../shared/result';

/** Writes a file aside and renames it, so that it is whole or not there. Throws LabError `disk-full`, `read-only`. */
export async function writeWhole(
  file: string,
  parts: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const aside = asideOf(file);
  try {
    const handle = await open(aside, 'wx');
    try {
      for await (const part of parts) await handle.writeFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined);
    throw fileProblem(error, file);
  }
}

/**
 * Makes a folder with files in it; the folder must not be there, or be empty. Throws LabError `conflict`, `disk-full`,
 * `read-only`.
 */
export async function writeFolder(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const name = path.basename(folder);
  const aside = asideOf(folder);
  try {
    if ((await entriesOf(folder)).length > 0)
      throw new LabError('conflict', `There are files in "${name}" already; choose another folder.`);
    await mkdir(aside, { recursive: true });
    for (const [file, content] of Object.entries(files)) await writeFile(path.join(aside, file), content);
    // An empty folder gives way to the one that is renamed to its name, except on Windows.
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true }).catch(() => undefined);
    throw fileProblem(error, folder);
  }
}

/** A folder within `parent` that is not there yet: the name, or with a number behind it. */
export async function freeFolder(parent: string, name: string): Promise<string> {
  const taken = new Set(await entriesOf(parent));
  for (let copy = 1; ; copy++) {
    const tried = copy === 1 ? name : `${name} (${copy})`;
    if (!taken.has(tried)) return path.join(parent, tried);
  }
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const asideOf = (target: string): string =>
  path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(4).toString('hex')}.part`);

/** What the system says of a file that could not be written, as a sentence for the user. */
export function fileProblem(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const name = path.basename(file);
  if (error instanceof LabError || code === undefined) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new LabError('disk-full', `The disk is full: ${name} was not saved.`, { cause: error });
  return new LabError('read-only', `${name} could not be saved there; choose another place.`, {
    cause: error,
  });
}
