/** What several machines cost: trials a second, time for each, Redis's memory and who is busy, with training left out; benchmark, Node. */
import { parseSweep } from '../../../shared/sweep/sweepFile';
import { moonsConfig } from '../cases';
import { cpuMs, withBenchCluster, type BenchFolders } from './benchCluster';

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
  folders: BenchFolders,
  processes: number,
  trials: number,
  trainingMs: number,
): Promise<ClusterFigures> {
  const stub = { processes, placesEach, training: { ms: trainingMs } };
  return withBenchCluster(folders, stub, async ({ looker, openLab, memory }) => {
    const lab = openLab();
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
      redisMegabytes: memory.most(),
    };
  });
}

function sweepOf(trials: number) {
  const values = Array.from({ length: trials }, (_, i) => 1e-4 * 10 ** ((3 * i) / trials));
  return parseSweep({
    base: moonsConfig(),
    space: [{ path: 'optimizer.learningRate', kind: 'values', values }],
  });
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
