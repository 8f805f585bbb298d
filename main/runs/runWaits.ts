/** Waiting for a run to get somewhere; main process and command line. */
import { LabError } from '../../shared/result';
import type { RunRecord } from '../../shared/runs/run';
import type { LabEmitter } from './emitter';

type Reached = (run: RunRecord) => boolean;

/** Who waits for which run. */
export class RunWaits {
  private readonly giveUp = new Set<(error: LabError) => void>();
  private isClosed = false;

  constructor(private readonly emitter: LabEmitter) {}

  /**
   * The record once `reached` holds for it, or null after `timeoutMs`. Rejects with `not-found` when the run is deleted,
   * `cancelled` when the lab is closed first.
   */
  async until(run: RunRecord, reached: Reached, timeoutMs: number | null): Promise<RunRecord | null> {
    if (reached(run)) return run;
    if (this.isClosed) throw closed();
    const stops: (() => void)[] = [];
    try {
      return await new Promise<RunRecord | null>((resolve, reject) => {
        stops.push(
          this.emitter.on('run:changed', (changed) => {
            if (changed.id === run.id && reached(changed)) resolve(changed);
          }),
          this.emitter.on('run:deleted', ({ ids }) => {
            if (ids.includes(run.id)) reject(new LabError('not-found', `Run ${run.number} was deleted.`));
          }),
          () => this.giveUp.delete(reject),
        );
        this.giveUp.add(reject);
        if (timeoutMs === null) return;
        const timer = setTimeout(() => resolve(null), timeoutMs);
        stops.push(() => clearTimeout(timer));
      });
    } finally {
      for (const stop of stops) stop();
    }
  }

  /** Nothing will happen any more. */
  close(): void {
    this.isClosed = true;
    for (const reject of this.giveUp) reject(closed());
  }
}

const closed = () => new LabError('cancelled', 'LossLab is being closed.');
