/** Imports the files a user has chosen: tells their format by their content, not their name; training host. */
import path from 'node:path';
import type { Dataset, DatasetContent, DatasetInfo } from '../../shared/data/dataset';
import type { ImportOptions } from '../../shared/trainer/protocol';
import { importCsv } from './csv';
import { importIdx } from './importIdx';
import { isIdx } from './idx';
import { isGzip } from './inflate';
import { isNpy } from './npy';
import { importNpyFiles } from './npyFiles';
import { importNpz } from './npz';
import { badFile } from './problems';
import { readStart, readWhole, withFile, type OpenFile } from './readFile';
import { looksLikeText } from './text';

const sampleBytes = 64 * 1024;
const maxNameLength = 200;

/** The data set in the files; its arrays are its own (not shared memory), so they can be sent to another process. */
export async function importFiles(
  paths: readonly string[],
  options: ImportOptions,
): Promise<{ readonly info: DatasetInfo; readonly content: DatasetContent }> {
  const [first] = paths;
  if (first === undefined) throw badFile('No file was chosen.');
  const name = (options.name?.trim() || stem(first)).slice(0, maxNameLength);
  const { info, features, labels } = await importByFormat(paths, first, name, options);
  return { info, content: { features, labels } };
}

async function importByFormat(
  paths: readonly string[],
  first: string,
  name: string,
  options: ImportOptions,
): Promise<Dataset> {
  const alone = await withFile(first, async (open): Promise<Dataset | null> => {
    const start = await readStart(open, sampleBytes);
    // gzipped files are taken for idx: the format that is published so.
    if (isIdx(start) || isGzip(start)) return null;
    if (isNpy(start)) return importNpyFiles(paths, name);
    if (paths.length > 1)
      throw badFile('Several files at once can be imported only in idx and .npy format; choose one.');
    return importOne(open, start, name, options);
  });
  return alone ?? importIdx(paths, name);
}

async function importOne(
  open: OpenFile,
  start: Uint8Array,
  name: string,
  { labelColumn, askLabel = false }: ImportOptions,
): Promise<Dataset> {
  if (start[0] === 0x50 && start[1] === 0x4b) return importNpz(await readWhole(open), open.name, name);
  if (/\.npz$/i.test(open.name)) {
    throw badFile(
      `"${open.name}" is not an .npz archive: it does not start like one. Save it with np.savez again.`,
    );
  }
  if (looksLikeText(start)) return importCsv(open, start, { name, labelColumn, askLabel });
  throw badFile(
    `"${open.name}" is in no format that is known; .npz, .npy, .csv and idx (also .gz) can be imported.`,
  );
}

function stem(file: string): string {
  return path
    .basename(file)
    .replace(/\.gz$/i, '')
    .replace(/\.(npz|npy|csv|tsv|txt|idx)$/i, '');
}
