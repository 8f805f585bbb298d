/** Imports a data set that lies in several .npy files, one array in each; training host and command line. */
import path from 'node:path';
import type { Dataset } from '../../shared/data/dataset';
import { importArrays, type NamedArray } from './npz';
import { badFile } from './problems';
import { readWhole, withFile } from './readFile';

/** X.npy and y.npy, also with something before it ("moons_X.npy"), or x_train.npy, y_train.npy, x_test.npy, y_test.npy. */
export function importNpyFiles(paths: readonly string[], name: string): Promise<Dataset> {
  const names = paths.map((file) => path.basename(file));
  const [first = ''] = names;
  if (paths.length === 1) {
    throw badFile(
      `"${first}" is a single array; choose the features and the labels together (X.npy and y.npy), or save them in one file: np.savez(file, X=…, y=…).`,
    );
  }
  const before = commonStart(names);
  const entries = paths.map((file, i): NamedArray => ({
    name: (names[i] ?? '').slice(before.length),
    read: () => withFile(file, readWhole),
  }));
  return importArrays(entries, names.join('" and "'), name);
}

/** What all names begin with, as far as it ends in "_", "-" or the like. */
function commonStart(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let end = 0;
  while (end < first.length && others.every((name) => name[end] === first[end])) end += 1;
  return /^.*[^a-z0-9]/i.exec(first.slice(0, end))?.[0] ?? '';
}
