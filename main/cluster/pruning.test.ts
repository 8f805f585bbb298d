/** Sweeps with a pruner on several machines, over a real Redis: runs wait for the lab's verdict, and train not a step longer. */
import { expect, test } from 'vitest';
import { clusterVersion, toldSchema } from '../../shared/cluster/messages';
import { pointsConfig } from '../runs/fixtures/labs';
import { clusterStage, patient } from './fixtures/stage';
import { grid, leftIn, numbersOfSweep, sweepHere } from './fixtures/workshop';
import { keys } from './scripts';
import { makeSeal, readKeyFile } from './seal';

const { workshop, redis, connectedLab } = clusterStage();

/** From good to hopeless learning rates, each evaluated twenty times. */
const sweepWith = (pruner: { id: string; params: Record<string, number> }, epochs = 200) =>
  grid(epochs, {
    base: pointsConfig(epochs, { evaluation: { everyEpochs: epochs / 20 } }),
    space: [
      { path: 'optimizer.learningRate', kind: 'values', values: [0.01, 1e-5, 0.003, 2e-5, 0.02, 1e-4] },
    ],
    seeds: 1,
    pruner,
  });

const pruners = [
  { id: 'median', params: { warmupEpochs: 20, startupRuns: 1 } },
  { id: 'asha', params: { minEpochs: 20, reductionFactor: 2 } },
];

test.each(pruners)('$id prunes the same runs at the same steps as on this machine', async (pruner) => {
  const sweep = sweepWith(pruner);
  const here = await sweepHere(workshop(), sweep, 1);
  const pruned = here.filter(({ state }) => state === 'pruned');
  expect(pruned.length, 'nothing is shown where nothing is pruned').toBeGreaterThan(1);
  await workshop().machine('one', redis().url);
  const testLab = await connectedLab();
  const { sweeps } = testLab.lab;
  const { id } = await sweeps.start(sweep);
  await sweeps.settled(id);
  // State, reason and every number: also how many steps were trained.
  expect(numbersOfSweep(testLab, id)).toEqual(here);
  await expect.poll(() => leftIn(redis()), patient).toEqual([]);
});

test('a run waits at its evaluation while no lab judges it; a forged verdict is none', async () => {
  const sweep = sweepWith({ id: 'median', params: { warmupEpochs: 20, startupRuns: 1 } }, 800);
  const here = await sweepHere(workshop(), sweep, 1);
  await workshop().machine('one', redis().url);
  const testLab = await connectedLab();
  const { id } = await testLab.lab.sweeps.start(sweep);
  const training = () => testLab.lab.sweeps.get(id).lines.find(({ state }) => state === 'running')?.runId;
  await expect.poll(training, patient).toBeTruthy();
  const runId = training() ?? '';
  await testLab.lab.close();
  const looker = redis().client();
  const seal = makeSeal(readKeyFile(workshop().keyFile));
  /** What was told last. */
  const last = async () => {
    const [[, [, sealed]]] = (await looker.xrevrangeBuffer(keys.told(runId), '+', '-', 'COUNT', 1)) as [
      [Buffer, Buffer[]],
    ];
    return seal.open(sealed ?? Buffer.alloc(0), toldSchema);
  };
  const question = async () => {
    const { event, seq } = await last();
    const judged = await looker.hget(keys.run(runId), 'judged');
    const isOpen = event.type === 'asked' && judged !== String(event.evaluation.step);
    return isOpen ? { seq, step: event.evaluation.step } : null;
  };
  await expect.poll(question, patient).toBeTruthy();
  const { seq, step } = (await question()) ?? {};
  const forger = makeSeal(Buffer.from('a key of somebody who has none'));
  const verdict = { prune: false };
  const { submission } = await last();
  const forged = forger.close({
    ...{ kind: 'verdict', version: clusterVersion, runId, submission, step, verdict },
  });
  await looker.hset(keys.run(runId), 'judged', step ?? -1, 'verdict', forged);
  // Not taken, and taken away.
  await expect.poll(() => looker.hget(keys.run(runId), 'judged'), patient).toBeNull();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect((await last()).seq).toBe(seq);
  const again = workshop().labs.openLab({
    file: testLab.file,
    cluster: { url: redis().url, keyFile: workshop().keyFile },
  });
  await again.lab.cluster.ready();
  await again.lab.sweeps.control(id, 'resume');
  await again.lab.sweeps.settled(id);
  expect(numbersOfSweep(again, id)).toEqual(here);
});

test('several machines are judged by one memory', async () => {
  await Promise.all(['one', 'two'].map((name) => workshop().machine(name, redis().url)));
  const { sweeps } = (await connectedLab()).lab;
  const { id } = await sweeps.start(
    sweepWith({ id: 'median', params: { warmupEpochs: 20, startupRuns: 1 } }),
  );
  const { counts } = await sweeps.settled(id);
  expect(counts.pruned + counts.completed).toBe(6);
  expect(counts.pruned).toBeGreaterThan(0);
});
