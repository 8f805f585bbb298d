/**
 * Finds out what files and folders are, and reads the trainings in them; training host. Only what lies at or under the paths
 * is read, and no link is followed: a folder from somebody else must not lead out of itself.
 */
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '../../shared/result';
import { readCsvRuns } from './csvRuns';
import { badRecord, readLimits, tooLargeRecord, type ImportedRun } from './importedRun';
import { isMlflowRun, readMlflowRun } from './mlflow';
import { isEventFile, readEvents, type EventFile } from './tensorboard';

interface FoundFile {
  /** On the disk. */
  readonly file: string;
  /** From the chosen path, "/" between the parts; the chosen one's own name first. */
  readonly parts: readonly string[];
  readonly bytes: number;
}

/** What was read, and what could not be. */
export interface ReadRuns {
  readonly runs: readonly ImportedRun[];
  /** Sentences for the user: one for each file or run that was left out. */
  readonly problems: readonly string[];
}

/** Throws LabError `bad-file`, `too-large` where nothing could be read. */
export async function readRuns(paths: readonly string[]): Promise<ReadRuns> {
  const files: FoundFile[] = [];
  for (const chosen of paths) await find(chosen, [path.basename(chosen)], files);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const name = path.basename(paths[0] ?? '');
  if (total > readLimits.maxTotalBytes) throw tooLargeRecord(name, 'its files are larger than 4 GB together');
  const runs: ImportedRun[] = [];
  const failures: LabError[] = [];
  for (const read of readersOf(files)) {
    try {
      runs.push(...(await read()));
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      failures.push(error);
    }
    if (runs.length > readLimits.maxRuns) throw tooLargeRecord(name, 'there are too many runs in it');
  }
  const [first] = failures;
  if (runs.length === 0)
    throw first ?? badRecord(name, 'no TensorBoard events, MLflow runs or CSV tables were found there');
  return { runs, problems: failures.map(({ message }) => message) };
}

async function find(file: string, parts: readonly string[], found: FoundFile[]): Promise<void> {
  const name = parts.at(-1) ?? '';
  const stat = await lstat(file).catch((cause: unknown) => {
    throw badRecord(name, 'it cannot be read', cause);
  });
  // The chosen path itself may be a link: the user has seen it.
  if (stat.isSymbolicLink() && parts.length > 1) return;
  if (stat.isDirectory() || (stat.isSymbolicLink() && (await isFolder(file)))) {
    if (parts.length > readLimits.maxDepth) return;
    const entries = await readdir(file);
    for (const entry of entries.sort()) {
      // Hidden ones are other programs' own (".trash", ".git").
      if (!entry.startsWith('.')) await find(path.join(file, entry), [...parts, entry], found);
    }
    return;
  }
  if (!stat.isFile() && !stat.isSymbolicLink()) return;
  if (parts.length > 1 && !isWanted(parts)) return;
  found.push({ file, parts, bytes: stat.size });
  if (found.length > readLimits.maxFiles)
    throw tooLargeRecord(parts[0] ?? name, `there are more than ${readLimits.maxFiles} files in it`);
}

const isFolder = (file: string): Promise<boolean> =>
  readdir(file).then(
    () => true,
    () => false,
  );

/** Of a folder only what could be part of a record is looked at. */
function isWanted(parts: readonly string[]): boolean {
  const name = parts.at(-1) ?? '';
  return (
    isEventFile(name) ||
    name === 'meta.yaml' ||
    /\.csv$/i.test(name) ||
    parts.slice(0, -1).some((part) => part === 'metrics' || part === 'params' || part === 'tags')
  );
}

async function contentOf({ file, parts }: FoundFile): Promise<Uint8Array> {
  const name = parts.at(-1) ?? '';
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw badRecord(name, 'it cannot be read', cause);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw badRecord(name, 'it is no file');
    if (stat.size > readLimits.maxFileBytes) throw tooLargeRecord(name, 'it is larger than 1 GB');
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** What reads each group of files that belong together. */
function readersOf(files: readonly FoundFile[]): (() => Promise<readonly ImportedRun[]>)[] {
  const readers: (() => Promise<readonly ImportedRun[]>)[] = [];
  const mlflow = mlflowFolders(files);
  const inMlflow = new Set([...mlflow.values()].flat());
  for (const [folder, inside] of mlflow) readers.push(() => readMlflow(folder, inside));
  const rest = files.filter((file) => !inMlflow.has(file));
  const events = rest.filter(({ parts }) => isEventFile(parts.at(-1) ?? ''));
  for (const [training, own] of byTraining(events)) readers.push(() => readTraining(training, own));
  for (const found of rest) {
    const name = found.parts.at(-1) ?? '';
    if (isEventFile(name) || name === 'meta.yaml') continue;
    if (/\.(csv|tsv|txt)$/i.test(name)) readers.push(async () => readCsvRuns(name, await contentOf(found)));
    else if (found.parts.length === 1)
      readers.push(() =>
        Promise.reject(badRecord(name, 'it is no study file, no TensorBoard events and no CSV table')),
      );
  }
  return readers;
}

/** Folders with meta.yaml and metrics, by their path, with their files. */
function mlflowFolders(files: readonly FoundFile[]): ReadonlyMap<string, readonly FoundFile[]> {
  const folders = files
    .filter(({ parts }) => parts.at(-1) === 'meta.yaml' && parts.length > 1)
    .map(({ parts }) => parts.slice(0, -1).join('/'));
  const found = new Map<string, readonly FoundFile[]>();
  for (const folder of folders) {
    const inside = files.filter(({ parts }) => parts.join('/').startsWith(`${folder}/`));
    if (isMlflowRun(inside.map((file) => within(folder, file)))) found.set(folder, inside);
  }
  return found;
}

const within = (folder: string, { parts }: FoundFile): string => parts.join('/').slice(folder.length + 1);

async function readMlflow(folder: string, inside: readonly FoundFile[]): Promise<readonly ImportedRun[]> {
  const contents = new Map<string, Uint8Array>();
  for (const file of inside) contents.set(within(folder, file), await contentOf(file));
  return [readMlflowRun(folder.split('/').at(-1) ?? folder, contents)];
}

/** Keras puts a training's two halves into folders of these names. */
const halves: ReadonlySet<string> = new Set(['train', 'validation', 'val', 'test', 'eval']);

/** Event files of a folder are one training; so are those of halves side by side. */
function byTraining(events: readonly FoundFile[]): ReadonlyMap<string, readonly FoundFile[]> {
  const groups = new Map<string, FoundFile[]>();
  for (const file of events) {
    const folder = file.parts.slice(0, -1);
    const isHalf = folder.length > 1 && halves.has((folder.at(-1) ?? '').toLowerCase());
    const key = (isHalf ? folder.slice(0, -1) : folder).join('/');
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return groups;
}

async function readTraining(training: string, own: readonly FoundFile[]): Promise<readonly ImportedRun[]> {
  const read: EventFile[] = [];
  for (const file of own) {
    const folder = file.parts.slice(0, -1).join('/');
    const half = folder === training ? '' : `${folder.slice(training.length).replace(/^\//, '')}/`;
    read.push({ name: file.parts.at(-1) ?? '', content: await contentOf(file), prefix: half });
  }
  const [first] = own;
  const name = training || path.basename(path.dirname(path.resolve(first?.file ?? ''))) || 'events';
  return [readEvents(name, read)];
}
