/** Where an imported run comes from, in words; pure, renderer. */
import type { RunMeasure, RunOrigin } from '../../shared/runs/run';

const programs: Readonly<Record<RunOrigin['kind'], string>> = {
  tensorboard: 'TensorBoard',
  mlflow: 'MLflow',
  wandb: 'W&B',
  csv: 'a CSV table',
};

/** "imported from TensorBoard". */
export const originText = ({ kind }: RunOrigin): string => `imported from ${programs[kind]}`;

const measures: Readonly<Record<RunMeasure, string>> = {
  loss: 'loss of each step',
  trainLoss: 'training loss',
  trainError: 'training error',
  testLoss: 'test loss',
  testError: 'test error',
};

/** What a series became here. */
export const seriesMeaning = (as: RunMeasure | null): string =>
  as === null ? 'kept, on no chart' : measures[as];
