/**
 * Files that the user has shown to the lab; main process.
 *
 * A page names files by their path, and a page that had been taken over could name any. So main reads only paths that it
 * has itself given out from the system's dialog, or that the preload has taken from a real File: both need a deed of the
 * user. (The preload lives in a world of its own: a script in the page cannot send its message, and a File that a script
 * makes has no path.) What is read is then only ever parsed as a data set of a known format, in the training host.
 */
import path from 'node:path';
import { LabError } from '../../shared/result';

/** More than anybody drops in one sitting; keeps a runaway page from filling memory. */
const maxRemembered = 10_000;

export class ShownFiles {
  readonly #paths = new Set<string>();

  add(file: string): void {
    if (!path.isAbsolute(file) || file.includes('\0')) return;
    const oldest = this.#paths.values().next();
    if (this.#paths.size >= maxRemembered && !oldest.done) this.#paths.delete(oldest.value);
    this.#paths.add(path.normalize(file));
  }

  /** Throws `invalid-input` for a path that nobody has shown. */
  check(files: readonly string[]): void {
    for (const file of files) {
      if (!this.#paths.has(path.normalize(file)))
        throw new LabError(
          'invalid-input',
          'Choose the file with the Import button or drop it on the window.',
          { issues: [{ path: 'paths', message: 'This file was not chosen by you.' }] },
        );
    }
  }
}
