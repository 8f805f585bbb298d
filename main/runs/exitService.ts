/** Takes runs and models out of the lab; main process and command line. */
import { curveOf, reportLimits, selectionHtml } from '../../shared/export/selectionReport';
import { LabError } from '../../shared/result';
import { exampleRows, modelFiles, requireWeights } from '../export/exportModel';
import { writeFolder, writeWhole } from '../export/files';
import { writeStudyFile } from '../export/studyFile';
import { outlookOf, studyParts } from '../export/studyParts';
import { fileSize } from '../store/inspect';
import type { Store } from '../store/store';
import type { StudyLibrary } from '../study/studyLibrary';
import { exportRuns } from './exportRun';
import type { TrainerPort } from './trainerPort';
import type { ExitService, RunSources } from './types';

export interface ExitNeeds {
  readonly store: Store;
  readonly trainer: TrainerPort;
  readonly datasets: RunSources;
  /** Where the user's own studies are; null: nowhere. */
  readonly library: StudyLibrary | null;
  /** better-sqlite3's binding, null for its own. */
  readonly nativeBinding: string | null;
}

export function exitService({ store, trainer, datasets, library, nativeBinding }: ExitNeeds): ExitService {
  return {
    points: (ids, format, target) => exportRuns(store, ids, format, target),
    report: async (ids, title, file) => {
      if (ids.length > reportLimits.maxRuns)
        throw new LabError(
          'too-large',
          `A report shows at most ${reportLimits.maxRuns} runs; ${ids.length} are chosen.`,
        );
      const runs = ids.map((id) => {
        const { losses, evaluations } = store.series(id);
        const curve = curveOf(losses, reportLimits.curveColumns);
        return { run: store.getRun(id), curve, evaluations };
      });
      await writeWhole(file, [selectionHtml(title, runs, Date.now())]);
    },
    studyOutlook: async (choice) => outlookOf(store, await studyParts(store, library, choice)),
    async study(choice, file, { checkpoints }) {
      const parts = await studyParts(store, library, choice);
      await writeStudyFile(store, parts, { file, checkpoints, nativeBinding });
      const { runs, sweeps, left } = parts;
      return { file, runs: runs.length, sweeps: sweeps.length, bytes: fileSize(file), left };
    },
    async model(id, form, folder) {
      const run = store.getRun(id);
      const weights = requireWeights(run, store.weights(id));
      const { config } = run;
      const source = await datasets.sourceOf(config.dataset, run.datasetHash);
      const mostRows = exampleRows[form];
      const example = await trainer.request('modelExample', { config, source, weights, mostRows });
      await writeFolder(folder, modelFiles(run, weights, example, form));
    },
  };
}
