/** How often the spreads of a network in training are recorded; runs anywhere. */
import type { RunConfig } from './runConfig';

/** Records of a run; a longer one is recorded less often than was asked for. */
export const mostSpreads = 100;

/** Epochs between two records: as asked for, at moments when the network is evaluated; null where nothing is recorded. */
export function spreadInterval({ evaluation, training }: RunConfig): number | null {
  const { spreadEveryEpochs, everyEpochs } = evaluation;
  if (spreadEveryEpochs === undefined) return null;
  const least = Math.max(spreadEveryEpochs, training.epochs / mostSpreads);
  return everyEpochs * Math.ceil(least / everyEpochs);
}
