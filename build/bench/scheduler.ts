/** What the lab's own work costs for each configuration of a large sweep, training left out; benchmark, Node. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { LabDatasets } from '../../main/runs/datasetService';
import { LabEmitter } from '../../main/runs/emitter';
import { noTrainer } from '../../main/runs/noTrainer';
import type { RunService } from '../../main/runs/types';
import { readRuntimeFile } from '../../main/runtimeFile';
import { newRunId } from '../../main/store/runs';
import { Store } from '../../main/store/store';
import { assembleSweeps } from '../../main/sweep/createSweeps';
import type { Executor, LineTask } from '../../main/sweep/executor';
import { PruningDesk } from '../../main/sweep/pruningDesk';
import type { RunRecord } from '../../shared/runs/run';
import { parseSweep } from '../../shared/sweep/sweepFile';
import { moonsConfig } from './cases';

const side = 100;
const places = 2;

export interface SchedulerCosts {
  readonly trials: number;
  /** Proposing and writing the ledger. */
  readonly writtenMs: number;
  /** From the first start to the last end. */
  readonly runMs: number;
  readonly perTrialMs: number;
  /** Longest time in which the process answered nothing, while it was written and while it ran. */
  readonly longestPauseMs: readonly [number, number];
  /** Heap in use when so many lines had ended, MB. */
  readonly heap: readonly { readonly ended: number; readonly megabytes: number }[];
}

/** Stands in for the training: every run ends at once with a value that follows from its configuration. */
class StubExecutor implements Executor {
  private busy = 0;
  ended = 0;
  private readonly runListeners = new Set<(run: RunRecord) => void>();
  private readonly roomListeners = new Set<() => void>();

  places = () => places;
  room = () => places - this.busy;
  control = () => undefined;
  onBegun = () => () => undefined;
  onProgress = () => () => undefined;

  start(task: LineTask): Promise<RunRecord> {
    this.busy++;
    const run = recordOf(task);
    setImmediate(() => this.end(run));
    return Promise.resolve(run);
  }

  onRun(listener: (run: RunRecord) => void) {
    this.runListeners.add(listener);
    return () => void this.runListeners.delete(listener);
  }

  onRoom(listener: () => void) {
    this.roomListeners.add(listener);
    return () => void this.roomListeners.delete(listener);
  }

  private end(run: RunRecord): void {
    this.busy--;
    this.ended++;
    const { learningRate } = run.config.optimizer;
    const testError = 10 + Math.abs(Math.log10(learningRate) + 2);
    const latest = {
      ...{ step: 90, epoch: 30, elapsedMs: 1 },
      ...{ trainLoss: 1, trainError: testError, testLoss: 1, testError },
    };
    const ended: RunRecord = {
      ...run,
      state: 'completed',
      latest,
      step: 90,
      epoch: 30,
      finishedAt: Date.now(),
    };
    for (const listener of this.runListeners) listener(ended);
    for (const listener of this.roomListeners) listener();
  }
}

function recordOf({ sweepId, trial, config }: LineTask): RunRecord {
  return {
    ...{ id: newRunId(), number: 1, name: 'stub', tags: [], notes: '', starred: false, archived: false },
    ...{ state: 'running', stateReason: null, createdAt: 0, startedAt: 0, finishedAt: null },
    ...{ config, configHash: '', datasetName: '', datasetHash: '', parameterCount: 1, stepsPerEpoch: 3 },
    ...{ totalSteps: 90, step: 0, epoch: 0, elapsedMs: 0, latest: null, result: null, engine: null },
    ...{ environment: null, sweep: { id: sweepId, trial } },
  };
}

const longestMs = ({ max }: IntervalHistogram): number => max / 1e6;

/** 10,000 configurations in a database on disk. */
export async function measureScheduler(outFolder: string): Promise<SchedulerCosts> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-scheduler-'));
  const { sqliteBinding, mnistDirectory } = readRuntimeFile(outFolder);
  const file = path.join(folder, 'lab.sqlite');
  const store = new Store({ file, nativeBinding: sqliteBinding, processName: 'the benchmark' });
  const emitter = new LabEmitter();
  const datasets = new LabDatasets({ store, trainer: noTrainer(), emitter, mnistDirectory });
  const executor = new StubExecutor();
  const sweeps = assembleSweeps(
    // The executor is all that would ask for runs.
    {
      store,
      datasets,
      trainer: noTrainer(),
      runs: {} as RunService,
      emitter,
      pruning: new PruningDesk(store),
    },
    executor,
  );
  const values = (low: number, high: number) =>
    Array.from({ length: side }, (_, i) => low * (high / low) ** (i / (side - 1)));
  const sweep = parseSweep({
    base: moonsConfig(),
    space: [
      { path: 'optimizer.learningRate', kind: 'values', values: values(1e-4, 1) },
      { path: 'regularization.l2', kind: 'values', values: values(1e-6, 1e-2) },
    ],
  });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const heap: { ended: number; megabytes: number }[] = [];
  let collectingMs = 0;
  const beginMs = performance.now();
  try {
    const { id, plannedRuns } = await sweeps.service.start(sweep);
    const writtenMs = performance.now() - beginMs;
    const writingPauseMs = longestMs(delay);
    delay.reset();
    emitter.on('sweep:changed', () => {
      if (executor.ended < (heap.length * plannedRuns) / 5) return;
      const beforeMs = performance.now();
      globalThis.gc?.();
      heap.push({ ended: executor.ended, megabytes: process.memoryUsage().heapUsed / 2 ** 20 });
      collectingMs += performance.now() - beforeMs;
    });
    const { counts } = await sweeps.service.settled(id);
    // Collecting garbage only to measure the memory is no work of the scheduler.
    const runMs = performance.now() - beginMs - writtenMs - collectingMs;
    if (counts.completed !== side * side) throw new Error(`only ${counts.completed} were completed`);
    return {
      ...{ trials: plannedRuns, writtenMs, runMs, heap },
      perTrialMs: (writtenMs + runMs) / plannedRuns,
      longestPauseMs: [writingPauseMs, longestMs(delay)],
    };
  } finally {
    delay.disable();
    sweeps.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
