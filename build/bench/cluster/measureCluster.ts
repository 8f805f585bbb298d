/** What several machines cost: trials a second, time for each, Redis's memory and who is busy, with training left out; benchmark, Node. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Redis } from 'ioredis';
import { startRedis } from '../../../main/cluster/fixtures/redisServer';
import { createLab } from '../../../main/runs/lab';
import { noTrainer } from '../../../main/runs/noTrainer';
import { readRuntimeFile } from '../../../main/runtimeFile';
import { parseSweep } from '../../../shared/sweep/sweepFile';
import { moonsConfig } from '../cases';

const key = 'a key for the benchmark only';
const placesEach = 4;

/** One setting. */
export interface ClusterFigures {
  readonly processes: number;
  readonly places: number;
  readonly trainingMs: number;
  readonly trials: number;
  readonly trialsPerSecond: number;
  /** Share of what the places could do in that time if nothing but training took time; null without training. */
  readonly usedShare: number | null;
  /** Wall-clock time for each trial over all places, milliseconds. */
  readonly perTrialMs: number;
  /** Time of a core that the lab and Redis took for each trial, milliseconds. */
  readonly labCpuMs: number;
  readonly redisCpuMs: number;
  /** Highest above that of an empty server, MB. */
  readonly redisMegabytes: number;
}

/** So many trials in so many processes of four places each, over a Redis and a database of their own. */
export async function measureCluster(
  { outFolder, hostFolder }: { readonly outFolder: string; readonly hostFolder: string },
  processes: number,
  trials: number,
  trainingMs: number,
): Promise<ClusterFigures> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-cluster-'));
  const keyFile = path.join(folder, 'key');
  writeFileSync(keyFile, key);
  const redis = await startRedis();
  const looker = redis.client();
  const machines = await Promise.all(
    Array.from({ length: processes }, (_, i) =>
      startMachine(path.join(hostFolder, 'stubMachine.cjs'), [
        ...[redis.url, key, `machine ${i}`, String(placesEach), String(trainingMs), folder],
      ]),
    ),
  );
  const { sqliteBinding, mnistDirectory } = readRuntimeFile(outFolder);
  const lab = createLab({
    ...{ databaseFile: path.join(folder, 'lab.sqlite'), nativeBinding: sqliteBinding, mnistDirectory },
    ...{ launchTrainer: noTrainer, processName: 'the benchmark', cluster: { url: redis.url, keyFile } },
  });
  const emptyBytes = await usedBytes(looker);
  let mostBytes = emptyBytes;
  const look = () => void usedBytes(looker).then((bytes) => (mostBytes = Math.max(mostBytes, bytes)));
  const watch = setInterval(look, 100);
  try {
    await lab.cluster.ready();
    const cpuBefore = { lab: process.cpuUsage(), redis: await cpuMs(looker) };
    const startMs = performance.now();
    const { id } = await lab.sweeps.start(sweepOf(trials));
    const { counts } = await lab.sweeps.settled(id);
    const wallMs = performance.now() - startMs;
    if (counts.completed !== trials) throw new Error(`only ${counts.completed} of ${trials} were completed`);
    const { user, system } = process.cpuUsage(cpuBefore.lab);
    const places = processes * placesEach;
    return {
      ...{ processes, places, trainingMs, trials },
      trialsPerSecond: (trials / wallMs) * 1000,
      usedShare: trainingMs > 0 ? (trials * trainingMs) / (wallMs * places) : null,
      perTrialMs: wallMs / trials,
      labCpuMs: (user + system) / 1000 / trials,
      redisCpuMs: ((await cpuMs(looker)) - cpuBefore.redis) / trials,
      redisMegabytes: (mostBytes - emptyBytes) / 2 ** 20,
    };
  } finally {
    clearInterval(watch);
    await lab.close();
    for (const machine of machines) machine.kill('SIGKILL');
    await redis.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function startMachine(file: string, args: readonly string[]): Promise<ChildProcess> {
  const child = fork(file, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', () => reject(new Error('a machine of the benchmark has ended')));
  });
}

function sweepOf(trials: number) {
  const values = Array.from({ length: trials }, (_, i) => 1e-4 * 10 ** ((3 * i) / trials));
  return parseSweep({
    base: moonsConfig(),
    space: [{ path: 'optimizer.learningRate', kind: 'values', values }],
  });
}

const field = (info: string, name: string): number =>
  Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? NaN);

const usedBytes = async (redis: Redis): Promise<number> => field(await redis.info('memory'), 'used_memory');

async function cpuMs(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  return 1000 * (field(info, 'used_cpu_user') + field(info, 'used_cpu_sys'));
}

/** The figures as a table. */
export function clusterText(figures: readonly ClusterFigures[]): string {
  const head = [
    'processes',
    'places',
    'training',
    'trials/s',
    'ms/trial',
    'used',
    'lab CPU',
    'Redis CPU',
    'Redis MB',
  ];
  const rows = figures.map((one) => [
    ...[String(one.processes), String(one.places), `${one.trainingMs} ms`, one.trialsPerSecond.toFixed(0)],
    ...[one.perTrialMs.toFixed(1), one.usedShare === null ? '–' : `${(100 * one.usedShare).toFixed(0)} %`],
    ...[`${one.labCpuMs.toFixed(1)} ms`, `${one.redisCpuMs.toFixed(2)} ms`, one.redisMegabytes.toFixed(1)],
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) => cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ');
  return ['Several machines, training left out:', line(head), ...rows.map(line)].join('\n');
}
