/** Imports idx files: finds which images and labels belong together and which are for testing; any process. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { Dataset } from '../../shared/data/dataset';
import { assembleDataset } from './assemble';
import { readIdxFile, type IdxFile, type IdxImages, type IdxLabels } from './idx';
import { LabelEncoder } from './labels';
import { badFile } from './problems';

interface Found {
  readonly path: string;
  readonly file: IdxFile;
}

interface Pair {
  readonly images: IdxImages;
  readonly labels: IdxLabels;
  readonly forTesting: boolean;
}

/** The data set in one to four idx files; labels (or images) that are not named are looked for beside the others. */
export async function importIdx(paths: readonly string[], name: string): Promise<Dataset> {
  const found: Found[] = [];
  for (const file of paths) found.push({ path: file, file: await readIdxFile(file) });
  const pairs = await pairUp(found);
  const [train, test] = pairs as readonly [Pair, Pair | undefined];
  if (test && test.images.shape.join() !== train.images.shape.join()) {
    throw badFile(
      `Images in "${train.images.name}" are ${train.images.shape.join(' × ')}, in "${test.images.name}" ${test.images.shape.join(' × ')}; they must be alike.`,
    );
  }
  const features = joined(pairs.map(({ images }) => images.bytes));
  const encoder = new LabelEncoder(pairs.map(({ labels }) => `"${labels.name}"`).join(' and '));
  for (const { labels } of pairs) {
    labels.bytes.forEach((label, row) => encoder.add(String(label), () => `row ${row} of "${labels.name}"`));
  }
  return assembleDataset({
    id: null,
    name,
    source: 'imported',
    featureShape: train.images.shape,
    featureNames: [],
    features,
    ...encoder.finish(),
    givenTrainRows: test ? train.images.rows : null,
    fileName: train.images.name,
  });
}

/** One pair, or the pair for training and then the one for testing. */
async function pairUp(found: readonly Found[]): Promise<readonly Pair[]> {
  const all = [...found];
  for (const one of found) {
    if (!all.some((other) => other !== one && belong(one, other)))
      all.push(await findPartner(one, found.length));
  }
  const images = all.filter((one) => one.file.kind === 'images');
  const labels = all.filter((one) => one.file.kind === 'labels');
  if (images.length > 2 || labels.length !== images.length) {
    throw badFile('Choose one file of images with its labels, or two of each (training and testing).');
  }
  const pairs = images.map((one): Pair => {
    const partner = labels.find((other) => belong(one, other))!;
    const pair = {
      images: one.file as IdxImages,
      labels: partner.file as IdxLabels,
      forTesting: isForTesting(one.path),
    };
    if (pair.images.rows !== pair.labels.rows) {
      throw badFile(
        `"${pair.images.name}" has ${pair.images.rows} images but "${pair.labels.name}" has ${pair.labels.rows} labels; there must be one label per image.`,
      );
    }
    return pair;
  });
  pairs.sort((a, b) => Number(a.forTesting) - Number(b.forTesting));
  if (pairs.length === 2 && pairs[0]!.forTesting === pairs[1]!.forTesting) {
    throw badFile(
      'Of two pairs of idx files one must be for testing: its names must contain "t10k" or "test".',
    );
  }
  return pairs;
}

/** Whether these are images and labels of the same part, going by their names. */
function belong(a: Found, b: Found): boolean {
  return a.file.kind !== b.file.kind && isForTesting(a.path) === isForTesting(b.path);
}

const isForTesting = (file: string): boolean => /t10k|test/i.test(path.basename(file));

/** The other file of the pair, under its usual name in the same folder. */
async function findPartner({ path: file, file: { kind, name } }: Found, chosen: number): Promise<Found> {
  const wanted = kind === 'images' ? 'labels' : 'images';
  for (const candidate of partnerNames(path.basename(file), kind)) {
    const beside = path.join(path.dirname(file), candidate);
    const exists = await access(beside).then(
      () => true,
      () => false,
    );
    if (!exists) continue;
    const partner = { path: beside, file: await readIdxFile(beside) };
    if (partner.file.kind === wanted) return partner;
  }
  const hint = chosen === 1 ? `choose both files` : 'name the files alike';
  throw badFile(`"${name}" holds ${kind}; the ${wanted} for it were not found beside it — ${hint}.`);
}

function partnerNames(name: string, kind: 'images' | 'labels'): readonly string[] {
  const swapped =
    kind === 'images'
      ? name.replace(/images?/i, 'labels').replace(/idx3/i, 'idx1')
      : name.replace(/labels?/i, 'images').replace(/idx1/i, 'idx3');
  const plain = swapped.replace(/\.gz$/i, '');
  return plain === name.replace(/\.gz$/i, '') ? [] : [swapped, plain, `${plain}.gz`];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return whole;
}
