/** What Redis holds of long trials: while nobody collects, and while a lab does; benchmark, Node. */
import type { Lab } from '../../../main/runs/types';
import { parseSweep } from '../../../shared/sweep/sweepFile';
import { moonsConfig } from '../cases';
import { withBenchCluster, type BenchCluster, type BenchFolders } from './benchCluster';

/** A trial as the issue of memory is about: half a million steps, told as a fast machine tells them. */
const long = { steps: 500_000, chunkSteps: 1000, chunksPerCheckpoint: 10, checkpointBytes: 100_000 };
const stepsPerEpoch = 10;
const machines = { processes: 2, placesEach: 4, training: { ms: 0, long } } as const;
const places = machines.processes * machines.placesEach;
/** Without change for so long nothing more comes, milliseconds. */
const stillMs = 3000;

/** Redis's memory above that of the empty server, MB. */
export interface MemoryFigures {
  readonly places: number;
  readonly steps: number;
  /** At rest with no lab there. */
  readonly uncollected: number;
  /** Of each number of trials: the most while a lab collects, and what is left at the end. */
  readonly collected: readonly {
    readonly trials: number;
    /** What went through Redis: losses and checkpoints. */
    readonly told: number;
    readonly most: number;
    readonly after: number;
    readonly seconds: number;
  }[];
}

const toldMegabytes = (trials: number): number => {
  const { steps, chunkSteps, chunksPerCheckpoint, checkpointBytes } = long;
  return (trials * (4 * steps + (steps / chunkSteps / chunksPerCheckpoint) * checkpointBytes)) / 2 ** 20;
};

export async function measureMemory(
  folders: BenchFolders,
  trialCounts: readonly number[],
): Promise<MemoryFigures> {
  return withBenchCluster(folders, machines, async (cluster) => {
    const { uncollected, id } = await leave(cluster);
    const lab = cluster.openLab();
    await lab.cluster.ready();
    await lab.sweeps.control(id, 'resume');
    await lab.sweeps.settled(id);
    const collected: MemoryFigures['collected'][number][] = [];
    for (const trials of trialCounts) collected.push(await collect(cluster, lab, trials));
    return { places, steps: long.steps, uncollected, collected };
  });
}

/** A sweep begins, and its lab is gone. */
async function leave({ openLab, memory }: BenchCluster) {
  const lab = openLab();
  await lab.cluster.ready();
  const { id } = await lab.sweeps.start(sweepOf(2 * places, 0));
  const begun = () => lab.sweeps.get(id).lines.filter(({ state }) => state === 'running').length;
  while (begun() < places) await rest(20);
  await lab.close();
  let [before, still] = [-1, 0];
  while (still < stillMs) {
    const now = await memory.now();
    still = Math.abs(now - before) < 0.05 ? still + 250 : 0;
    before = now;
    await rest(250);
  }
  return { id, uncollected: before };
}

async function collect({ memory }: BenchCluster, lab: Lab, trials: number) {
  memory.forget();
  const startMs = performance.now();
  const { id } = await lab.sweeps.start(sweepOf(trials, trials));
  const { counts } = await lab.sweeps.settled(id);
  const seconds = (performance.now() - startMs) / 1000;
  if (counts.completed !== trials) throw new Error(`only ${counts.completed} of ${trials} were completed`);
  const most = memory.most();
  await rest(1000);
  return { trials, told: toldMegabytes(trials), most, after: await memory.now(), seconds };
}

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function sweepOf(trials: number, salt: number) {
  const values = Array.from({ length: trials }, (_, i) => (1e-4 * 10 ** ((3 * i) / trials)) / (1 + salt));
  return parseSweep({
    base: moonsConfig(long.steps / stepsPerEpoch),
    space: [{ path: 'optimizer.learningRate', kind: 'values', values }],
  });
}

/** The figures as text. */
export function memoryText({ places: count, steps, uncollected, collected }: MemoryFigures): string {
  const rows = collected.map(
    ({ trials, told, most, after, seconds }) =>
      `  ${String(trials).padStart(6)} trials, ${told.toFixed(0)} MB through it in ${seconds.toFixed(0)} s: at most ${most.toFixed(1)} MB, ${after.toFixed(1)} MB afterwards`,
  );
  return [
    `Redis's memory with trials of ${steps} steps on ${count} places:`,
    `  nobody collects: it grows to ${uncollected.toFixed(1)} MB, and machines wait`,
    ...rows,
  ].join('\n');
}
