/** Writes a portable study file (.losslab): chosen runs and sweeps with all that is kept of them, or everything; main process and command line. */
import { renameSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { LabError } from '../../shared/result';
import { Store } from '../store/store';
import { fileProblem } from './files';
import type { StudyParts } from './studyParts';

export const studyFileExtension = 'losslab';

export interface WriteOptions {
  readonly file: string;
  /** Without them unfinished runs start anew where they go on. */
  readonly checkpoints: boolean;
  /** better-sqlite3's binding, null for its own. */
  readonly nativeBinding: string | null;
}

/**
 * Writes the file whole or not at all; other work goes on between runs. Throws LabError `disk-full`, `read-only`,
 * `conflict` for a run that has gone on meanwhile.
 */
export async function writeStudyFile(
  source: Store,
  parts: StudyParts,
  { file, checkpoints, nativeBinding }: WriteOptions,
): Promise<void> {
  const aside = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(4).toString('hex')}.part`,
  );
  try {
    const target = new Store({ file: aside, nativeBinding, processName: 'an export' });
    try {
      await fill(target, source, parts, checkpoints);
      target.becomeOneFile();
    } finally {
      target.close();
    }
    renameSync(aside, file);
  } catch (error) {
    throw isOfTheFile(error) ? fileProblem({ code: 'EACCES', cause: error }, file) : fileProblem(error, file);
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${aside}${suffix}`, { force: true });
  }
}

/** The store's own sentence would speak of a database that the user knows nothing of. */
const isOfTheFile = (error: unknown): boolean => error instanceof LabError && error.code === 'read-only';

async function fill(target: Store, source: Store, parts: StudyParts, checkpoints: boolean): Promise<void> {
  for (const id of parts.datasets) {
    target.putDataset(source.datasetInfo(id), source.datasetContent(id));
    await setImmediate();
  }
  for (const id of parts.runs) {
    target.putWholeRun(source.wholeRun(id, { checkpoints }));
    await setImmediate();
  }
  // Behind their runs, which they bind to themselves.
  for (const id of parts.sweeps) {
    target.putWholeSweep(source.wholeSweep(id));
    await setImmediate();
  }
  for (const study of parts.studies) target.putStudy(study.id, study);
  target.setSettings(parts.settings);
}
