/** Journey: the panel of machines and the settings of the Redis with none, few and many machines of long names, at every size and in both themes (tests, Node). */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { clusterVersion, type Machine } from '../../shared/cluster/messages';
import { parseRedisUrl } from '../cluster/address';
import { startRedis, type TestRedis } from '../cluster/fixtures/redisServer';
import { ClusterLink } from '../cluster/link';
import { keys } from '../cluster/scripts';
import { makeSeal } from '../cluster/seal';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { pictures } from './support/rooms';
import { openSweep } from './support/sweeps';

let redis: TestRedis;
let lab: RunningLab;
let timer: NodeJS.Timeout | undefined;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  clearInterval(timer);
  await lab.killHard();
});
afterAll(async () => {
  await redis.remove();
  removeDataFolders();
});

const names = [
  'desk',
  'gpu-cluster-node-017.computing.department-of-statistics.university.example',
  'laptop of Anna-Katharina Müller-Lüdenscheidt',
];
const trialName = (i: number) => `2-${64 * (i + 1)}-${32 * (i + 1)}-1 tanh, Adam 0.00${i + 1}, batch 32`;

/** One that trains on so many of its places. */
function machineOf(i: number, places: number, busy: number): Machine {
  const trials = Array.from({ length: busy }, (_, k) => ({
    ...{ runId: `abcdefgh${i}run${k}`, lab: 'LossLab on desk', name: trialName(k) },
    ...{ step: 1000 * (i + k + 1), totalSteps: 81_400 },
  }));
  return {
    ...{ kind: 'machine', version: clusterVersion, id: `machine${i}`, pid: 4000 + i, losslab: '0.0.0' },
    name: `${names[i % names.length]}${i < names.length ? '' : ` ${i}`}`,
    ...{ cpu: 'AMD EPYC 9654 96-Core Processor', cores: 8 * (1 + (i % 3)), memoryBytes: 64 * 2 ** 30 },
    ...{ places, trials, stepsPerSecond: 12_345.6 * busy, trialsDone: 37 * i },
    ...{ refused: i === 1 ? 2 : 0 },
    lastRefusal: i === 1 ? 'The message is not signed with the key of this LossLab.' : null,
    ...{ startedAt: Date.now() - 1e6, beatAt: Date.now() },
  };
}

/** Machines of which nothing is there but what they say of themselves. */
function show(link: ClusterLink, machines: readonly (readonly [places: number, busy: number])[]): void {
  clearInterval(timer);
  const beat = () => {
    for (const [i, [places, busy]] of machines.entries())
      void link
        .beat(
          ...([keys.machines, keys.machine(`machine${i}`), `machine${i}`] as const),
          link.seal.close(machineOf(i, places, busy)),
        )
        .catch(() => undefined);
  };
  beat();
  timer = setInterval(beat, 2000);
}

test('who is there is seen at a glance, with one machine and with twelve', { timeout: 300_000 }, async () => {
  lab = await launchLab();
  const { page } = lab;
  await lab.app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
  });
  const link = await ClusterLink.open(parseRedisUrl(redis.url), makeSeal(null));
  await value(page, 'cluster:use', { url: redis.url, keyFile: null, caFile: null, password: null });
  await value(page, 'sweeps:start', {
    sweep: {
      base: {
        dataset: { id: 'moons', standardize: 'none', testFraction: 0.25 },
        model: { hidden: [{ units: 16, activation: 'tanh' }] },
        loss: 'sigmoid-bce',
        optimizer: { id: 'adam', learningRate: 0.01 },
        training: { batchSize: 32, epochs: 150 },
      },
      space: [{ path: 'model.hidden.0.units', kind: 'values', values: [4, 8, 16] }],
      seeds: 4,
    },
  });
  await openSweep(page);
  const panel = page.getByTestId('machines');
  const rows = panel.locator('tbody tr');
  const look = async (name: string) => {
    await panel.scrollIntoViewIfNeeded();
    await pictures(lab, name);
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode(true)
      .include('[data-testid=machines]')
      .analyze();
    expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([]);
    // Nothing is pushed out of the panel, however long a name is.
    expect(await panel.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    const scroller = panel.getByRole('region');
    if ((await scroller.count()) > 0)
      expect(await scroller.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  };
  await expect.poll(() => panel.innerText(), { timeout: 20_000 }).toMatch(/No machine takes trials yet/);
  await look('machines-none');
  show(link, [[2, 1]]);
  await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(1);
  await look('machines-one');
  show(link, [
    [4, 4],
    [16, 11],
    [1, 0],
  ]);
  await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(3);
  await expect.poll(() => panel.innerText(), { timeout: 20_000 }).toMatch(/2 jobs refused/);
  await look('machines-three');
  show(
    link,
    Array.from({ length: 12 }, (_, i) => [4, i % 5] as const),
  );
  await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(12);
  await look('machines-twelve');

  await page.getByRole('navigation').first().getByRole('link', { name: 'Settings' }).click();
  const settings = page.getByTestId('cluster-settings');
  await settings.getByTestId('cluster-test').click();
  await settings.getByTestId('cluster-found').waitFor();
  await settings.scrollIntoViewIfNeeded();
  await pictures(lab, 'machines-settings');
  link.close();
  await lab.quit();
});
