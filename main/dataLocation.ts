/** Where the user has moved the lab's data to: a note in the folder they would be in otherwise; app and command line. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LabError } from '../shared/result';
import { z } from '../shared/zod';

export const locationName = 'location.json';
const noteSchema = z.strictObject({ folder: z.string().min(1).max(4096) });

/**
 * The folder that is meant: the one of the note, else the usual one itself. Throws LabError `not-found` where the folder of the
 * note is not there (a drive that is not connected), rather than begin an empty lab; `bad-file` for a note nobody can read.
 */
export function locatedFolder(usual: string): string {
  const note = path.join(usual, locationName);
  if (!existsSync(note)) return usual;
  const folder = folderOf(note);
  if (!existsSync(folder))
    throw new LabError(
      'not-found',
      `The data folder ${folder} is not there. Connect the drive it is on, or remove ${note} to begin anew.`,
    );
  return folder;
}

function folderOf(note: string): string {
  try {
    const { folder } = noteSchema.parse(JSON.parse(readFileSync(note, 'utf8')));
    if (path.isAbsolute(folder)) return folder;
  } catch {
    // Told below.
  }
  throw new LabError('bad-file', `${note} does not say where the data folder is. Correct it, or remove it.`);
}

/** Notes where the data are from now on; whole or not at all. */
export function noteLocation(usual: string, folder: string): void {
  const note = path.join(usual, locationName);
  if (path.resolve(folder) === path.resolve(usual)) return rmSync(note, { force: true });
  mkdirSync(usual, { recursive: true });
  writeFileSync(`${note}.new`, `${JSON.stringify({ folder })}\n`);
  renameSync(`${note}.new`, note);
}
