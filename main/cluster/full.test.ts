/** A Redis that is full, one that was restarted without what it held, and one that throws things away: nothing is lost, and it is said. */
import { expect, test } from 'vitest';
import type { TestRedis } from './fixtures/redisServer';
import { clusterStage, patient } from './fixtures/stage';
import { grid, leftIn, numbersOfSweep, sweepHere } from './fixtures/workshop';

const maxBytes = 8 * 1024 * 1024;
const { workshop, redis, place, connectedLab } = clusterStage({
  persistent: false,
  more: ['--maxmemory', String(maxBytes), '--maxmemory-policy', 'noeviction'],
});

/** Takes all the room there is; what it returns gives it back. */
async function fill({ client }: TestRedis): Promise<() => Promise<unknown>> {
  const stranger = client();
  const names: string[] = [];
  for (let bytes = 256 * 1024; bytes >= 1; bytes = Math.floor(bytes / 2))
    try {
      for (;;) {
        const name = `ballast:${names.length}`;
        await stranger.set(name, Buffer.alloc(bytes));
        names.push(name);
      }
    } catch (error) {
      expect(String(error)).toMatch(/OOM/);
    }
  return () => stranger.del(...names);
}

test('while Redis is full trials wait, in the middle and before they are handed in, and nothing is lost', async () => {
  const sweep = grid(250, { seeds: 1 });
  const here = await sweepHere(workshop(), sweep);
  const machine = await workshop().machine('one', redis().url);
  const testLab = await connectedLab();
  const { sweeps, cluster } = testLab.lab;
  const makeRoom = await fill(redis());
  const { id } = await sweeps.start(sweep);
  const problem = () => cluster.status().problem;
  await expect.poll(problem, patient).toMatch(/is full \(its maxmemory is 8\.4 MB\)/);
  expect(sweeps.record(id).counts).toMatchObject({ completed: 0, failed: 0 });
  // Who is there is still seen.
  expect(cluster.status()).toMatchObject({ state: 'connected', machines: [{ name: 'one' }] });
  await makeRoom();
  await expect.poll(problem, patient).toBeNull();
  await expect.poll(() => sweeps.record(id).counts.completed, patient).toBeGreaterThan(0);

  const makeRoomAgain = await fill(redis());
  await expect.poll(() => machine.err(), patient).toMatch(/is full; what is trained waits/);
  const { counts } = sweeps.record(id);
  expect(counts.completed).toBeLessThan(6);
  await new Promise((resolve) => setTimeout(resolve, 12_000));
  expect(sweeps.record(id).counts).toMatchObject({ failed: 0 });
  await makeRoomAgain();
  expect(await sweeps.settled(id)).toMatchObject({
    state: 'completed',
    counts: { completed: 6, failed: 0 },
  });
  expect(numbersOfSweep(testLab, id)).toEqual(here);
  expect(testLab.lab.runs.list()).toHaveLength(6);
  await expect.poll(() => leftIn(redis()), patient).toEqual([]);
});

test('a sweep that waits for room can be stopped', async () => {
  await workshop().machine('one', redis().url);
  const { sweeps } = (await connectedLab()).lab;
  const makeRoom = await fill(redis());
  const { id } = await sweeps.start(grid(3, { seeds: 1 }));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await sweeps.control(id, 'stop');
  expect(await sweeps.settled(id)).toMatchObject({ state: 'stopped', counts: { failed: 0, running: 0 } });
  await makeRoom();
  await expect.poll(() => leftIn(redis()), patient).toEqual([]);
});

test('restarted empty, it gets the runs again from the checkpoints that the lab has; each counts once', async () => {
  const sweep = grid(300, { seeds: 1 });
  const here = await sweepHere(workshop(), sweep);
  await workshop().machine('one', redis().url);
  const testLab = await connectedLab();
  const { sweeps, runs } = testLab.lab;
  const reasons = new Set<string | null>();
  testLab.lab.on('run:changed', ({ stateReason }) => reasons.add(stateReason));
  const { id } = await sweeps.start(sweep);
  await expect.poll(() => sweeps.record(id).counts.completed, patient).toBeGreaterThan(1);
  // It has forgotten this, and so all else. The runs are no witnesses: the lab may have handed one in again by then.
  await redis().client().set('held', 'before');
  await redis().kill();
  await redis().restart();
  expect(await redis().client().get('held')).toBeNull();
  const record = await sweeps.settled(id);
  expect(runs.list().map(({ state, stateReason }) => [state, stateReason])).toEqual(
    Array(6).fill(['completed', null]),
  );
  expect(record).toMatchObject({
    state: 'completed',
    counts: { completed: 6, failed: 0 },
  });
  expect([...reasons]).toContain('Redis has forgotten this run: it was restarted without what it held.');
  expect(numbersOfSweep(testLab, id)).toEqual(here);
  expect(runs.list()).toHaveLength(6);
  await expect.poll(() => leftIn(redis()), patient).toEqual([]);
  // Version and key are agreed on as before.
  expect(await redis().client().hget('losslab:cluster', 'key')).not.toBe('');
});

test('a server that throws away what it holds is spoken of when it is tested, used and worked for', async () => {
  const words = /throws away what it holds when it is full.*noeviction/;
  await redis().client().config('SET', 'maxmemory-policy', 'allkeys-lru');
  const { cluster } = (await connectedLab()).lab;
  expect(cluster.status()).toMatchObject({ state: 'connected', problem: expect.stringMatching(words) });
  const { warnings } = await cluster.test({ ...place(), password: null });
  expect(warnings.filter((warning) => words.test(warning))).toHaveLength(1);
  expect(warnings.filter((warning) => warning.includes('nothing on disk'))).toHaveLength(1);
  const machine = await workshop().machine('one', redis().url);
  await expect.poll(() => machine.err(), patient).toMatch(words);
});
