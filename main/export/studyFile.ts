/** Writes chosen runs into a portable study file (.losslab), and takes runs from one into a lab; main process and command line. */
import { renameSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { datasetLimits, type Dataset } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import { isActive } from '../../shared/runs/run';
import { z } from '../../shared/zod';
import { assembleDataset } from '../data/assemble';
import { openPortable, type PortableStudy } from '../store/portable';
import { Store } from '../store/store';
import type { WholeRun } from '../store/wholeRun';
import { fileProblem } from './files';

export const studyFileExtension = 'losslab';

/** What an import has come to. */
export interface StudyImport {
  /** Ids of runs that are new in this lab. */
  readonly added: readonly string[];
  /** Runs that were there already; they were left as they are. */
  readonly present: number;
  readonly datasets: number;
}

const isImported = (datasetId: string): boolean => datasetId.startsWith('sha256:');

/**
 * Writes the file whole or not at all; other work goes on between runs. Throws LabError `conflict` for runs under way,
 * `disk-full`, `read-only`.
 */
export async function writeStudyFile(
  source: Store,
  ids: readonly string[],
  file: string,
  nativeBinding: string | null,
): Promise<void> {
  for (const id of ids) {
    const { state, number } = source.getRun(id);
    if (isActive(state))
      throw new LabError('conflict', `Run ${number} is still going on; wait for its end, or leave it out.`);
  }
  const aside = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(4).toString('hex')}.part`,
  );
  try {
    const target = new Store({ file: aside, nativeBinding, processName: 'an export' });
    try {
      for (const id of ids) {
        const whole = source.wholeRun(id);
        copyDataset(source, target, whole);
        target.putWholeRun(whole);
        await setImmediate();
      }
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

function copyDataset(source: Store, target: Store, { record }: WholeRun): void {
  const { id } = record.config.dataset;
  if (record.origin || !isImported(id) || target.listDatasets().some((known) => known.id === id)) return;
  target.putDataset(source.datasetInfo(id), source.datasetContent(id));
}

/**
 * Takes all runs of the file that are not there yet, each whole or not at all; other work goes on between them. Throws
 * LabError `bad-file`, `too-large`, `newer-database`; runs taken before stay.
 */
export async function readStudyFile(
  target: Store,
  file: string,
  hashConfig: (config: WholeRun['record']['config']) => string,
  nativeBinding: string | null,
): Promise<StudyImport> {
  const study = openPortable(file, nativeBinding);
  try {
    const known = new Set(target.listDatasets().map(({ id }) => id));
    const added: string[] = [];
    let datasets = 0;
    for (const id of study.runIds) {
      const whole = study.run(id);
      const { record } = whole;
      const dataset = record.config.dataset.id;
      if (!record.origin && isImported(dataset) && !known.has(dataset)) {
        if (takeDataset(target, study, dataset, path.basename(file))) datasets++;
        known.add(dataset);
      }
      // What the file says of itself is not taken on trust: equal configurations are found by this.
      const configHash = record.origin ? `imported:${record.id}` : hashConfig(record.config);
      if (target.putWholeRun({ ...whole, record: { ...record, configHash } })) added.push(id);
      await setImmediate();
    }
    return { added, present: study.runIds.length - added.length, datasets };
  } finally {
    study.close();
  }
}

const namesSchema = z.object({
  name: z.string().min(1).max(300),
  featureNames: z.array(z.string().max(300)).max(datasetLimits.maxFeatures),
  classNames: z.array(z.string().max(300)).min(1).max(datasetLimits.maxClasses),
  givenTrainRows: z.number().int().min(1).nullable(),
  fileName: z.string().max(1000).nullable(),
});

/** Only the names are the file's; everything else about a data set follows from its content. False where there is none. */
function takeDataset(target: Store, study: PortableStudy, id: string, name: string): boolean {
  const found = study.dataset(id);
  if (!found) return false;
  const dataset = rebuilt(found);
  if (!dataset || dataset.info.id !== id)
    throw new LabError(
      'bad-file',
      `"${name}" cannot be imported: a data set in it was changed by other hands.`,
    );
  target.putDataset(dataset.info, dataset);
  return true;
}

function rebuilt({ info, features, labels }: Dataset): Dataset | null {
  const names = namesSchema.safeParse(info);
  if (!names.success) return null;
  const { classNames, givenTrainRows } = names.data;
  if (labels.some((label) => label >= classNames.length)) return null;
  if (givenTrainRows !== null && givenTrainRows > labels.length) return null;
  const { featureShape } = info;
  return assembleDataset({ ...names.data, id: null, source: 'imported', featureShape, features, labels });
}
