/** Sweeps on several machines over a real Redis: worker processes, a lab, and what may go wrong with each. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseSweep, type SweepInput } from '../../shared/sweep/sweepFile';
import { labWorkshop, numbersOf, pointsConfig, type TestLab } from '../runs/fixtures/labs';
import { bundleCommand, lineTo, type BundledCommand, type TestCommand } from './fixtures/clusters';
import { startRedis, type TestRedis } from './fixtures/redisServer';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let command: BundledCommand;
let redis: TestRedis;
let keyFile: string;
beforeAll(async () => {
  [workshop, command] = [await labWorkshop(), await bundleCommand()];
  keyFile = path.join(workshop.folder(), 'key');
  writeFileSync(keyFile, 'a key that machines of this test share\n');
});
beforeEach(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.kill();
  await redis.remove();
});
afterAll(async () => {
  await command.remove();
  await workshop.remove();
});

const machines: TestCommand[] = [];
async function machine(name: string, url = redis.url, key = keyFile): Promise<TestCommand> {
  const started = command.start([
    'worker',
    '--redis',
    url,
    '--workers',
    '1',
    '--name',
    name,
    '--key-file',
    key,
  ]);
  machines.push(started);
  await started.says('takes trials');
  return started;
}

/** 3 widths × 2 activations × 4 seeds. */
const grid = (epochs: number, parts: Partial<SweepInput> = {}) =>
  parseSweep({
    base: pointsConfig(epochs),
    space: [
      { path: 'model.hidden.0.units', kind: 'values', values: [4, 8, 12] },
      { path: 'model.hidden.0.activation.id', kind: 'values', values: ['relu', 'tanh'] },
    ],
    seeds: 4,
    ...parts,
  });

/** All numbers of a sweep's runs, by configuration and seed. */
function numbersOfSweep(testLab: TestLab, id: string) {
  return testLab.lab.sweeps.get(id).lines.map(({ trial, seed, runId, state, value }) => ({
    ...{ trial, seed, state, value },
    numbers: numbersOf(testLab, runId ?? ''),
  }));
}

/** What is under way in Redis. */
const leftIn = async ({ client }: TestRedis) => {
  const looker = client();
  return [...(await looker.keys('losslab:run:*')), ...(await looker.keys('losslab:told:*'))];
};

async function sweepHere(sweep: ReturnType<typeof grid>) {
  const testLab = workshop.openLab({ concurrentRuns: 2 });
  const { id } = await testLab.lab.sweeps.start(sweep);
  await testLab.lab.sweeps.settled(id);
  const numbers = numbersOfSweep(testLab, id);
  await testLab.lab.close();
  return numbers;
}

test('two machines train 24 trials to the very numbers of this machine, and leave nothing in Redis', async () => {
  const here = await sweepHere(grid(8));
  await Promise.all([machine('one'), machine('two')]);
  const testLab = workshop.openLab({ cluster: { url: redis.url, keyFile } });
  await testLab.lab.cluster.ready();
  expect(testLab.lab.cluster.status()).toMatchObject({ state: 'connected', problem: null });
  expect(testLab.lab.cluster.status().machines.map(({ name, places }) => [name, places])).toEqual([
    ['one', 1],
    ['two', 1],
  ]);
  const { id } = await testLab.lab.sweeps.start(grid(8));
  const ended = await testLab.lab.sweeps.settled(id);
  expect(ended).toMatchObject({ state: 'completed', counts: { completed: 24, failed: 0 } });
  expect(numbersOfSweep(testLab, id)).toEqual(here);
  await expect.poll(() => leftIn(redis)).toEqual([]);
});

export { readFileSync, lineTo };
