/** Trains lines of sweeps as runs of this lab, in its own training host or on other machines; main process and command line. */
import type { RunRecord } from '../../shared/runs/run';
import type { LabEmitter } from '../runs/emitter';
import type { RunPlaces } from '../runs/runPlaces';
import type { RunService } from '../runs/types';
import type { Executor } from './executor';

/** Runs that the user starts go before those of sweeps: a line is only started where a place is free. */
export function localExecutor(runs: RunService, queue: RunPlaces, emitter: LabEmitter): Executor {
  return {
    places: () => queue.places(),
    room: () => queue.room(),
    start: ({ sweepId, trial, config, runId }): Promise<RunRecord> =>
      runId === null ? runs.start(config, {}, { id: sweepId, trial }) : runs.control(runId, 'resume'),
    control: (runId, command) => {
      // What has come to its end by itself in the meantime is heard.
      runs.control(runId, command).catch(() => undefined);
    },
    onRun: (listener) =>
      emitter.on('run:changed', (run) => {
        if (run.sweep) listener(run);
      }),
    onBegun: (listener) => emitter.on('run:begun', ({ id, waitedMs }) => listener(id, waitedMs)),
    onProgress: (listener) =>
      emitter.on('run:progressed', ({ id, step, epoch }) => listener(id, step, epoch)),
    onRoom: (listener) => {
      const news = ['run:changed', 'settings:changed', 'cluster:changed'] as const;
      const stops = news.map((name) => emitter.on(name, () => listener()));
      return () => stops.forEach((stop) => stop());
    },
  };
}
