/** Several real hosts used as one: a process for each run, runs that die alone, one pruner for all, the same bits side by side. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { parseRunConfig } from '../../shared/config/runConfig';
import type { DatasetSource, Pruning, RunEvent } from '../../shared/trainer/protocol';
import { bundleHost, deferred } from './fixtures/bundledHost';
import { bitsOf } from './fixtures/runs';
import { TrainerFleet } from './fleet';
import type { HostChannel, LaunchHost } from './hostChannel';
import { nodeHostLauncher } from './launchNode';

const moons: DatasetSource = { kind: 'generator', id: 'moons', params: { n: 100, noise: 0.1, seed: 1 } };
const pointsConfig = (epochs: number, units: number) =>
  parseRunConfig({
    dataset: { id: 'moons', standardize: 'none' },
    model: { hidden: [{ units, activation: 'sigmoid' }] },
    loss: 'sigmoid-bce',
    optimizer: { id: 'adam', learningRate: 0.01 },
    training: { batchSize: 'full', epochs },
    evaluation: { everyEpochs: 10 },
  });

type Finished = Extract<RunEvent, { type: 'finished' }>;

let bundle: Awaited<ReturnType<typeof bundleHost>>;
let launch: LaunchHost;
let channels: HostChannel[] = [];
let fleet: TrainerFleet;

beforeAll(async () => {
  bundle = await bundleHost();
  const plain = nodeHostLauncher(bundle.directory);
  launch = (env) => {
    const channel = plain({ ...env, LOSSLAB_NO_XLA: '1' });
    channels.push(channel);
    return channel;
  };
});
afterAll(() => bundle.remove());
afterEach(() => fleet.stop());

function open(mostHosts: number): void {
  channels = [];
  fleet = new TrainerFleet({ launch, mostHosts, restartDelaysMs: [10] });
}

/** A run that has begun. `losses` of its steps; `end` resolves with its last event, or the error it is lost by. */
async function begin(runId: string, epochs: number, units = 8, pruning: Pruning | null = null) {
  const end = deferred<Finished | Error>();
  const first = deferred<null>();
  const losses: number[] = [];
  const { waitedMs } = await fleet.train(
    { runId, config: pointsConfig(epochs, units), source: moons, checkpoint: null, pruning },
    {
      onEvent: (event) => {
        if (event.type === 'losses') losses.push(...event.chunk.losses);
        if (event.type === 'losses') first.resolve(null);
        if (event.type === 'finished') end.resolve(event);
        if (event.type === 'failed') end.resolve(new Error(event.error.message));
      },
      onLost: end.resolve,
    },
  );
  return { end: end.promise, hasBegun: first.promise, losses, waitedMs };
}
const cancel = (runId: string) => fleet.request('control', { runId, command: 'cancel' });

test('runs side by side have a host each, as many as are allowed; who comes later finds them idle', async () => {
  open(2);
  const runs = [await begin('a', 10_000_000), await begin('b', 10_000_000), await begin('c', 10_000_000)];
  expect(channels).toHaveLength(2);
  for (const id of ['a', 'b', 'c']) await cancel(id);
  for (const { end } of runs) expect(await end).toMatchObject({ outcome: 'cancelled' });
  expect(await (await begin('d', 20)).end).toMatchObject({ outcome: 'completed' });
  expect(channels).toHaveLength(2);
});

test('a run tells how long it waited for its host and data; the next one finds them ready', async () => {
  open(1);
  const first = await begin('first', 20);
  await first.end;
  const next = await begin('next', 20);
  await next.end;
  expect(first.waitedMs).toBeGreaterThan(0);
  // A process that starts and a library that is loaded against two that are there.
  expect(next.waitedMs ?? Infinity).toBeLessThan((first.waitedMs ?? 0) / 2);
});

test('a host that dies takes only its own run along, and is there again for the next', async () => {
  open(2);
  const first = await begin('a', 10_000_000);
  const second = await begin('b', 10_000_000, 4);
  await Promise.all([first.hasBegun, second.hasBegun]);
  channels[1]?.kill();
  expect(await second.end).toMatchObject({ code: 'host-died' });
  const before = first.losses.length;
  expect(await (await begin('c', 20, 4)).end).toMatchObject({ outcome: 'completed' });
  expect(channels).toHaveLength(3);
  await expect.poll(() => first.losses.length).toBeGreaterThan(before);
  await cancel('a');
  expect(await first.end).toMatchObject({ outcome: 'cancelled' });
});

test('a run has the same bits beside others, on whichever host', async () => {
  open(2);
  const alone = await begin('alone', 500);
  await alone.end;
  const long = await begin('long', 10_000_000, 4);
  const beside = await begin('beside', 500);
  await beside.end;
  await cancel('long');
  await long.end;
  expect(channels).toHaveLength(2);
  expect(alone.losses).toHaveLength(500);
  expect(bitsOf(Float32Array.from(beside.losses))).toEqual(bitsOf(Float32Array.from(alone.losses)));
});

test('runs of a sweep are judged by each other, whichever host has them', async () => {
  open(2);
  const judgedAs = (run: string): Pruning => ({
    sweepId: 'sweep',
    run,
    pruner: { id: 'median', params: { startupRuns: 1, warmupEpochs: 1, minRuns: 1 } },
    objective: { metric: 'trainLoss', direction: 'minimize', at: 'last' },
    state: null,
  });
  // Holds the first host, so that the next ones are on different hosts.
  const good = await begin('good', 200, 16, judgedAs('good'));
  expect(await good.end).toMatchObject({ outcome: 'completed' });
  const holder = await begin('holder', 10_000_000);
  const worse = await begin('worse', 200, 1, judgedAs('worse'));
  expect(await worse.end).toMatchObject({ outcome: 'pruned', pruner: { sweepId: 'sweep' } });
  expect(channels).toHaveLength(2);
  await cancel('holder');
  await holder.end;
});

test('a host that was idle for long ends and is there again for the next run; one that trains stays', async () => {
  channels = [];
  const states: string[] = [];
  fleet = new TrainerFleet({ launch, mostHosts: 2, idleMs: 300, onState: (state) => states.push(state) });
  const long = await begin('long', 10_000_000);
  const short = await begin('short', 50);
  const gone = deferred<number | null>();
  channels[1]?.onExit(gone.resolve);
  await short.end;
  expect(await gone.promise).toBe(0);
  expect(states).toEqual(['starting', 'ready']);
  await cancel('long');
  await long.end;
  await expect.poll(() => states.at(-1)).toBe('stopped');
  const again = await begin('again', 50);
  expect(await again.end).toMatchObject({ type: 'finished' });
  expect(states).toEqual(['starting', 'ready', 'stopped', 'starting', 'ready']);
});
