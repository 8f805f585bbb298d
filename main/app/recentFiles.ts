/** The files that were opened last: kept in the data folder, shown by menu and page; main process, free of Electron for tests. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { kindOfName, type FileKind, type RecentFile } from '../../shared/files/fileKind';
import { LabError } from '../../shared/result';
import { z } from '../../shared/zod';

const mostRecent = 10;
const stateSchema = z.array(
  z.strictObject({
    path: z
      .string()
      .min(1)
      .max(4096)
      .refine((file) => path.isAbsolute(file)),
    isFolder: z.boolean(),
    openedAt: z.number().int().min(0).max(8.64e15),
  }),
);
type Entry = z.output<typeof stateSchema>[number];

export class RecentFiles {
  #entries: readonly Entry[];
  #listeners: ((list: readonly RecentFile[]) => void)[] = [];

  /** @param file where the list is kept; one that cannot be read counts as empty */
  constructor(
    private readonly file: string,
    private readonly now: () => number = Date.now,
  ) {
    this.#entries = read(file);
  }

  /** The newest first. */
  list(): readonly RecentFile[] {
    return this.#entries.map(({ path: full, isFolder, openedAt }) => ({
      path: full,
      name: path.basename(full),
      folder: shortened(path.dirname(full)),
      kind: (isFolder ? 'folder' : kindOfName(path.basename(full))) satisfies FileKind,
      openedAt,
    }));
  }

  add(files: readonly string[], isFolder = false): void {
    const fresh = files.map((file) => ({ path: path.normalize(file), isFolder, openedAt: this.now() }));
    const others = this.#entries.filter((entry) => !fresh.some((one) => one.path === entry.path));
    this.#keep([...fresh, ...others].slice(0, mostRecent));
  }

  /** Throws `not-found` for a path that is not in the list: a page may not name any. */
  require(file: string): void {
    if (!this.#entries.some((entry) => entry.path === path.normalize(file)))
      throw new LabError('not-found', 'This file is not among those that were opened last.');
  }

  remove(file: string): void {
    this.#keep(this.#entries.filter((entry) => entry.path !== path.normalize(file)));
  }

  clear(): void {
    this.#keep([]);
  }

  onChange(listener: (list: readonly RecentFile[]) => void): void {
    this.#listeners.push(listener);
  }

  #keep(entries: readonly Entry[]): void {
    this.#entries = entries;
    const aside = `${this.file}.new`;
    try {
      writeFileSync(aside, JSON.stringify(entries));
      renameSync(aside, this.file);
    } catch {
      // On a full or read-only disk the list lives as long as the app.
      rmSync(aside, { force: true });
    }
    for (const listener of this.#listeners) listener(this.list());
  }
}

function read(file: string): readonly Entry[] {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).slice(0, mostRecent);
  } catch {
    // Not there yet, or not ours.
    return [];
  }
}

/** "~/data" for the user's own folders. */
function shortened(folder: string): string {
  const home = os.homedir();
  if (folder === home) return '~';
  return folder.startsWith(home + path.sep) ? `~${folder.slice(home.length)}` : folder;
}
