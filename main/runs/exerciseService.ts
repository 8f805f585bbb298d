/** Answers the exercises by the training host; main process and command line. */
import { planRun } from '../../shared/config/plan';
import type { TrainerPort } from './trainerPort';
import type { DatasetService, ExerciseService, RunSources } from './types';

export function exerciseService(
  trainer: TrainerPort,
  datasets: Pick<DatasetService, 'info'> & RunSources,
): ExerciseService {
  return {
    async checkGradient(config) {
      const info = await datasets.info(config.dataset);
      // What cannot be trained is refused with the same words as there.
      planRun(config, info);
      const source = await datasets.sourceOf(config.dataset, info.hash);
      return trainer.request('checkGradient', { config, source });
    },
    activationGradient: (choice, x) => trainer.request('activationGradient', { choice, x }),
  };
}
