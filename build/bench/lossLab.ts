/** LossLab as a contender: a lab with its training host, recording, streaming and storing every loss on disk; benchmark, Node. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createLab } from '../../main/runs/lab';
import { startTrainer } from '../../main/runs/clientPort';
import type { Lab } from '../../main/runs/types';
import { readRuntimeFile } from '../../main/runtimeFile';
import type { LaunchHost } from '../../main/trainer/hostChannel';
import { nodeHostLauncher } from '../../main/trainer/launchNode';
import { configOf, type BenchCase } from './cases';
import type { Contender } from './contender';

/** How a lab of the benchmark differs from the app's. */
export interface BenchLabOptions {
  /** Folder of runtime.json. */
  readonly outFolder: string;
  /** Folder of host.cjs and worker.cjs. */
  readonly hostFolder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly threadsPerRun?: number;
  readonly concurrentRuns?: number;
  /** Worker processes; left out: one for each core. */
  readonly mostHosts?: number;
}

/** A lab on a database of its own, which `close` removes. */
export function openBenchLab(options: BenchLabOptions): { lab: Lab; close: () => Promise<void> } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-bench-'));
  const { sqliteBinding, mnistDirectory, tensorflow } = readRuntimeFile(options.outFolder);
  const plain = nodeHostLauncher(options.hostFolder);
  const launch: LaunchHost = (env) => plain({ ...env, ...options.env });
  const lab = createLab({
    databaseFile: path.join(folder, 'lab.sqlite'),
    nativeBinding: sqliteBinding,
    mnistDirectory,
    launchTrainer: () =>
      startTrainer({
        ...{ launch, tensorflow, threadsPerRun: options.threadsPerRun ?? 1 },
        ...(options.mostHosts === undefined ? {} : { mostHosts: options.mostHosts }),
      }),
    processName: 'the benchmark',
    concurrentRuns: options.concurrentRuns ?? 1,
  });
  const close = async () => {
    await lab.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { lab, close };
}

/** Where a run stands, as it is told once it is stored. */
interface Stand {
  readonly step: number;
  readonly atMs: number;
}

/** Trained at least this long for one measurement, milliseconds. */
const measureMs = 1000;
/** Enough that a run is trained as the study's are, and never ends while it is measured. */
const longRun = { mnist: 500, points: 10_000_000 } as const;

/** One run a case, paused between measurements. */
export class LossLabContender implements Contender {
  readonly usual = false;
  /** From asking for a pause until it was stored, milliseconds. */
  readonly pausedAfterMs: number[] = [];
  private opened: { lab: Lab; close: () => Promise<void> } | null = null;
  private run: { readonly id: string; readonly of: BenchCase; readonly stepsPerEpoch: number } | null = null;
  private stand: Stand = { step: 0, atMs: 0 };
  private moved: (() => void) | null = null;

  constructor(
    readonly name: string,
    private readonly options: BenchLabOptions,
  ) {}

  async prepare(of: BenchCase): Promise<number> {
    const lab = await this.lab();
    const isPoints = of.data === 'points';
    // Training alone is compared: evaluated at the start and, if it came to that, at the end.
    const training = { epochs: longRun[of.data], seed: 1, everyEpochs: longRun[of.data] };
    // The data are loaded before the clock starts, as the peers' are.
    const config = configOf(of, training);
    await lab.datasets.info({ id: config.dataset.id, params: config.dataset.params });
    const { id, stepsPerEpoch } = await this.start(lab, config);
    const startMs = performance.now();
    this.run = { id, of, stepsPerEpoch };
    await this.until(({ step }) => step >= (isPoints ? 1000 : stepsPerEpoch));
    const firstMs = performance.now() - startMs;
    await this.pause();
    return firstMs;
  }

  async measure(): Promise<number> {
    const { run } = this;
    if (!run) throw new Error('LossLab has not been prepared');
    const lab = await this.lab();
    const { step } = this.stand;
    await lab.runs.control(run.id, 'resume');
    await this.until((stand) => stand.step > step);
    const from = this.stand;
    await this.until(({ atMs }) => atMs - from.atMs >= measureMs);
    const to = this.stand;
    await this.pause();
    const perStep = (to.atMs - from.atMs) / (to.step - from.step);
    return perStep * run.stepsPerEpoch * run.of.epochs;
  }

  async finish(): Promise<void> {
    const { run } = this;
    if (!run) return;
    this.run = null;
    const lab = await this.lab();
    await lab.runs.control(run.id, 'cancel');
    await lab.runs.settled(run.id);
    await lab.runs.delete([run.id]);
  }

  async close(): Promise<void> {
    await this.opened?.close();
    this.opened = null;
  }

  /** The lab, with its host up and probed. */
  async lab(): Promise<Lab> {
    if (!this.opened) {
      const opened = openBenchLab(this.options);
      this.opened = opened;
      opened.lab.on('run:progressed', ({ id, step }) => {
        if (this.run !== null && id !== this.run.id) return;
        this.stand = { step, atMs: performance.now() };
        this.moved?.();
      });
      while (opened.lab.info().hostState !== 'ready') await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.opened.lab;
  }

  private async start(lab: Lab, config: ReturnType<typeof configOf>) {
    this.stand = { step: 0, atMs: performance.now() };
    return lab.runs.start(config);
  }

  private async pause(): Promise<void> {
    const { run } = this;
    if (!run) return;
    const lab = await this.lab();
    const askedMs = performance.now();
    await lab.runs.control(run.id, 'pause');
    await lab.runs.settled(run.id, { orPaused: true });
    this.pausedAfterMs.push(performance.now() - askedMs);
  }

  private async until(reached: (stand: Stand) => boolean): Promise<void> {
    while (!reached(this.stand)) await new Promise<void>((resolve) => (this.moved = resolve));
  }
}

/** Process ids of this process's children, Linux only. */
export function childProcesses(): number[] {
  return readdirSync('/proc/self/task').flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

/** A process's memory now and at its peak, bytes; Linux only. */
export function memoryOf(pid: number): { nowBytes: number; peakBytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (field: string) => 1024 * Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]);
  return { nowBytes: bytes('VmRSS'), peakBytes: bytes('VmHWM') };
}
