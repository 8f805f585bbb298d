/** A sweep on two machines through everything that may befall it: nothing is lost, nothing counts twice. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lineTo, type TestCommand } from './fixtures/clusters';
import { clusterStage, patient } from './fixtures/stage';
import { grid, gridInput, leftIn, numbersOfSweep, sweepHere } from './fixtures/workshop';

const stage = clusterStage();
const cutMs = 10_000;
const epochs = 400;

interface Said {
  readonly type?: string;
  readonly state?: string;
  readonly sweepId?: string;
  readonly trial?: number;
  readonly seed?: number;
}

/** What a command has said as JSON, an object a line. */
const saidBy = (command: TestCommand): Said[] =>
  command
    .out()
    .split('\n')
    .flatMap((line) => (line.startsWith('{"') && line.endsWith('}') ? [JSON.parse(line) as Said] : []));

test('kill −9 of a machine, a cut of 10 s, kill −9 of Redis, kill −9 of the app: the numbers of an unbroken sweep', async () => {
  const [workshop, redis] = [stage.workshop(), stage.redis()];
  const here = await sweepHere(workshop, grid(epochs));
  const line = await lineTo(redis.port);
  const one = await workshop.machine('one', line.url);
  await workshop.machine('two', line.url);
  const folder = workshop.labs.folder();
  const [file, db] = [path.join(folder, 'grid.json'), path.join(folder, 'lab.sqlite')];
  writeFileSync(file, JSON.stringify(gridInput(epochs)));
  const options = ['--redis', line.url, '--key-file', workshop.keyFile, '--db', db, '--json', '--quiet'];

  const app = workshop.command.start(['sweep', file, ...options]);
  const ended = () => saidBy(app).filter(({ type }) => type === 'line').length;
  const endedAre = (count: number) => expect.poll(ended, patient).toBeGreaterThanOrEqual(count);
  await endedAre(4);
  await one.kill();
  await workshop.machine('three', line.url);
  await endedAre(8);
  line.cut();
  await new Promise((resolve) => setTimeout(resolve, cutMs));
  await line.join();
  await endedAre(12);
  await redis.kill();
  await redis.restart();
  await endedAre(15);
  await app.kill();
  // Machines go on meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const again = workshop.command.start(['sweep', 'resume', '1', ...options]);
  expect(await again.ended).toBe(0);

  const testLab = workshop.labs.openLab({ file: db });
  const [sweep] = testLab.lab.sweeps.list();
  expect(sweep).toMatchObject({ state: 'completed', counts: { completed: 24, failed: 0, answered: 0 } });
  expect(numbersOfSweep(testLab, sweep?.id ?? '')).toEqual(here);
  // A line is a run, and no run is there beside them.
  expect(testLab.lab.runs.list()).toHaveLength(24);
  await expect.poll(() => leftIn(redis), patient).toEqual([]);
});
