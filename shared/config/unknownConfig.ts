/** The configuration that stands in the record of a run whose own nobody knows; runs anywhere. */
import { nowhere } from './isUnknownConfig';
import { parseRunConfig, type RunConfig } from './runConfig';

/** Keeps the record of an imported run whole. Nothing in it is true of the run, so it is shown nowhere. */
export const unknownConfig: RunConfig = parseRunConfig({
  dataset: { id: nowhere, standardize: 'none' },
  model: { hidden: [] },
  optimizer: { id: 'sgd', learningRate: 1 },
  training: { batchSize: 1, epochs: 0 },
  seed: 0,
});
