/** What a file from outside is taken for, by its name alone; runs anywhere. What it really is, its reader finds out. */

/** `folder`: may hold records of other programs. `other`: nothing that the lab reads. */
export type FileKind = 'study' | 'data' | 'records' | 'folder' | 'other';

/** A file that the user has shown to the lab: by a double click, by dropping it, or in a dialog. */
export interface OpenedFile {
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  readonly kind: FileKind;
  /** Why it cannot be opened, as a sentence; null where nothing stands in the way yet. */
  readonly problem: string | null;
}

/** A file that was opened before. */
export interface RecentFile {
  readonly path: string;
  readonly name: string;
  /** The folder it lies in, the user's own shortened to "~". */
  readonly folder: string;
  readonly kind: FileKind;
  /** Milliseconds of Unix time. */
  readonly openedAt: number;
}

/** Endings of data sets, without the dot; the formats themselves are told by content. */
export const dataExtensions = [
  'csv',
  'tsv',
  'txt',
  'npz',
  'npy',
  'idx',
  'idx1-ubyte',
  'idx3-ubyte',
  'ubyte',
  'gz',
] as const;

/** What a file of this name is taken for; `folder` is never the answer, as names do not tell. */
export function kindOfName(name: string): Exclude<FileKind, 'folder'> {
  const lower = name.toLowerCase();
  if (lower.endsWith('.losslab')) return 'study';
  // TensorBoard's: "events.out.tfevents.1700000000.host".
  if (lower.includes('.tfevents.')) return 'records';
  return dataExtensions.some((extension) => lower.endsWith(`.${extension}`)) ? 'data' : 'other';
}
