/** What a configuration comes to on a data set: layers, parameters, steps; runs anywhere. */
import { lossOf } from '../catalog/losses';
import type { DatasetInfo } from '../data/dataset';
import { LabError } from '../result';
import type { RunConfig } from './runConfig';

/** A dense layer. */
export interface LayerShape {
  readonly inputs: number;
  readonly units: number;
}

/** The counts that follow from a configuration and a data set. */
export interface RunPlan {
  readonly layers: readonly LayerShape[];
  readonly parameterCount: number;
  readonly trainRows: number;
  readonly testRows: number;
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  readonly outputUnits: number;
  readonly classes: number;
}

/** Rows for training and testing, before any `trainRows` limit. */
export function splitSizes(config: RunConfig['dataset'], info: DatasetInfo): { train: number; test: number } {
  if (config.testFraction === null) {
    const train = info.givenTrainRows ?? info.rows;
    return { train, test: info.rows - train };
  }
  const test = Math.round(info.rows * config.testFraction);
  return { train: info.rows - test, test };
}

/**
 * The plan of a run. Throws LabError `invalid-input` where configuration and data set do not fit:
 * fewer output units than classes need, nothing left to train on, early stopping by test metrics without test rows.
 */
export function planRun(config: RunConfig, info: DatasetInfo): RunPlan {
  const classes = info.classNames.length;
  const needed = lossOf(config.loss.id).outputUnits(classes);
  const outputUnits = config.model.outputUnits ?? needed;
  if (outputUnits < needed || (needed === 1 && outputUnits !== 1)) {
    throw invalid(
      'model.outputUnits',
      `Output units must be ${needed === 1 ? 'exactly 1' : `at least ${needed}`} for ${classes} classes with this loss; it is ${outputUnits}.`,
    );
  }
  const split = splitSizes(config.dataset, info);
  const trainRows = Math.min(split.train, config.dataset.trainRows ?? split.train);
  if (trainRows < 1)
    throw invalid('dataset.testFraction', 'The split leaves no row to train on; lower the test share.');
  const stopOn = config.training.earlyStopping?.metric;
  if (stopOn?.startsWith('test') && split.test === 0) {
    throw invalid(
      'training.earlyStopping.metric',
      'Early stopping by a test metric needs test rows; raise the test share or stop on a training metric.',
    );
  }
  if (stopOn?.startsWith('train') && config.evaluation.trainRows === 0) {
    throw invalid(
      'evaluation.trainRows',
      'Early stopping by a training metric needs training rows to be evaluated.',
    );
  }
  const batchSize =
    config.training.batchSize === 'full' ? trainRows : Math.min(config.training.batchSize, trainRows);
  const stepsPerEpoch = Math.ceil(trainRows / batchSize);
  const widths = [
    info.featureShape.reduce((a, b) => a * b, 1),
    ...config.model.hidden.map(({ units }) => units),
    outputUnits,
  ];
  const layers = widths.slice(1).map((units, i) => ({ inputs: widths[i] as number, units }));
  return {
    layers,
    parameterCount: layers.reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0),
    trainRows,
    testRows: split.test,
    batchSize,
    stepsPerEpoch,
    totalSteps: stepsPerEpoch * config.training.epochs,
    outputUnits,
    classes,
  };
}

function invalid(path: string, message: string): LabError {
  return new LabError('invalid-input', message, { issues: [{ path, message }] });
}
