/** Loads the real MNIST from a folder with its four idx files; training host. */
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { builtInDatasets } from '../../shared/catalog/datasets';
import { entryOf } from '../../shared/catalog/parameter';
import type { Dataset } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import { assembleDataset } from './assemble';
import { readIdxFile, type IdxImages, type IdxLabels } from './idx';
import { sharedBytes } from './memory';
import { badFile } from './problems';

const imageShape = [28, 28] as const;

/** MNIST: 60,000 rows for training, then 10,000 for testing. The pixels are in shared memory. */
export async function loadMnist(directory: string): Promise<Dataset> {
  const trainImages = await readPart(directory, parts[0], 'images', 60_000);
  const trainLabels = await readPart(directory, parts[1], 'labels', 60_000);
  const testImages = await readPart(directory, parts[2], 'images', 10_000);
  const testLabels = await readPart(directory, parts[3], 'labels', 10_000);
  const features = sharedBytes(trainImages.bytes.length + testImages.bytes.length);
  features.set(trainImages.bytes);
  features.set(testImages.bytes, trainImages.bytes.length);
  const labels = new Uint8Array(trainLabels.rows + testLabels.rows);
  labels.set(trainLabels.bytes);
  labels.set(testLabels.bytes, trainLabels.rows);
  const wrong = labels.findIndex((label) => label > 9);
  if (wrong >= 0)
    throw badFile(`MNIST's label ${wrong} is ${labels[wrong]}; it must be from 0 to 9. Set up MNIST again.`);
  const { id, label: name, classNames, featureShape } = entryOf(builtInDatasets, 'mnist');
  return assembleDataset({
    id,
    name,
    source: 'built-in',
    featureShape,
    featureNames: [],
    features,
    labels,
    classNames,
    givenTrainRows: trainLabels.rows,
    fileName: null,
  });
}

const parts = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

/** Changes when one of the files does; null where they are not all there. */
export async function mnistFingerprint(directory: string): Promise<string | null> {
  const stateOf = async (name: string): Promise<string> => {
    const plain = path.join(directory, name);
    const { size, mtimeMs } = await stat(plain).catch(() => stat(`${plain}.gz`));
    return `${size}@${mtimeMs}`;
  };
  return Promise.all(parts.map(stateOf)).then(
    (states) => states.join(),
    () => null,
  );
}

async function readPart<K extends 'images' | 'labels'>(
  directory: string,
  name: string,
  kind: K,
  rows: number,
): Promise<K extends 'images' ? IdxImages : IdxLabels> {
  const plain = path.join(directory, name);
  const exists = await access(plain).then(
    () => true,
    () => false,
  );
  const file = await readIdxFile(exists ? plain : `${plain}.gz`).catch((error: unknown) => {
    const why = error instanceof LabError ? error.message : String(error);
    throw new LabError('bad-file', `MNIST is not complete: ${why} Run the set-up again.`, { cause: error });
  });
  const fits =
    file.kind === kind &&
    file.rows === rows &&
    (file.kind === 'labels' || file.shape.join() === imageShape.join());
  if (!fits) throw badFile(`"${name}" is not the file of MNIST that it should be. Run the set-up again.`);
  return file as K extends 'images' ? IdxImages : IdxLabels;
}
