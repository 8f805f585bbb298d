/** The seeded 2-D point clouds, each a pure function of its parameters; training host and command line. */
import { builtInDatasets } from '../../shared/catalog/datasets';
import { completeParams, findEntry, param } from '../../shared/catalog/parameter';
import type { Dataset } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import { permutation, randomStream, type RandomStream } from '../../shared/rng';
import { assembleDataset } from './assemble';

type Point = readonly [x: number, y: number];

/** One cloud: where a point of class `label` lies before noise; `t` runs evenly over [0, 1] within the class. */
interface Cloud {
  at(label: number, t: number, stream: RandomStream): Point;
  /** The curve ends where it starts: t stays below 1, which would double t = 0. */
  readonly closed?: true;
  /** The class of the point where position decides; else points alternate between classes. */
  readonly labelOf?: (point: Point) => number;
}

const spiralTurns = 1.5;

/** By id of the catalog. Sizes are as in scikit-learn where it has the cloud too. */
const clouds: Readonly<Record<string, Cloud>> = {
  moons: {
    at: (label, t) => {
      const angle = Math.PI * t;
      return label === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    },
  },
  circles: {
    at: (label, t) => {
      const radius = label === 0 ? 1 : 0.5;
      return [radius * Math.cos(2 * Math.PI * t), radius * Math.sin(2 * Math.PI * t)];
    },
    closed: true,
  },
  spirals: {
    at: (label, t) => {
      const radius = 0.1 + 0.9 * t;
      const angle = 2 * Math.PI * spiralTurns * t + Math.PI * label;
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    },
  },
  blobs: { at: (label) => (label === 0 ? [-1, -1] : [1, 1]) },
  xor: {
    at: (_label, _t, stream) => [2 * stream.uniform() - 1, 2 * stream.uniform() - 1],
    labelOf: ([x, y]) => (x * y > 0 ? 0 : 1),
  },
};

/** The cloud `id` of the catalog with these parameters; those left out take their defaults. */
export function generateDataset(id: string, given: Readonly<Record<string, number>>): Dataset {
  const entry = findEntry(builtInDatasets, id);
  const cloud = clouds[id];
  if (entry?.kind !== 'generator' || !cloud) {
    throw new LabError(
      'invalid-input',
      `There is no generator "${id}"; known are: ${Object.keys(clouds).join(', ')}.`,
    );
  }
  const { params, issues } = completeParams(entry, given, 'dataset.params');
  if (issues[0]) throw new LabError('invalid-input', issues[0].message, { issues });
  const count = param(params, 'n');
  const noise = param(params, 'noise');
  const seed = param(params, 'seed');
  const places = randomStream(seed, `${id}:places`);
  const shifts = randomStream(seed, `${id}:noise`);
  // Rows in random order: any first so many of them are a fair sample.
  const order = permutation(count, randomStream(seed, `${id}:order`));
  const features = new Float32Array(2 * count);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const row = order[i]!;
    const inClass = Math.floor(count / 2) + (i % 2 === 0 ? count % 2 : 0);
    const last = Math.max(1, cloud.closed ? inClass : inClass - 1);
    const point = cloud.at(i % 2, Math.floor(i / 2) / last, places);
    labels[row] = cloud.labelOf ? cloud.labelOf(point) : i % 2;
    features[2 * row] = point[0] + noise * shifts.normal();
    features[2 * row + 1] = point[1] + noise * shifts.normal();
  }
  if (cloud.labelOf) requireBoth(labels, entry.label);
  const { label: name, featureShape, classNames } = entry;
  return assembleDataset({
    id,
    name,
    source: 'generator',
    featureShape,
    featureNames: [],
    features,
    labels,
    classNames,
    givenTrainRows: null,
    fileName: null,
  });
}

/** A handful of random points may all fall into one class. */
function requireBoth(labels: Uint8Array, name: string): void {
  if (!labels.includes(0) || !labels.includes(1)) {
    throw new LabError(
      'invalid-input',
      `With this seed all ${labels.length} points of ${name} are of one class; take more points or another seed.`,
    );
  }
}
