/** Puts scheduler, executor and service of sweeps together over a lab's store and runs; main process and command line. */
import type { LabEmitter } from '../runs/emitter';
import type { RunPlaces } from '../runs/runPlaces';
import type { TrainerPort } from '../runs/trainerPort';
import type { DatasetService, RunService, SweepService } from '../runs/types';
import type { Store } from '../store/store';
import type { Executor } from './executor';
import { localExecutor } from './localExecutor';
import type { OpenSweep } from './openSweep';
import type { PruningDesk } from './pruningDesk';
import { SweepScheduler } from './scheduler';
import { SweepNews } from './sweepNews';
import { LabSweeps } from './sweepService';

export interface SweepParts {
  readonly store: Store;
  readonly datasets: DatasetService;
  readonly trainer: TrainerPort;
  readonly runs: RunService;
  readonly emitter: LabEmitter;
  readonly pruning: PruningDesk;
}

export interface Sweeps {
  readonly service: SweepService;
  /** Nothing is started any more. */
  closing(): void;
  /** Everything is written; to be called when the runs have come to rest. */
  close(): void;
}

const closedReason = 'LossLab was closed in the middle of this sweep.';

/** Sweeps whose runs are trained by this lab itself. */
export const createSweeps = (parts: SweepParts, queue: RunPlaces): Sweeps =>
  assembleSweeps(parts, localExecutor(parts.runs, queue, parts.emitter));

/** Sweeps whose runs are trained by `executor`. */
export function assembleSweeps(parts: SweepParts, executor: Executor): Sweeps {
  const { emitter } = parts;
  const running = (): OpenSweep[] => scheduler.all.filter(({ stored }) => stored.state === 'running');
  const news = new SweepNews(emitter, running);
  const scheduler = new SweepScheduler({ ...parts, executor, news });
  return {
    service: new LabSweeps({ ...parts, executor, scheduler, news, places: () => executor.places() }),
    closing: () => scheduler.closing(),
    close: () => {
      scheduler.close(closedReason);
      news.close();
    },
  };
}
