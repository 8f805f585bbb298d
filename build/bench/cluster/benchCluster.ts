/** A Redis, machines whose training is left out, and a lab, for measurements; benchmark, Node. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Redis } from 'ioredis';
import { startRedis } from '../../../main/cluster/fixtures/redisServer';
import { createLab } from '../../../main/runs/lab';
import { noTrainer } from '../../../main/runs/noTrainer';
import type { Lab } from '../../../main/runs/types';
import { readRuntimeFile } from '../../../main/runtimeFile';
import type { StubTraining } from '../stubTraining';

export interface BenchFolders {
  readonly outFolder: string;
  readonly hostFolder: string;
}

/** What a stub machine is told when it is started. */
export interface StubMachineOptions {
  readonly url: string;
  readonly key: string;
  readonly name: string;
  readonly places: number;
  readonly training: StubTraining;
  readonly dataFolder: string;
}

export interface BenchCluster {
  /** Another connection to the Redis. */
  readonly looker: Redis;
  /** A lab that is connected to it, always with the same database. */
  readonly openLab: () => Lab;
  /** Redis's memory above that of the empty server, MB. */
  readonly memory: {
    readonly now: () => Promise<number>;
    /** The highest since it was last forgotten. */
    readonly most: () => number;
    readonly forget: () => void;
  };
}

const key = 'a key for the benchmark only';

/** Starts all that, uses it, and takes it away again. */
export async function withBenchCluster<T>(
  { outFolder, hostFolder }: BenchFolders,
  stub: { readonly processes: number; readonly placesEach: number; readonly training: StubTraining },
  use: (cluster: BenchCluster) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-cluster-'));
  const keyFile = path.join(folder, 'key');
  writeFileSync(keyFile, key);
  const redis = await startRedis();
  const looker = redis.client();
  const machines = await Promise.all(
    Array.from({ length: stub.processes }, (_, i) =>
      startMachine(path.join(hostFolder, 'stubMachine.cjs'), {
        ...{ url: redis.url, key, name: `machine ${i}`, dataFolder: folder },
        ...{ places: stub.placesEach, training: stub.training },
      }),
    ),
  );
  const { sqliteBinding, mnistDirectory } = readRuntimeFile(outFolder);
  const labs: Lab[] = [];
  const openLab = () => {
    const lab = createLab({
      ...{ databaseFile: path.join(folder, 'lab.sqlite'), nativeBinding: sqliteBinding, mnistDirectory },
      ...{ launchTrainer: noTrainer, processName: 'the benchmark', cluster: { url: redis.url, keyFile } },
    });
    labs.push(lab);
    return lab;
  };
  const emptyBytes = await usedBytes(looker);
  const now = async () => ((await usedBytes(looker)) - emptyBytes) / 2 ** 20;
  let most = 0;
  const look = () => void now().then((megabytes) => (most = Math.max(most, megabytes)));
  const watch = setInterval(look, 50);
  try {
    return await use({ looker, openLab, memory: { now, most: () => most, forget: () => (most = 0) } });
  } finally {
    clearInterval(watch);
    for (const lab of labs) await lab.close();
    for (const machine of machines) machine.kill('SIGKILL');
    await redis.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function startMachine(file: string, options: StubMachineOptions): Promise<ChildProcess> {
  const child = fork(file, [JSON.stringify(options)], {
    ...{ stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] },
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', () => reject(new Error('a machine of the benchmark has ended')));
  });
}

const field = (info: string, name: string): number =>
  Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? NaN);

const usedBytes = async (redis: Redis): Promise<number> => field(await redis.info('memory'), 'used_memory');

/** Time of a core that a Redis has used. */
export async function cpuMs(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  return 1000 * (field(info, 'used_cpu_user') + field(info, 'used_cpu_sys'));
}
