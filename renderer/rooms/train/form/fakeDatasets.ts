/** Descriptions of data sets for tests of the form (renderer). */
import { builtInDatasets } from '../../../../shared/catalog/datasets';
import { entryOf } from '../../../../shared/catalog/parameter';
import type { DatasetInfo } from '../../../../shared/data/dataset';

/** A built-in data set as the lab describes it, with some of it changed. */
export function fakeInfo(id: string, changes: Partial<DatasetInfo> = {}): DatasetInfo {
  const entry = entryOf(builtInDatasets, id);
  const images = entry.kind === 'images';
  return {
    id,
    name: entry.label,
    kind: images ? 'images' : 'points',
    source: entry.kind === 'generator' ? 'generator' : 'built-in',
    rows: images ? 70_000 : 200,
    featureShape: entry.featureShape,
    featureNames: images ? [] : ['x1', 'x2'],
    classNames: entry.classNames,
    classCounts: entry.classNames.map(() => (images ? 7000 : 100)),
    givenTrainRows: images ? 60_000 : null,
    hash: id.padEnd(64, '0'),
    featureRanges: images ? [[0, 255]] : entry.featureShape.map(() => [-1, 1] as const),
    mean: 0,
    std: 1,
    importedAt: null,
    fileName: null,
    ...changes,
  };
}

export const mnistInfo = fakeInfo('mnist');
export const moonsInfo = fakeInfo('moons');
/** A table from a file, three classes. */
export const tableInfo = fakeInfo('moons', {
  id: `sha256:${'a'.repeat(64)}`,
  name: 'Flowers',
  kind: 'table',
  source: 'imported',
  rows: 150,
  featureShape: [4],
  featureNames: ['a', 'b', 'c', 'd'],
  classNames: ['x', 'y', 'z'],
  classCounts: [50, 50, 50],
  fileName: 'flowers.csv',
});
