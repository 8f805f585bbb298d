/** Imports NumPy's .npz archives: X and y, or the four arrays of a train/test split; training host and command line. */
import type { Dataset } from '../../shared/data/dataset';
import { assembleDataset, requireSize } from './assemble';
import { LabelEncoder } from './labels';
import { parseNpy, type NpyArray } from './npy';
import { pixelShape, toPixels } from './pixels';
import { badFile } from './problems';
import { listZip } from './zip';

/** Names looked for, in this order, whatever their case; one of each is needed. */
const featureNames = ['x', 'data', 'features', 'images'];
const labelNames = ['y', 'labels', 'label', 'targets', 'target', 'classes', 'class'];
/** As in Keras's archives. */
const splitNames = ['x_train', 'y_train', 'x_test', 'y_test'];

/** An array by its name, not yet read. */
export interface NamedArray {
  /** "X.npy" */
  readonly name: string;
  read(): Promise<Uint8Array>;
}

/** The data set in an .npz file. */
export const importNpz = (archive: Uint8Array, fileName: string, name: string): Promise<Dataset> =>
  importArrays(listZip(archive, fileName), fileName, name);

/** The data set in arrays, which are found by their names. */
export async function importArrays(
  entries: readonly NamedArray[],
  fileName: string,
  name: string,
): Promise<Dataset> {
  const parts = await readParts(entries, fileName);
  const features = joinFeatures(parts.map(({ x }) => x));
  const encoder = new LabelEncoder(parts.map(({ y }) => y.name).join(' and '));
  for (const { x, y } of parts) encodeLabels(x, y, encoder);
  return assembleDataset({
    id: null,
    name,
    source: 'imported',
    ...features,
    featureNames: [],
    ...encoder.finish(),
    givenTrainRows: parts.length === 2 ? parts[0]!.x.shape[0]! : null,
    fileName,
  });
}

interface Part {
  readonly x: NpyArray;
  readonly y: NpyArray;
}

async function readParts(entries: readonly NamedArray[], fileName: string): Promise<readonly Part[]> {
  const read = async (entry: NamedArray) => parseNpy(await entry.read(), arrayName(entry));
  const split = splitNames.map((wanted) => find(entries, [wanted]));
  if (split.every((entry) => entry !== undefined)) {
    const [xTrain, yTrain, xTest, yTest] = split as [NamedArray, NamedArray, NamedArray, NamedArray];
    return [
      { x: await read(xTrain), y: await read(yTrain) },
      { x: await read(xTest), y: await read(yTest) },
    ];
  }
  const x = find(entries, featureNames);
  const y = find(entries, labelNames);
  if (!x || !y) {
    const names = entries.map(arrayName);
    const held =
      names.length === 0
        ? 'is empty'
        : `holds ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`;
    throw badFile(
      `"${fileName}" ${held}; it needs an array X (features) and an array y (labels), as np.savez("${fileName}", X=…, y=…) writes them.`,
    );
  }
  return [{ x: await read(x), y: await read(y) }];
}

const arrayName = (entry: NamedArray): string => entry.name.replace(/\.npy$/, '');

function find(entries: readonly NamedArray[], wanted: readonly string[]): NamedArray | undefined {
  for (const name of wanted) {
    const found = entries.find((entry) => arrayName(entry).toLowerCase() === name);
    if (found) return found;
  }
  return undefined;
}

/** Rows of all parts one after the other: bytes where they are pixels, floats otherwise. */
function joinFeatures(arrays: readonly NpyArray[]): {
  features: Uint8Array | Float32Array;
  featureShape: readonly number[];
} {
  const shapes = arrays.map(rowShape);
  const featureShape = shapes[0]!;
  if (shapes.some((shape) => shape.join() !== featureShape.join())) {
    throw badFile(
      `${arrays.map(({ name, shape }) => `${name} has shape (${shape.join(', ')})`).join(' and ')}; rows must be alike.`,
    );
  }
  const width = featureShape.reduce((a, b) => a * b, 1);
  const rows = arrays.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const bytes =
    arrays.every(({ typeName }) => typeName === 'uint8') &&
    (featureShape.length > 1 || pixelShape(width) !== null);
  requireSize(rows, width, bytes ? 1 : 4);
  if (bytes) {
    const features = new Uint8Array(rows * width);
    let filled = 0;
    for (const array of arrays) {
      if (array.bytes) features.set(array.bytes, filled);
      else for (let i = 0; i < array.length; i++) features[filled + i] = array.numberAt(i);
      filled += array.length;
    }
    return { features, featureShape: featureShape.length > 1 ? featureShape : pixelShape(width)! };
  }
  const features = new Float32Array(rows * width);
  let filled = 0;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) features[filled + i] = finiteAt(array, i, width);
    filled += array.length;
  }
  if (featureShape.length === 1) return { features, featureShape };
  const pixels = toPixels(features);
  if (pixels) return { features: pixels, featureShape };
  throw badFile(
    `${arrays[0]!.name} has shape (${arrays[0]!.shape.join(', ')}), that is images, but its values are not whole grey levels from 0 to 255; save images as uint8, or numbers as a 2-D array.`,
  );
}

/** Shape of a row: [features] or [height, width]; a single colour channel may stand before or after these. */
function rowShape({ name, shape, kind }: NpyArray): readonly number[] {
  const problem = `The array ${name} has shape (${shape.join(', ')})`;
  if (kind === 'text') throw badFile(`The array ${name} holds text; features must be numbers.`);
  if (shape.length < 2)
    throw badFile(`${problem}; features must be rows × columns, for one feature (${shape[0] ?? 0}, 1).`);
  if (shape[0] === 0) throw badFile(`${problem}: it has no rows.`);
  const inner = shape.slice(1);
  if (inner.length === 1) return inner;
  if (inner.length === 3 && inner[2] === 1) return inner.slice(0, 2);
  if (inner.length === 3 && inner[0] === 1) return inner.slice(1);
  if (inner.length === 2) return inner;
  throw badFile(
    `${problem}; features must be rows × columns, images rows × height × width with one grey channel.`,
  );
}

function finiteAt(array: NpyArray, index: number, width: number): number {
  const value = array.numberAt(index);
  const rounded = Math.fround(value);
  if (Number.isFinite(rounded)) return rounded;
  const place = `${array.name}[${Math.floor(index / width)}, ${index % width}]`;
  if (Number.isFinite(value)) throw badFile(`${place} is ${value}, which is too large for 32-bit floats.`);
  throw badFile(`${place} is ${value}; every value must be a finite number.`);
}

function encodeLabels(x: NpyArray, y: NpyArray, encoder: LabelEncoder): void {
  const [rows = 0] = y.shape;
  if (y.length !== rows || y.shape.length === 0) {
    throw badFile(
      `The array ${y.name} has shape (${y.shape.join(', ')}); labels must be one number per row, shape (${x.shape[0]},).`,
    );
  }
  if (rows !== x.shape[0]) {
    throw badFile(
      `${x.name} has ${x.shape[0]} rows but ${y.name} has ${rows} labels; there must be one label per row.`,
    );
  }
  for (let i = 0; i < rows; i++) encoder.add(y.textAt(i), () => `${y.name}[${i}]`);
}
