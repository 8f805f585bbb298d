/** Looks into a portable study file without taking anything from it; main process and command line. */
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { mostPreviewedRuns, type PreviewedRun, type StudyPreview } from '../../shared/files/studyPreview';
import { parseStudyText } from '../../shared/study/studyFile';
import { fileSize } from '../store/inspect';
import { openPortable } from '../store/portable';

/** What the lab has, by id. */
export interface KnownIds {
  readonly runs: ReadonlySet<string>;
  readonly sweeps: ReadonlySet<string>;
  readonly datasets: ReadonlySet<string>;
  readonly studies: ReadonlySet<string>;
}

/**
 * The file is checked as for an import: its tables, its size, and every run that is listed. Throws LabError `bad-file`,
 * `too-large`, `newer-database`.
 */
export async function previewStudy(
  file: string,
  known: KnownIds,
  nativeBinding: string | null,
): Promise<StudyPreview> {
  const study = openPortable(file, nativeBinding);
  try {
    const runs: PreviewedRun[] = [];
    for (const id of study.runIds.slice(0, mostPreviewedRuns)) {
      const { name, datasetName, config, state, createdAt, result, latest } = study.run(id).record;
      const testError = result?.testError ?? latest?.testError ?? null;
      runs.push({
        id,
        name,
        datasetName,
        config,
        state,
        createdAt,
        testError,
        isPresent: known.runs.has(id),
      });
      // Windows are drawn between them.
      await setImmediate();
    }
    return {
      path: file,
      fileName: path.basename(file),
      bytes: fileSize(file),
      runCount: study.runIds.length,
      presentCount: study.runIds.filter((id) => known.runs.has(id)).length,
      runs,
      sweeps: study.sweeps.map((sweep) => ({ ...sweep, isPresent: known.sweeps.has(sweep.id) })),
      newStudies: [...study.studies]
        .filter(([id]) => !known.studies.has(id))
        .map(([, text]) => parseStudyText(text, path.basename(file)).title),
      newDatasets: study.datasetIds.filter((id) => !known.datasets.has(id)).length,
      checkpointBytes: study.checkpointBytes,
    };
  } finally {
    study.close();
  }
}
