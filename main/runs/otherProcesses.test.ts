/** Two labs on one database, as the window and the command line are. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { endless, labWorkshop, pointsConfig, until, type TestLab } from './fixtures/labs';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let own: TestLab;
let other: TestLab;
beforeAll(async () => {
  workshop = await labWorkshop();
});
beforeEach(() => {
  own = workshop.openLab();
  other = workshop.openLab({ file: own.file, processName: 'the other one' });
});
afterEach(async () => {
  await other.lab.close();
  await own.lab.close();
});
afterAll(() => workshop.remove());

test('each trains its own runs; the other hears of them and keeps its hands off', async () => {
  const [mine, theirs] = await Promise.all([
    own.lab.runs.start(endless(1)),
    other.lab.runs.start(endless(2)),
  ]);
  expect(mine.number).not.toBe(theirs.number);
  await until(own, mine.id, ({ state }) => state === 'running');
  await until(other, theirs.id, ({ state }) => state === 'running');
  await expect.poll(() => own.statesOf(theirs.id), { timeout: 10_000 }).toContain('running');
  for (const command of ['pause', 'stop', 'cancel', 'resume'] as const)
    await expect(own.lab.runs.control(theirs.id, command)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('the other one'),
    });
  await expect(own.lab.runs.delete([mine.id, theirs.id])).rejects.toMatchObject({ code: 'conflict' });
  expect(own.lab.runs.get(mine.id).state).toBe('running');

  // Names and stars belong to nobody.
  own.lab.runs.update(theirs.id, { meta: { name: 'theirs' }, starred: true });
  const settled = own.lab.runs.settled(theirs.id);
  await other.lab.close();
  expect(await settled).toMatchObject({ state: 'interrupted', name: 'theirs', starred: true });
  // What is at rest may be taken over.
  await own.lab.runs.control(mine.id, 'cancel');
  await own.lab.runs.control(theirs.id, 'resume');
  await until(own, theirs.id, ({ state }) => state === 'running');
});

test('deleting, restoring and data sets are heard of', async () => {
  const { id } = await other.lab.runs.settled((await other.lab.runs.start(pointsConfig(5))).id);
  await expect.poll(() => own.statesOf(id), { timeout: 10_000 }).toContain('completed');
  await other.lab.runs.delete([id]);
  const heard = (name: string) => own.news.filter((item) => item.name === name).length;
  await expect.poll(() => heard('run:deleted'), { timeout: 10_000 }).toBeGreaterThan(0);
  expect(own.lab.runs.list()).toEqual([]);
  other.lab.runs.restore([id]);
  await expect.poll(() => own.lab.runs.list().map((run) => run.id)).toEqual([id]);

  const fixture = `${import.meta.dirname}/../data/fixtures/2d_pcl_dataset.npz`;
  const info = await other.lab.datasets.import([fixture], { name: 'cloud', labelColumn: null });
  await expect.poll(() => heard('datasets:changed'), { timeout: 10_000 }).toBe(1);
  expect((await own.lab.datasets.list()).at(-1)).toEqual(info);
});
