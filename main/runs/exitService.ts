/** Takes runs and models out of the lab; main process and command line. */
import { exampleRows, modelFiles, requireWeights } from '../export/exportModel';
import { writeFolder } from '../export/files';
import type { Store } from '../store/store';
import { exportRuns } from './exportRun';
import type { TrainerPort } from './trainerPort';
import type { ExitService, RunSources } from './types';

export interface ExitNeeds {
  readonly store: Store;
  readonly trainer: TrainerPort;
  readonly datasets: RunSources;
}

export function exitService({ store, trainer, datasets }: ExitNeeds): ExitService {
  return {
    points: (ids, format, target) => exportRuns(store, ids, format, target),
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
