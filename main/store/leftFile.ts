/**
 * How a database file was left, so that a start need not read through what nobody has touched since it was known to be whole;
 * main process and command line.
 */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { z } from '../../shared/zod';

/** What a disk does to a file by itself is looked for at least so often. */
const checkEveryMs = 7 * 24 * 3600_000;

const leftSchema = z.strictObject({ state: z.string(), checkedAt: z.number() });

/** Beside the database; says nothing that is not found out anew where it is missing. */
export const leftFileOf = (file: string): string => `${file}.left`;

/** Changes with every writing to the file, and with another file in its place; null where it is not closed in good order. */
function stateOf(file: string): string | null {
  const sizeOf = (name: string): number => statSync(name, { throwIfNoEntry: false })?.size ?? 0;
  // What a killed process has left beside it may be half.
  if (sizeOf(`${file}-wal`) > 0 || sizeOf(`${file}-journal`) > 0) return null;
  const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join();
}

/** When the content of the file was last read through, if it is untouched since and that was not long ago; else null. */
export function knownWholeSince(file: string, now: number): number | null {
  try {
    const { state, checkedAt } = leftSchema.parse(JSON.parse(readFileSync(leftFileOf(file), 'utf8')));
    const isRecent = checkedAt <= now && now - checkedAt < checkEveryMs;
    return isRecent && state === stateOf(file) ? checkedAt : null;
  } catch {
    // Not there, or not ours: then it is not known.
    return null;
  }
}

/** Has the next start read the file through. */
export function forgetLeft(file: string): void {
  rmSync(leftFileOf(file), { force: true });
}

/** Notes how the file is left. To be called when it is closed. */
export function noteLeft(file: string, checkedAt: number): void {
  try {
    const state = stateOf(file);
    if (state === null) forgetLeft(file);
    else writeFileSync(leftFileOf(file), JSON.stringify({ state, checkedAt }));
  } catch {
    // A full disk, say: the next start reads the file through.
  }
}
