/** Looks into trained networks by the training host: decisions row by row, spreads of activations and gradients; main process. */
import { LabError } from '../../shared/result';
import type { Trained } from '../../shared/trainer/protocol';
import type { Store } from '../store/store';
import type { TrainerPort } from './trainerPort';
import type { InsideService, RunSources } from './types';

export interface InsideNeeds {
  readonly store: Store;
  readonly trainer: TrainerPort;
  readonly datasets: RunSources;
}

export function insideService({ store, trainer, datasets }: InsideNeeds): InsideService {
  /** Refused where nothing was trained here, or the data is another one by now. */
  async function trained(id: string): Promise<Trained> {
    const { config, datasetHash, number, origin } = store.getRun(id);
    if (origin)
      throw new LabError(
        'conflict',
        `Run ${number} was trained elsewhere: there is no network to look into.`,
      );
    const weights = store.weights(id);
    if (!weights)
      throw new LabError('conflict', `Run ${number} has no final weights yet: it has not come to its end.`);
    return { config, weights, source: await datasets.sourceOf(config.dataset, datasetHash) };
  }
  return {
    decisions: async (id) => trainer.request('decisions', await trained(id)),
    rows: async (id, rows) => trainer.request('rowsInside', { ...(await trained(id)), rows }),
    spread: async (id) => ({
      ...(await trainer.request('spread', await trained(id))),
      recorded: store.spreads(id),
    }),
  };
}
