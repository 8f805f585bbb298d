/** Moves the data folder: everything is copied and compared before anything is taken away; main process, free of Electron for tests. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { cp, mkdir, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '../../shared/result';
import { fileProblem } from '../export/files';
import { locationName } from '../dataLocation';
import { databaseFileIn } from '../paths';

/** What Chromium keeps for itself while it runs; it makes it anew. */
const isOfThisProcess = (name: string): boolean =>
  name === 'session' || name === locationName || /^(Singleton|lockfile|\.org\.chromium)/.test(name);

const entriesOf = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => !isOfThisProcess(name)) : [];

/** Where the data would go if the user chooses this folder: itself where it is empty or has a lab in it, else a folder in it. */
export function targetIn(chosen: string): { readonly folder: string; readonly hasLab: boolean } {
  const folders = [chosen, path.join(chosen, 'LossLab')];
  const withLab = folders.find((folder) => existsSync(databaseFileIn(folder)));
  if (withLab !== undefined) return { folder: withLab, hasLab: true };
  const empty = folders.find((folder) => entriesOf(folder).length === 0);
  if (empty !== undefined) return { folder: empty, hasLab: false };
  throw new LabError('conflict', `${chosen} has other files in it. Choose an empty folder.`);
}

/** Bytes of all that would be moved. */
export function bytesOf(folder: string): number {
  const sizeOf = (file: string): number => {
    const stat = statSync(file);
    if (!stat.isDirectory()) return stat.size;
    return readdirSync(file).reduce((sum, name) => sum + sizeOf(path.join(file, name)), 0);
  };
  return entriesOf(folder).reduce((sum, name) => sum + sizeOf(path.join(folder, name)), 0);
}

/** Throws LabError `read-only`, `disk-full` or `conflict` for a folder that cannot take the data. */
export async function requireRoomIn(target: string, from: string): Promise<void> {
  const inside = path.relative(from, target);
  if (inside === '' || (!inside.startsWith('..') && !path.isAbsolute(inside)))
    throw new LabError('conflict', 'The new folder lies in the old one. Choose another.');
  const probe = path.join(target, '.losslab-probe');
  try {
    await mkdir(target, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
    const { bavail, bsize } = await statfs(target);
    // A tenth more than it takes now: the lab is to go on there.
    if (bavail * bsize < 1.1 * bytesOf(from)) throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
  } catch (error) {
    throw fileProblem(error, target);
  }
}

/**
 * Copies all data and compares the database byte for byte. The lab must be closed. What was copied is taken away again where
 * that fails (LabError). `removeMoved` takes the old ones away afterwards.
 */
export async function copyData(from: string, to: string): Promise<void> {
  const copied: string[] = [];
  try {
    for (const name of entriesOf(from)) {
      if (existsSync(path.join(to, name)))
        throw new LabError('conflict', `There is something called ${name} in ${to} already.`);
      copied.push(name);
      await cp(path.join(from, name), path.join(to, name), {
        ...{ recursive: true, errorOnExist: true, force: false, preserveTimestamps: true },
      });
    }
    const [before, after] = [await hashOf(databaseFileIn(from)), await hashOf(databaseFileIn(to))];
    if (before !== after) throw new LabError('database', 'The copy of the database is not the same.');
  } catch (error) {
    for (const name of copied) await rm(path.join(to, name), { recursive: true, force: true });
    throw error instanceof LabError ? error : fileProblem(error, to);
  }
}

/** Takes away what `copyData` has copied. What cannot be removed stays: the data are safe where they are now. */
export async function removeMoved(from: string, to: string): Promise<void> {
  const moved = new Set(await readdir(to));
  for (const name of entriesOf(from))
    if (moved.has(name))
      await rm(path.join(from, name), { recursive: true, force: true }).catch(() => undefined);
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
