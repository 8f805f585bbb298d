/** Splits a data set and works out its standardisation, as training sees it; training host and its workers. */
import { splitSizes } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import type { Dataset } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import { permutation, randomStream } from '../../shared/rng';
import { momentsOf } from './moments';
import { sharedBytes, sharedFloats, toShared } from './memory';

/** What a training is given. A standardised feature is (x − mean) · invStd. All arrays may be shared between threads. */
export interface PreparedData {
  /** Row-major [trainRows, featureCount], as they are: pixels stay bytes, nothing is standardised yet. */
  readonly trainFeatures: Uint8Array | Float32Array;
  readonly trainLabels: Uint8Array;
  readonly testFeatures: Uint8Array | Float32Array;
  readonly testLabels: Uint8Array;
  readonly featureCount: number;
  /** One number for all features (`none`, `scalar`), or one each (`feature`). */
  readonly mean: Float32Array;
  readonly invStd: Float32Array;
}

/**
 * The rows for training and testing and the standardisation, whose statistics come from the rows trained on alone.
 *
 * - A share for testing splits at random by `splitSeed`; null takes the split that the data set brings.
 * - `trainRows` takes the first rows after the split (for a random one: of the shuffled rows).
 * - `none` leaves numbers alone and takes pixels as x/255.
 * - What is constant has no deviation to divide by: its unit is kept (1 for numbers, 255 for pixels), so it becomes 0.
 */
export function prepareData(dataset: Dataset, config: RunConfig['dataset']): PreparedData {
  const { info, features, labels } = dataset;
  const split = splitSizes(config, info);
  const trainRows = Math.min(split.train, config.trainRows ?? split.train);
  if (trainRows < 1) {
    throw new LabError('invalid-input', 'The split leaves no row to train on; lower the test share.');
  }
  const width = features.length / info.rows;
  const order =
    config.testFraction === null ? null : permutation(info.rows, randomStream(config.splitSeed, 'split'));
  const train = takeRows(features, labels, width, order, 0, trainRows);
  const test = takeRows(features, labels, width, order, split.train, split.test);
  const { mean, invStd } = standardisation(train.features, width, config.standardize);
  return {
    trainFeatures: train.features,
    trainLabels: train.labels,
    testFeatures: test.features,
    testLabels: test.labels,
    featureCount: width,
    mean,
    invStd,
  };
}

/** `count` rows from `first` on; in their own order they need no copy if they are in shared memory already. */
function takeRows(
  features: Uint8Array | Float32Array,
  labels: Uint8Array,
  width: number,
  order: Int32Array | null,
  first: number,
  count: number,
): { features: Uint8Array | Float32Array; labels: Uint8Array } {
  if (order === null) {
    return {
      features: toShared(features.subarray(first * width, (first + count) * width)),
      labels: toShared(labels.subarray(first, first + count)),
    };
  }
  const taken = features instanceof Uint8Array ? sharedBytes(count * width) : sharedFloats(count * width);
  const takenLabels = sharedBytes(count);
  for (let i = 0; i < count; i++) {
    const row = order[first + i]!;
    taken.set(features.subarray(row * width, (row + 1) * width), i * width);
    takenLabels[i] = labels[row]!;
  }
  return { features: taken, labels: takenLabels };
}

function standardisation(
  features: Uint8Array | Float32Array,
  width: number,
  kind: RunConfig['dataset']['standardize'],
): { mean: Float32Array; invStd: Float32Array } {
  const unit = features instanceof Uint8Array ? 1 / 255 : 1;
  if (kind === 'none') return { mean: new Float32Array(1), invStd: Float32Array.of(unit) };
  const groups = kind === 'scalar' ? 1 : width;
  const { means, variances } = momentsOf(features, groups);
  const invStd = Float32Array.from(variances, (variance) => {
    const inverse = Math.fround(1 / Math.sqrt(variance));
    return variance > 0 && Number.isFinite(inverse) ? inverse : unit;
  });
  return { mean: Float32Array.from(means), invStd };
}
