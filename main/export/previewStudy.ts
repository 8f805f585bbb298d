/** Looks into a portable study file without taking anything from it; main process and command line. */
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { mostPreviewedRuns, type PreviewedRun, type StudyPreview } from '../../shared/files/studyPreview';
import { fileSize } from '../store/inspect';
import { openPortable } from '../store/portable';

/**
 * The file is checked as for an import: its tables, its size, and every run that is listed. Throws LabError `bad-file`,
 * `too-large`, `newer-database`.
 * @param known ids of the runs that the lab has
 */
export async function previewStudy(
  file: string,
  known: ReadonlySet<string>,
  nativeBinding: string | null,
): Promise<StudyPreview> {
  const study = openPortable(file, nativeBinding);
  try {
    const runs: PreviewedRun[] = [];
    for (const id of study.runIds.slice(0, mostPreviewedRuns)) {
      const { name, datasetName, config, state, createdAt, result, latest } = study.run(id).record;
      const testError = result?.testError ?? latest?.testError ?? null;
      runs.push({ id, name, datasetName, config, state, createdAt, testError, isPresent: known.has(id) });
      // Windows are drawn between them.
      await setImmediate();
    }
    return {
      path: file,
      fileName: path.basename(file),
      bytes: fileSize(file),
      runCount: study.runIds.length,
      presentCount: study.runIds.filter((id) => known.has(id)).length,
      runs,
    };
  } finally {
    study.close();
  }
}
