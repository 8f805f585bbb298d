// The built-in points of the report against the committed .npz archive of them (Node).
import { expect, test } from 'vitest';
import { fixture, noOptions } from './fixtures/files';
import { importFiles, loadDataset, prepareData } from './index';

test('the built-in points are those of the archive, row by row', async () => {
  const builtIn = await loadDataset({ kind: 'report-points' });
  const { info, content } = await importFiles([fixture('2d_pcl_dataset.npz')], noOptions);
  expect(builtIn.features).toEqual(content.features);
  expect(builtIn.labels).toEqual(content.labels);
  expect(builtIn.info.hash).toBe(info.hash);
  expect(builtIn.info).toMatchObject({
    id: 'report-points',
    name: 'Point cloud of the report',
    source: 'built-in',
    kind: 'points',
    rows: 90,
    classCounts: [44, 46],
  });
});

test('all of them are trained on, as drawn', async () => {
  const points = await loadDataset({ kind: 'report-points' });
  const data = prepareData(points, {
    id: 'report-points',
    params: {},
    testFraction: null,
    splitSeed: 1,
    standardize: 'none',
    trainRows: null,
  });
  expect(data.trainFeatures).toEqual(points.features);
  expect(data.testLabels).toHaveLength(0);
  expect([...data.invStd]).toEqual([1]);
});
