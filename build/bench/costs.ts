/** What LossLab costs beside training: start-up, memory, how soon a pause takes effect; benchmark, Node. */
import { configOf, mnistCase } from './cases';
import { childProcesses, memoryOf, openBenchLab, type BenchLabOptions } from './lossLab';
import { median } from './measure';

/** Figures of the part "costs". */
export interface Costs {
  /** From opening the lab (no process running) to the first stored loss of MNIST, milliseconds. */
  readonly startUpMs: number;
  /** The same in a lab that has just trained another network, milliseconds. */
  readonly warmStartMs: number;
  /** Training host once it is ready, and at its peak while MNIST trained and was evaluated, bytes; null off Linux. */
  readonly bareBytes: number | null;
  readonly peakBytes: number | null;
}

/** Opens a fresh lab `rounds` times. */
export async function measureCosts(options: BenchLabOptions, rounds: number): Promise<Costs> {
  const taken: Costs[] = [];
  for (let round = 0; round < rounds; round++) taken.push(await oneLab(options));
  const of = (pick: (one: Costs) => number | null): number => median(taken.map((one) => pick(one) ?? NaN));
  const linux = process.platform === 'linux';
  return {
    startUpMs: of(({ startUpMs }) => startUpMs),
    warmStartMs: of(({ warmStartMs }) => warmStartMs),
    bareBytes: linux ? of(({ bareBytes }) => bareBytes) : null,
    peakBytes: linux ? of(({ peakBytes }) => peakBytes) : null,
  };
}

async function oneLab(options: BenchLabOptions): Promise<Costs> {
  const before = new Set(childProcessesIfAny());
  const startMs = performance.now();
  const { lab, close } = openBenchLab(options);
  try {
    while (lab.info().hostState !== 'ready') await new Promise((resolve) => setTimeout(resolve, 2));
    const host = childProcessesIfAny().find((pid) => !before.has(pid));
    const bareBytes = host === undefined ? null : memoryOf(host).nowBytes;
    const first = firstLoss(lab);
    const run = await lab.runs.start(configOf(mnistCase([64], 64), { epochs: 25, seed: 1, everyEpochs: 1 }));
    await first(run.id);
    const startUpMs = performance.now() - startMs;
    await lab.runs.settled(run.id);
    const peakBytes = host === undefined ? null : memoryOf(host).peakBytes;

    const againMs = performance.now();
    const next = firstLoss(lab);
    const other = await lab.runs.start(configOf(mnistCase([48], 64), { epochs: 1, seed: 1, everyEpochs: 1 }));
    await next(other.id);
    const warmStartMs = performance.now() - againMs;
    await lab.runs.settled(other.id);
    return { startUpMs, warmStartMs, bareBytes, peakBytes };
  } finally {
    await close();
  }
}

/** Resolves when the run's first loss has been stored. */
function firstLoss(lab: ReturnType<typeof openBenchLab>['lab']): (id: string) => Promise<void> {
  const seen = new Set<string>();
  let tell: (() => void) | null = null;
  const stop = lab.on('run:progressed', ({ id, step }) => {
    if (step === 0) return;
    seen.add(id);
    tell?.();
  });
  return async (id) => {
    while (!seen.has(id)) await new Promise<void>((resolve) => (tell = resolve));
    stop();
  };
}

const childProcessesIfAny = (): number[] => (process.platform === 'linux' ? childProcesses() : []);
