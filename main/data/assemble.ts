/** Makes a data set of what a format or a generator has read: checks it and describes it; training host and command line. */
import { datasetLimits, type Dataset, type DatasetInfo } from '../../shared/data/dataset';
import { hashContent } from './hash';
import { momentsOf } from './moments';
import { badFile, inBytes, inDigits, tooLarge } from './problems';

/** Content with what only its source knows. */
export interface RawDataset {
  /** null: known by its hash. */
  readonly id: string | null;
  readonly name: string;
  readonly source: DatasetInfo['source'];
  readonly featureShape: readonly number[];
  /** Empty where the source has none. */
  readonly featureNames: readonly string[];
  readonly features: Uint8Array | Float32Array;
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
  readonly givenTrainRows: number | null;
  readonly fileName: string | null;
}

/** Checks that a content of this shape is within the limits, before room is made for it. */
export function requireSize(rows: number, features: number, bytesPerValue: number): void {
  const { maxRows, maxFeatures, maxContentBytes } = datasetLimits;
  if (rows < 1 || features < 1)
    throw badFile(`There are ${rows} rows of ${features} features; both must be at least 1.`);
  if (rows > maxRows)
    throw tooLarge(`There are ${inDigits(rows)} rows; at most ${inDigits(maxRows)} can be imported.`);
  if (features > maxFeatures) {
    throw tooLarge(
      `There are ${inDigits(features)} features; at most ${inDigits(maxFeatures)} can be imported.`,
    );
  }
  const bytes = rows * features * bytesPerValue;
  if (bytes > maxContentBytes) {
    throw tooLarge(
      `The data would take ${inBytes(bytes)}; at most ${inBytes(maxContentBytes)} can be imported.`,
    );
  }
}

/** The whole data set. Throws LabError where it is not one. */
export function assembleDataset(raw: RawDataset): Dataset {
  const { features, labels, featureShape, classNames, givenTrainRows } = raw;
  const rows = labels.length;
  const width = featureShape.reduce((a, b) => a * b, 1);
  requireSize(rows, width, features.BYTES_PER_ELEMENT);
  if (features.length !== rows * width) {
    throw badFile(
      `There are ${inDigits(rows)} labels for ${inDigits(features.length / width)} rows; each row needs one.`,
    );
  }
  if (givenTrainRows !== null && (givenTrainRows < 1 || givenTrainRows > rows)) {
    throw badFile('The split that comes with the data leaves no row to train on.');
  }
  const images = featureShape.length > 1;
  const classCounts = new Array<number>(classNames.length).fill(0);
  for (const label of labels) classCounts[label]!++;
  const { ranges, mean, std } = measure(features, width, images);
  const hash = hashContent({ features, labels }, { featureShape, givenTrainRows });
  const info: DatasetInfo = {
    id: raw.id ?? `sha256:${hash}`,
    name: raw.name,
    kind: images ? 'images' : width === 2 ? 'points' : 'table',
    source: raw.source,
    rows,
    featureShape,
    featureNames: images ? [] : namesFor(raw.featureNames, width),
    classNames,
    classCounts,
    givenTrainRows,
    hash,
    featureRanges: ranges,
    mean,
    std,
    importedAt: raw.source === 'imported' ? Date.now() : null,
    fileName: raw.fileName,
  };
  return { info, features, labels };
}

function namesFor(names: readonly string[], width: number): readonly string[] {
  return names.length === width ? names : Array.from({ length: width }, (_, i) => `x${i + 1}`);
}

/** Ranges per feature (over everything where `together`), mean and deviation over all; refuses what is not finite. */
function measure(features: Uint8Array | Float32Array, width: number, together: boolean) {
  const { means, variances, lows, highs } = momentsOf(features, together ? 1 : width);
  const mean = average(means);
  // A value that is not finite makes every sum it is in so, too.
  if (!Number.isFinite(mean)) requireFinite(features, width);
  const std = Math.sqrt(average(variances) + average(means.map((value) => (value - mean) ** 2)));
  return { ranges: Array.from(lows, (low, i) => [low, highs[i]!] as const), mean, std };
}

const average = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;

function requireFinite(features: Uint8Array | Float32Array, width: number): void {
  const i = features.findIndex((value) => !Number.isFinite(value));
  if (i < 0) return;
  throw badFile(
    `The features hold ${features[i]} in row ${Math.floor(i / width)}, column ${i % width} (counted from 0); every value must be a finite number.`,
  );
}
