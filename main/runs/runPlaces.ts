/** Sends each run to the queue of where it is trained: this machine, or for sweeps others; main process and command line. */
import type { RunRecord } from '../../shared/runs/run';
import type { Store } from '../store/store';
import type { LiveRun } from './liveRun';
import type { RunQueue } from './runQueue';

/** Where sweeps are trained when it is not here. */
export interface ElsewhereQueue {
  readonly isOn: boolean;
  /** null while there is no connection. */
  readonly queue: RunQueue | null;
  /** Runs side by side. */
  readonly places: number;
}

export class RunPlaces {
  constructor(
    private readonly store: Store,
    private readonly here: RunQueue,
    private readonly elsewhere: ElsewhereQueue,
  ) {}

  /** Throws `cancelled` where nothing will be started any more. */
  requireOpen(): void {
    this.here.requireOpen();
  }

  /** Puts a run that is `queued` at the end of where it belongs. */
  add(id: string): void {
    const queue = this.store.getRun(id).sweep && this.elsewhere.isOn ? this.elsewhere.queue : null;
    (queue ?? this.here).add(id);
  }

  /** Takes a run out that has not been started; false if it is not waiting. */
  remove(id: string): boolean {
    return this.here.remove(id) || (this.elsewhere.queue?.remove(id) ?? false);
  }

  live(id: string): LiveRun | undefined {
    return this.here.live(id) ?? this.elsewhere.queue?.live(id);
  }

  /** The run as it is to be seen: see `RunQueue.shown`. */
  shown(record: RunRecord): RunRecord {
    const shown = this.here.shown(record);
    return this.elsewhere.queue?.shown(shown) ?? shown;
  }

  /** How many runs of sweeps train side by side. */
  places(): number {
    return this.elsewhere.isOn ? this.elsewhere.places : this.here.places();
  }

  /** How many more runs of sweeps would be taken now. */
  room(): number {
    return this.elsewhere.isOn ? (this.elsewhere.queue?.room() ?? 0) : this.here.room();
  }
}
