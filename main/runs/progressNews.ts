/** Tells how a run gets on, about ten times a second however often it is stored; main process and command line. */
import type { Evaluation, LossChunk, RunRecord } from '../../shared/runs/run';
import type { RunEvent } from '../../shared/trainer/protocol';
import type { LabEmitter } from './emitter';

/** Least time between two messages of a run, milliseconds. */
const newsEveryMs = 90;

/** Collects what was stored until it is told. */
export class ProgressNews {
  private chunks: LossChunk[] = [];
  private evaluations: Evaluation[] = [];
  private record: RunRecord | null = null;
  private toldAt = -Infinity;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly emitter: LabEmitter) {}

  /** Events that were stored, with the run as it is after them. */
  add(record: RunRecord, events: readonly RunEvent[]): void {
    this.record = record;
    for (const event of events) {
      if (event.type === 'losses') this.chunks.push(event.chunk);
      else if (event.type === 'evaluated') this.evaluations.push(...event.evaluations);
      else if (event.type === 'boundary')
        this.emitter.emit('run:boundaryDrawn', { id: record.id, snapshot: event.snapshot });
    }
    const waitMs = this.toldAt + newsEveryMs - performance.now();
    if (waitMs <= 0) this.tell();
    else this.timer ??= setTimeout(() => this.tell(), waitMs);
  }

  /** Tells what has not been told; before a change of state, so that none overtakes it. */
  tell(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const { record, chunks, evaluations } = this;
    if (!record) return;
    [this.record, this.chunks, this.evaluations] = [null, [], []];
    this.toldAt = performance.now();
    const { id, step, epoch, elapsedMs, state } = record;
    this.emitter.emit('run:progressed', { id, chunks, evaluations, step, epoch, elapsedMs, state });
  }
}
