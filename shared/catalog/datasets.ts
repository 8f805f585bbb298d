/** The built-in data sets: MNIST, the seeded 2-D generators and the points of a published report; runs anywhere. The points themselves are made in main/data. */
import type { DatasetInfo } from '../data/dataset';
import { findEntry, type CatalogEntry, type ParameterSpec } from './parameter';

/** A data set every lab has. Imported ones are known by their content hash instead. */
export interface BuiltInDataset extends CatalogEntry {
  readonly kind: 'images' | 'generator' | 'points';
  readonly classNames: readonly string[];
  readonly featureShape: readonly number[];
  /** Standardisation that suits it. */
  readonly defaultStandardize: 'none' | 'scalar' | 'feature';
}

const points: ParameterSpec = {
  id: 'n',
  label: 'Points',
  default: 200,
  min: 4,
  max: 100_000,
  integer: true,
  help: 'Number of points over all classes.',
};
const seed: ParameterSpec = {
  id: 'seed',
  label: 'Data seed',
  default: 1,
  min: 0,
  max: 0xffff_ffff,
  integer: true,
  help: 'Seed of the generator.',
};
const noise = (value: number, help: string): ParameterSpec => ({
  id: 'noise',
  label: 'Noise',
  default: value,
  min: 0,
  max: 2,
  help,
});

const gaussianNoise = 'Standard deviation of the Gaussian noise on both coordinates.';

function generator(
  id: string,
  label: string,
  help: string,
  params: readonly ParameterSpec[],
): BuiltInDataset {
  return {
    id,
    label,
    tex: '',
    help,
    params,
    kind: 'generator',
    classNames: ['0', '1'],
    featureShape: [2],
    defaultStandardize: 'none',
  };
}

export const builtInDatasets: readonly BuiltInDataset[] = [
  {
    id: 'mnist',
    label: 'MNIST',
    tex: '',
    help: 'Handwritten digits, 28 × 28 grey levels: 60,000 for training, 10,000 for testing (LeCun et al., 1998).',
    params: [],
    kind: 'images',
    classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    featureShape: [28, 28],
    defaultStandardize: 'scalar',
  },
  generator('moons', 'Two moons', 'Two interleaved half circles.', [points, noise(0.1, gaussianNoise), seed]),
  generator('circles', 'Circles', 'A circle inside another.', [points, noise(0.05, gaussianNoise), seed]),
  generator('spirals', 'Spirals', 'Two spiral arms of one and a half turns.', [
    points,
    noise(0.05, gaussianNoise),
    seed,
  ]),
  generator('blobs', 'Gaussian blobs', 'Two Gaussian clouds.', [
    points,
    noise(0.4, 'Standard deviation of each cloud.'),
    seed,
  ]),
  generator('xor', 'XOR', 'Uniform points in a square, classed by the sign of the product.', [
    points,
    noise(0.05, gaussianNoise),
    seed,
  ]),
  {
    id: 'report-points',
    label: 'Point cloud of the report',
    tex: '',
    help: 'Two interleaved half-moons: the 90 points that can be told apart in Figure 4 of the published study.',
    params: [],
    kind: 'points',
    classNames: ['0', '1'],
    featureShape: [2],
    defaultStandardize: 'none',
  },
];

/** Standardisation that suits a data set: a built-in one's own; for imported ones by their kind. */
export function suitableStandardize(
  info: Pick<DatasetInfo, 'id' | 'kind'>,
): BuiltInDataset['defaultStandardize'] {
  const builtIn = findEntry(builtInDatasets, info.id);
  if (builtIn) return builtIn.defaultStandardize;
  // Columns of a table may be in any units; coordinates of points are better left as drawn.
  return ({ images: 'scalar', table: 'feature', points: 'none' } as const)[info.kind];
}
