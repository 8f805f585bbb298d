/** Sweeps on several machines over a real Redis, with worker processes and labs: where nothing goes wrong. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { numbersOf, pointsConfig } from '../runs/fixtures/labs';
import { clusterStage, patient } from './fixtures/stage';
import { grid, leftIn, numbersOfSweep, sweepHere } from './fixtures/workshop';

const { workshop, redis, connectedLab } = clusterStage();

test('two machines train 24 trials to the very numbers of this machine, and leave nothing in Redis', async () => {
  const here = await sweepHere(workshop(), grid(8));
  await Promise.all(['one', 'two'].map((name) => workshop().machine(name, redis().url)));
  const testLab = await connectedLab();
  const { cluster, sweeps, runs } = testLab.lab;
  expect(cluster.status()).toMatchObject({ state: 'connected', problem: null });
  expect(cluster.status().machines.map(({ name, places }) => [name, places])).toEqual([
    ['one', 1],
    ['two', 1],
  ]);
  const { id } = await sweeps.start(grid(8));
  const ended = await sweeps.settled(id);
  expect(ended).toMatchObject({ state: 'completed', counts: { completed: 24, failed: 0 } });
  expect(numbersOfSweep(testLab, id)).toEqual(here);
  const [line] = sweeps.get(id).lines;
  expect(runs.get(line?.runId ?? '').environment).toMatchObject({
    losslab: '0.0.0',
    node: process.versions.node,
  });
  await expect.poll(() => leftIn(redis()), patient).toEqual([]);
  const done = () => cluster.status().machines.reduce((sum, { trialsDone }) => sum + trialsDone, 0);
  await expect.poll(done, patient).toBe(24);
});

test('a data set travels once by its hash; what is kept of it is verified before it is used', async () => {
  const file = path.join(workshop().labs.folder(), 'cloud.csv');
  const row = (i: number) => `${Math.sin(i)},${Math.cos(3 * i)},${Math.sin(i) > 0 ? 'a' : 'b'}`;
  writeFileSync(file, `x,y,class\n${Array.from({ length: 60 }, (_, i) => row(i)).join('\n')}\n`);
  await workshop().machine('one', redis().url);
  const testLab = await connectedLab();
  const { datasets, sweeps } = testLab.lab;
  const { id: dataset, hash } = await datasets.import([file], { name: null, labelColumn: 'class' });
  const base = pointsConfig(3, { dataset: { id: dataset, standardize: 'none', testFraction: 0.25 } });
  const sweepOf = (seeds: number) => grid(3, { base, space: [], seeds, strategy: 'grid' });
  const first = await sweeps.start(sweepOf(2));
  expect((await sweeps.settled(first.id)).counts.completed).toBe(2);
  const kept = path.join(workshop().command.folder, 'home', 'cluster-data');
  expect(readdirSync(kept)).toEqual([`${hash}.data`]);
  // Damaged on disk: it comes anew.
  await workshop().killMachines();
  writeFileSync(path.join(kept, `${hash}.data`), 'not what it was');
  await workshop().machine('two', redis().url);
  const second = await sweeps.start(sweepOf(3));
  expect(await sweeps.settled(second.id)).toMatchObject({ counts: { failed: 0 } });
  // Changed in Redis and on disk: refused.
  await workshop().killMachines();
  writeFileSync(path.join(kept, `${hash}.data`), 'not what it was');
  const meddler = redis().client();
  const piece = await meddler.getBuffer(`losslab:data:${hash}:0`);
  piece![5]! ^= 1;
  await meddler.set(`losslab:data:${hash}:0`, piece!);
  await workshop().machine('three', redis().url);
  const third = await sweeps.start(sweepOf(4));
  await sweeps.settled(third.id);
  const failed = sweeps.get(third.id).lines.filter(({ state }) => state === 'failed');
  expect(failed.map(({ reason }) => reason)).toEqual([
    'The data set in Redis is not the one that the trial was made for.',
  ]);
  expect(existsSync(path.join(kept, `${hash}.data`))).toBe(true);
});

test('a sweep waits for machines, is paused, goes on and is stopped; another lab watches', async () => {
  const testLab = await connectedLab();
  const { sweeps, cluster } = testLab.lab;
  const { id } = await sweeps.start(grid(500_000, { seeds: 1 }));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(sweeps.record(id).counts).toMatchObject({ running: 0, waiting: 6 });
  await workshop().machine('one', redis().url);
  const training = () => sweeps.get(id).lines.filter(({ state }) => state === 'running').length;
  await expect.poll(training, patient).toBe(1);
  const watching = await connectedLab();
  const seen = () => watching.lab.cluster.status().machines.flatMap(({ trials }) => trials.length);
  await expect.poll(seen, patient).toEqual([1]);
  await sweeps.control(id, 'pause');
  const states = () => sweeps.get(id).lines.map(({ state }) => state);
  await expect.poll(states, patient).toContain('paused');
  await sweeps.control(id, 'resume');
  await expect.poll(states, patient).toContain('running');
  await sweeps.control(id, 'stop');
  expect(await sweeps.settled(id)).toMatchObject({ state: 'stopped', counts: { running: 0 } });
  await expect.poll(() => leftIn(redis()), patient).toEqual([]);
  expect(cluster.status().state).toBe('connected');
  // The machine is free again.
  const next = await sweeps.start(grid(2, { seeds: 1, space: [] }));
  expect((await sweeps.settled(next.id)).counts.completed).toBe(1);
});

test('a machine that is told to end hands its trial back, and another goes on from that very step', async () => {
  const one = await workshop().machine('one', redis().url);
  const testLab = await connectedLab();
  const { sweeps, runs } = testLab.lab;
  const { id } = await sweeps.start(grid(2500, { seeds: 1, space: [] }));
  const run = () => runs.get(sweeps.get(id).lines[0]?.runId ?? '');
  await expect.poll(() => sweeps.get(id).lines[0]?.runId && run().step, patient).toBeGreaterThan(500);
  one.child.kill('SIGTERM');
  expect(await one.ended).toBe(0);
  const { step } = run();
  expect(run().state).toBe('running');
  const steps: number[] = [];
  testLab.lab.on('run:changed', (record) => steps.push(record.step));
  await workshop().machine('two', redis().url);
  expect((await sweeps.settled(id)).counts.completed).toBe(1);
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(step);
  const alone = workshop().labs.openLab({});
  const whole = await alone.lab.runs.settled((await alone.lab.runs.start(run().config)).id);
  expect(numbersOf(testLab, run().id)).toEqual(numbersOf(alone, whole.id));
});
