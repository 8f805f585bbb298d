/** The lab's data sets with the real store and training host. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labWorkshop, pointsConfig, type TestLab } from './fixtures/labs';

const cloud = path.join(import.meta.dirname, '..', 'data', 'fixtures', '2d_pcl_dataset.npz');
const noOptions = { name: null, labelColumn: null };

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let testLab: TestLab;
beforeAll(async () => {
  workshop = await labWorkshop();
  testLab = workshop.openLab();
});
afterAll(() => workshop.remove());

const changes = () => testLab.news.filter(({ name }) => name === 'datasets:changed').length;

test('the built-in ones are described, previewed, and cannot be removed', async () => {
  const { datasets } = testLab.lab;
  const list = await datasets.list();
  expect(list.map(({ id, rows }) => [id, rows])).toEqual([
    ['mnist', 70_000],
    ['moons', 200],
    ['circles', 200],
    ['spirals', 200],
    ['blobs', 200],
    ['xor', 200],
    ['report-points', 90],
  ]);
  expect(await datasets.info({ id: 'mnist', params: {} })).toEqual(list[0]);
  const noisy = await datasets.info({ id: 'moons', params: { n: 300, noise: 0.3 } });
  expect(noisy.rows).toBe(300);
  expect(noisy.hash).not.toBe(list[1]!.hash);
  const digits = await datasets.preview({ id: 'mnist', params: {} }, 20);
  expect(digits.features).toHaveLength(20 * 784);
  const points = await datasets.preview({ id: 'moons', params: { n: 300, noise: 0.3 } }, 50);
  expect(points).toMatchObject({ info: { hash: noisy.hash } });
  expect(() => datasets.remove('mnist')).toThrow(expect.objectContaining({ code: 'conflict' }));
  expect(changes()).toBe(0);
});

test('what MNIST is like is known at the next start, without a training host', async () => {
  const first = workshop.openLab({ isWarm: false });
  const list = await first.lab.datasets.list();
  expect(first.hostCount()).toBe(1);
  await first.lab.close();
  const second = workshop.openLab({ file: first.file, isWarm: false });
  expect(await second.lab.datasets.list()).toEqual(list);
  expect(second.hostCount()).toBe(0);
  expect(second.lab.info().hostState).toBe('idle');
});

test.each([{ n: 2 }, { n: 1.5 }, { noise: -1 }, { size: 3 }])('%j is refused', async (params) => {
  await expect(testLab.lab.datasets.info({ id: 'moons', params: params as never })).rejects.toMatchObject({
    code: 'invalid-input',
    issues: [{ path: expect.stringMatching(/^dataset\.params\./) }],
  });
});

test('an imported one is kept whole, trained on, and stays while runs use it', async () => {
  const { datasets, runs } = testLab.lab;
  const info = await datasets.import([cloud], noOptions);
  expect(info).toMatchObject({ name: '2d_pcl_dataset', source: 'imported', fileName: '2d_pcl_dataset.npz' });
  expect(changes()).toBe(1);
  expect(await datasets.info({ id: info.id, params: {} })).toEqual(info);
  expect((await datasets.list()).at(-1)).toEqual(info);
  const preview = await datasets.preview({ id: info.id, params: {} }, 10);
  expect(preview.features).toHaveLength(20);
  // The same content again takes the new name.
  const renamed = await datasets.import([cloud], { ...noOptions, name: 'the cloud' });
  expect(renamed).toMatchObject({ id: info.id, name: 'the cloud' });
  expect((await datasets.list()).filter(({ source }) => source === 'imported')).toEqual([renamed]);

  const config = pointsConfig(5, { dataset: { id: info.id, standardize: 'none' } });
  const run = await runs.settled((await runs.start(config)).id);
  expect(run).toMatchObject({ state: 'completed', datasetName: 'the cloud', datasetHash: info.hash });
  expect(() => datasets.remove(info.id)).toThrow(expect.objectContaining({ code: 'conflict' }));
  await runs.delete([run.id]);
  // It could still be restored.
  expect(() => datasets.remove(info.id)).toThrow(expect.objectContaining({ code: 'conflict' }));
  await testLab.lab.close();
  testLab = workshop.openLab({ file: testLab.file });
  testLab.lab.datasets.remove(info.id);
  expect(changes()).toBe(1);
  await expect(testLab.lab.datasets.info({ id: info.id, params: {} })).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('a file that is no data set changes nothing', async () => {
  const { datasets } = testLab.lab;
  const file = path.join(workshop.folder(), 'one-class.csv');
  writeFileSync(file, 'x,y,label\n1,2,1\n3,4,1\n');
  const before = [await datasets.list(), changes()];
  await expect(datasets.import([file], noOptions)).rejects.toMatchObject({ code: 'bad-file' });
  expect([await datasets.list(), changes()]).toEqual(before);
});
