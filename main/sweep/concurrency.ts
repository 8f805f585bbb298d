/** How many runs this machine trains side by side, and why; main process and command line. */
import os from 'node:os';
import type { Concurrency } from '../../shared/sweep/record';

/** What a run's process takes: TensorFlow, graph, network, buffers, and the data set. */
const runBytes = 400 * 1024 * 1024;
/** For the system, the windows and the host itself. */
const restBytes = 1.5 * 1024 * 1024 * 1024;

export interface Machine {
  readonly cores: number;
  readonly memoryBytes: number;
}

/** This machine, or the part of it that a container leaves. */
export function thisMachine(): Machine {
  const limit = process.constrainedMemory?.() ?? 0;
  const total = os.totalmem();
  return {
    cores: os.availableParallelism?.() ?? os.cpus().length,
    memoryBytes: limit > 0 && limit < total ? limit : total,
  };
}

/** Each run has one thread; on larger machines one core is left for the window. Memory may allow fewer. */
export function suggestedRuns({ cores, memoryBytes }: Machine): number {
  return Math.max(1, Math.min(byCores(cores), byMemory(memoryBytes)));
}

const byCores = (cores: number): number => (cores <= 2 ? cores : cores - 1);
const byMemory = (bytes: number): number => Math.floor((bytes - restBytes) / runBytes);

/** @param chosen the user's number, null where the lab chooses */
export function concurrencyOf(machine: Machine, chosen: number | null): Concurrency {
  const { cores, memoryBytes } = machine;
  const suggested = suggestedRuns(machine);
  const gigabytes = (memoryBytes / 1024 ** 3).toFixed(1);
  const coreWords = cores === 1 ? '1 core' : `${cores} cores`;
  const limit =
    byMemory(memoryBytes) < byCores(cores)
      ? `The ${gigabytes} GB of memory have room for ${suggested}: a run takes about 400 MB beside 1.5 GB for the rest`
      : `A run uses one of the ${coreWords}${cores > 2 ? ', and one is left for the window' : ''}; the ${gigabytes} GB of memory would have room for ${byMemory(memoryBytes)}`;
  const choice =
    chosen === null || chosen === suggested
      ? ''
      : chosen > suggested
        ? ` You chose ${chosen}: they share the cores, and each takes longer.`
        : ` You chose ${chosen}, which leaves more of the machine to other work.`;
  return { cores, suggested, current: chosen ?? suggested, reason: `${limit}.${choice}` };
}
