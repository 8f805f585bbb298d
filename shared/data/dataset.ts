/** What a data set is, before and after it is split and standardised; types only, used by every process. */

/** Description of a data set: what lists and previews show. */
export interface DatasetInfo {
  /** `mnist`, a generator's id, or `sha256:…` of an imported one. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'images' | 'points' | 'table';
  readonly source: 'built-in' | 'generator' | 'imported';
  readonly rows: number;
  /** [28, 28] for images, [d] for points and tables. */
  readonly featureShape: readonly number[];
  /** One per feature for points and tables, empty for images. */
  readonly featureNames: readonly string[];
  readonly classNames: readonly string[];
  /** Rows of each class. */
  readonly classCounts: readonly number[];
  /** Where the data set brings its own split: the first so many rows are for training. Else null. */
  readonly givenTrainRows: number | null;
  /** SHA-256 (hex) over the normalised content: shape, features, labels, split. */
  readonly hash: string;
  /** Smallest and largest value of each feature; for images over all pixels (one entry). */
  readonly featureRanges: readonly (readonly [number, number])[];
  /** Mean and standard deviation over all values of all rows, for the preview. */
  readonly mean: number;
  readonly std: number;
  readonly importedAt: number | null;
  /** File name an imported one came from. */
  readonly fileName: string | null;
}

/** A data set's content, normalised. Pixels stay uint8. */
export interface DatasetContent {
  /** Row-major [rows, features]. */
  readonly features: Uint8Array | Float32Array;
  /** Class index of each row. */
  readonly labels: Uint8Array;
}

/** A whole data set. */
export interface Dataset extends DatasetContent {
  readonly info: DatasetInfo;
}

/** Sample for the preview: up to `count` rows, spread evenly over classes for images, random but fixed for points. */
export interface DatasetPreview {
  readonly info: DatasetInfo;
  readonly rowIndices: Int32Array;
  readonly features: Uint8Array | Float32Array;
  readonly labels: Uint8Array;
}

/** Limits on what is accepted from a file. */
export const datasetLimits = {
  maxFileBytes: 1024 * 1024 * 1024,
  maxContentBytes: 1024 * 1024 * 1024,
  maxRows: 5_000_000,
  maxFeatures: 20_000,
  maxClasses: 100,
} as const;

/** Where an issue of a failed import names a column that could be the label: this, then what `labelColumn` would be; its message says what is in the column. */
export const labelColumnPath = 'labelColumn.';
