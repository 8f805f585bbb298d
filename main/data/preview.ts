/** Picks the rows of a data set that a preview shows; training host. */
import type { Dataset, DatasetPreview } from '../../shared/data/dataset';
import { permutation, randomStream } from '../../shared/rng';

/** Up to `rows` rows: for images the classes in turn, each spread over the data; otherwise random but always the same. */
export function previewDataset(dataset: Dataset, rows: number): DatasetPreview {
  const { info, features, labels } = dataset;
  const count = Math.min(Math.max(0, Math.floor(rows)), info.rows);
  const rowIndices = info.kind === 'images' ? acrossClasses(dataset, count) : atRandom(info.rows, count);
  const width = features.length / info.rows;
  const shown =
    features instanceof Uint8Array ? new Uint8Array(count * width) : new Float32Array(count * width);
  const shownLabels = new Uint8Array(count);
  rowIndices.forEach((row, i) => {
    shown.set(features.subarray(row * width, (row + 1) * width), i * width);
    shownLabels[i] = labels[row]!;
  });
  return { info, rowIndices, features: shown, labels: shownLabels };
}

function atRandom(rows: number, count: number): Int32Array {
  if (count === rows) return Int32Array.from({ length: rows }, (_, i) => i);
  return permutation(rows, randomStream(1, 'preview')).slice(0, count).sort();
}

/** 0, 1, 2 …, 0, 1, 2 …: row i of each class is the i-th of evenly spaced ones. Classes that run out are passed over. */
function acrossClasses({ info, labels }: Dataset, count: number): Int32Array {
  const byClass = info.classNames.map((): number[] => []);
  labels.forEach((label, row) => byClass[label]!.push(row));
  const shares = fairShares(
    byClass.map((rows) => rows.length),
    count,
  );
  const picked = new Int32Array(count);
  let filled = 0;
  for (let turn = 0; filled < count; turn++) {
    for (const [index, rows] of byClass.entries()) {
      const share = shares[index]!;
      if (turn < share) picked[filled++] = rows[Math.floor((turn * rows.length) / share)]!;
    }
  }
  return picked;
}

/** How many of each class, as equal as they can be, so that all make `count`. */
function fairShares(available: readonly number[], count: number): readonly number[] {
  const shares = available.map(() => 0);
  for (let left = count; left > 0;) {
    for (const [index, most] of available.entries()) {
      if (left > 0 && shares[index]! < most) {
        shares[index]!++;
        left--;
      }
    }
  }
  return shares;
}
