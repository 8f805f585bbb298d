/** Decides which queued run starts next, and keeps those under way; main process and command line. */
import { LabError } from '../../shared/result';
import type { RunRecord } from '../../shared/runs/run';
import { LiveRun, type LiveRunNeeds } from './liveRun';
import { isPassing } from './recorder';
import type { RunWaits } from './runWaits';

/** How long to wait before trying to start a run that the store would not take, milliseconds. */
const retryMs = 2000;
/** How long runs may take for their last checkpoint when the lab is closed, milliseconds. */
const checkpointPatienceMs = 3500;

const closedReason = 'LossLab was closed while this run was going on.';
const leftReason = 'LossLab was closed; other machines go on with this run.';
const unstartedReason = 'LossLab was closed before this run was started.';

/** First come, first served. A run that is paused leaves its place; when it goes on there may be one more than set for a while. */
export class RunQueue {
  private readonly waiting: string[] = [];
  private readonly underWay = new Map<string, LiveRun>();
  private retry: NodeJS.Timeout | null = null;
  private holdReason: string | null = null;
  private isClosed = false;

  /** @param most how many runs may train side by side */
  constructor(
    private readonly needs: LiveRunNeeds,
    private readonly waits: RunWaits,
    private readonly most: () => number,
  ) {
    needs.trainer.onRunEvent((runId, seq, event) => {
      const run = this.underWay.get(runId);
      if (run) run.hear(seq, event);
      else needs.trainer.acknowledge(runId, seq);
    });
    needs.trainer.onRunLost((runId, reason) => this.underWay.get(runId)?.lose(reason));
  }

  /** Throws `cancelled` where nothing will be started any more. */
  requireOpen(): void {
    if (this.isClosed) throw new LabError('cancelled', 'LossLab is being closed.');
  }

  /** Puts a run that is `queued` at the end. */
  add(id: string): void {
    this.waiting.push(id);
    this.fill();
  }

  /** Takes a run out that has not been started; false if it is not waiting. */
  remove(id: string): boolean {
    const at = this.waiting.indexOf(id);
    if (at >= 0) this.waiting.splice(at, 1);
    return at >= 0;
  }

  live(id: string): LiveRun | undefined {
    return this.underWay.get(id);
  }

  /** The run as it is to be seen: with what keeps it from being stored, which the store cannot know. */
  shown(record: RunRecord): RunRecord {
    const run = this.underWay.get(record.id);
    if (run) return run.shown(record);
    return this.holdReason !== null && this.waiting.includes(record.id)
      ? { ...record, stateReason: this.holdReason }
      : record;
  }

  /** Starts as many runs as there is room for. */
  fill(): void {
    while (!this.isClosed && this.retry === null && this.hasRoom()) {
      const id = this.waiting.shift();
      if (id === undefined || !this.begin(id)) return;
    }
  }

  /** The host cannot be started: nothing that waits would ever begin. */
  hostFailed(reason: string): void {
    this.interruptWaiting(reason);
  }

  /** Checkpoints what trains and interrupts everything, within `checkpointPatienceMs`. */
  async close(): Promise<void> {
    this.isClosed = true;
    if (this.retry) clearTimeout(this.retry);
    this.interruptWaiting(unstartedReason);
    const runs = [...this.underWay.values()];
    if (!this.needs.trainer.outlivesLab) await Promise.allSettled(runs.map((run) => this.comesToRest(run)));
    for (const run of runs) {
      run.lose(this.needs.trainer.outlivesLab ? leftReason : closedReason);
      run.close();
    }
  }

  private async comesToRest(run: LiveRun): Promise<void> {
    const record = this.needs.store.getRun(run.id);
    // What has not begun to train has nothing to save, and what cannot be stored cannot be helped.
    if (record.state !== 'running' || run.trouble !== null) return;
    const rest = this.waits.until(record, (now) => now.state !== 'running', checkpointPatienceMs);
    run.give('pause');
    await rest;
  }

  /** How many runs may train side by side. */
  places(): number {
    return this.most();
  }

  /** How many more runs would be started at once. */
  room(): number {
    return this.isClosed ? 0 : Math.max(0, this.most() - this.training() - this.waiting.length);
  }

  private training(): number {
    return [...this.underWay.values()].filter((run) => run.isTraining).length;
  }

  private hasRoom(): boolean {
    return this.training() < this.most();
  }

  /** False where the store takes nothing for now. */
  private begin(id: string): boolean {
    try {
      const begun = this.needs.store.beginRun(id);
      this.holdReason = null;
      const run = new LiveRun(begun, this.needs, (moved) => this.moved(moved));
      this.underWay.set(id, run);
      this.needs.emitter.emit('run:changed', begun.record);
      void run.launch(begun);
      return true;
    } catch (error) {
      // A run that is not there any more, or is not ours, is passed over.
      if (!isPassing(error)) return true;
      this.waiting.unshift(id);
      this.holdReason = error.message;
      this.needs.emitter.emit('run:changed', this.shown(this.needs.store.getRun(id)));
      this.retry = setTimeout(() => {
        this.retry = null;
        this.fill();
      }, retryMs);
      return false;
    }
  }

  private moved(run: LiveRun): void {
    if (run.isAtRest) this.underWay.delete(run.id);
    this.fill();
  }

  private interruptWaiting(reason: string): void {
    for (const id of this.waiting.splice(0)) {
      try {
        this.needs.emitter.emit('run:changed', this.needs.store.changeState(id, 'interrupted', reason));
      } catch {
        // It becomes interrupted when the database is opened the next time.
      }
    }
  }
}
