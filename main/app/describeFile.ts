/** What a path that somebody has shown is: its kind, and whether it can be opened at all; nothing in it is read; main process, free of Electron for tests. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { kindOfName, type OpenedFile } from '../../shared/files/fileKind';

/** @param file an absolute path */
export function describeFile(file: string): OpenedFile {
  const name = path.basename(file) || file;
  const about = { path: file, name };
  const problem = (text: string): OpenedFile => ({ ...about, kind: 'other', problem: `“${name}” ${text}.` });
  if (!path.isAbsolute(file) || file.includes('\0')) return problem('is no path of a file');
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) return { ...about, kind: 'folder', problem: null };
    // Devices and pipes have names like any file, and reading one may never end.
    if (!stat.isFile()) return problem('is no ordinary file');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return problem(
      code === 'ENOENT' || code === 'ENOTDIR'
        ? 'is not there any more'
        : 'cannot be read; see who may read it',
    );
  }
  const kind = kindOfName(name);
  return kind === 'other'
    ? problem('is no file that LossLab reads: study files, .csv, .npz, .npy, idx, TensorBoard events')
    : { ...about, kind, problem: null };
}

/**
 * The files among the words of a command line, absolute. Switches are left out, and so is what has no name that the lab
 * reads: Chromium and test runners put words of their own there.
 * @param folder where the command was given; relative paths start there
 */
export function filesIn(words: readonly string[], folder: string): readonly string[] {
  return words.flatMap((word): string[] => {
    const file = pathIn(word, folder);
    return file === null || kindOfName(path.basename(file)) === 'other' ? [] : [file];
  });
}

function pathIn(word: string, folder: string): string | null {
  if (word === '' || word.startsWith('-') || word.includes('\0')) return null;
  // Some file managers hand over addresses.
  if (/^file:/i.test(word)) {
    try {
      return fileURLToPath(word);
    } catch {
      return null;
    }
  }
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(word) ? null : path.resolve(folder, word);
}
