/** Reads a sweep file from disk, whole and checked; main process and command line. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '../../shared/result';
import { parseSweep, type Sweep } from '../../shared/sweep/sweepFile';

/** A list of 100,000 configurations stays below. */
const maxBytes = 64 * 1024 * 1024;

/** Rejects with LabError `bad-file`, `too-large`, or `invalid-input` with the path of every offending key. */
export async function readSweepFile(file: string): Promise<Sweep> {
  const name = path.basename(file);
  const text = await readText(file, name);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? ` (${error.message})` : '';
    throw new LabError('bad-file', `The sweep file "${name}" is not JSON${why}.`, { cause: error });
  }
  return parseSweep(value);
}

async function readText(file: string, name: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes)
      throw new LabError('too-large', `"${name}" is no sweep file: it is larger than 64 MB.`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError('bad-file', `The sweep file "${name}" cannot be read.`, { cause: error });
  }
}
