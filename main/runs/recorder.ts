/** Writes what a run's worker reports into the store, in batches, and tells it once it is stored; main process and command line. */
import { LabError, type ErrorCode } from '../../shared/result';
import type { RunRecord, RunState } from '../../shared/runs/run';
import type { RunEvent } from '../../shared/trainer/protocol';
import type { RunChange, Store } from '../store/store';
import type { LabEmitter } from './emitter';
import { ProgressNews } from './progressNews';

/** How long losses wait to be stored together, milliseconds. */
const batchMs = 100;
/** So many are stored at once without waiting: the worker stops at 64 that are not. */
const batchEvents = 32;
/** Waits before trying again what could not be stored, milliseconds; the last one is repeated. */
const retryMs = [1000, 2000, 5000];

/** What can pass: the disk has room again, the other program lets go. */
const passing: readonly ErrorCode[] = ['disk-full', 'read-only', 'database', 'timed-out'];

/** Whether storing may succeed later. */
export const isPassing = (error: unknown): error is LabError =>
  error instanceof LabError && passing.includes(error.code);

const waiting: readonly RunEvent['type'][] = ['losses', 'evaluated', 'boundary', 'spread', 'checkpointed'];

interface Told {
  readonly seq: number;
  readonly event: RunEvent;
}
interface StateChange {
  readonly state: RunState;
  readonly reason: string | null;
  readonly change: RunChange;
}
type Entry = Told | StateChange;

/** Whose events are recorded. */
export interface Recorded {
  readonly id: string;
  /** Why the run is paused, where it was not the user who paused. */
  readonly pauseReason: string | null;
  readonly stopWanted: boolean;
  /** Everything up to and with `seq` is stored. */
  acknowledge(seq: number): void;
  /** The run's state has changed, in the store as well. */
  changed(record: RunRecord): void;
  /** Nothing can be stored for now. What there is stays in memory, and is stored as soon as it can be. */
  held(error: LabError): void;
  /** It has been stored after all. */
  released(): void;
  /** The run cannot be stored at all any more. */
  refused(error: unknown): void;
}

/** The way of one run's events into the store, in their order, from `open` to the run's end. */
export class RunRecorder {
  private readonly news: ProgressNews;
  private entries: Entry[] = [];
  private timer: NodeJS.Timeout | null = null;
  private isOpen = false;
  private tries = 0;
  private holding: LabError | null = null;
  private state: RunState = 'starting';

  constructor(
    private readonly run: Recorded,
    private readonly store: Store,
    emitter: LabEmitter,
  ) {
    this.news = new ProgressNews(emitter);
  }

  /** Why nothing can be stored at the moment, or null. */
  get heldBy(): LabError | null {
    return this.holding;
  }

  /** Takes an event; it is stored within a tenth of a second. */
  hear(seq: number, event: RunEvent): void {
    this.entries.push({ seq, event });
    if (!this.isOpen || this.holding) return;
    const isUrgent = !waiting.includes(event.type) || this.entries.length >= batchEvents;
    if (isUrgent && this.timer) {
      clearTimeout(this.timer);
      this.timer = null;
    }
    this.timer ??= setTimeout(() => this.flush(), isUrgent ? 0 : batchMs);
  }

  /** The run is under way: what was heard up to now counts from here. */
  open(change: RunChange): void {
    this.entries.unshift({ state: 'running', reason: null, change });
    this.isOpen = true;
    this.flush();
  }

  /** The run ends otherwise than by an event of its own. */
  end(state: RunState, reason: string | null, change: RunChange = {}): void {
    // What a run has done that never got under way is none of its results.
    if (!this.isOpen) this.entries = [];
    this.entries.push({ state, reason, change });
    this.isOpen = true;
    this.flush();
  }

  /** Stores everything there is, now. False where it cannot be stored; it is tried again later then. */
  flush(): boolean {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    while (this.isOpen && this.entries.length > 0) {
      try {
        this.storeNext();
      } catch (error) {
        this.failed(error);
        return false;
      }
    }
    if (this.holding) {
      this.holding = null;
      this.tries = 0;
      this.run.released();
    }
    return true;
  }

  /** Forgets what is not stored. */
  close(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.entries = [];
    this.isOpen = false;
    this.news.tell();
  }

  /** A change of state, or all events up to the next one. */
  private storeNext(): void {
    const [first] = this.entries;
    if (!first) return;
    if ('state' in first) {
      const record = this.store.changeState(this.run.id, first.state, first.reason, first.change);
      this.entries.shift();
      this.tell(record, []);
      return;
    }
    const end = this.entries.findIndex((entry) => 'state' in entry);
    const batch = (end < 0 ? this.entries : this.entries.slice(0, end)) as readonly Told[];
    const events = batch.map(({ event }) => event);
    const { pauseReason, stopWanted } = this.run;
    const record = this.store.appendEvents(this.run.id, events, {
      pauseReason,
      stoppedByUser: stopWanted && wasStopped(events),
    });
    this.entries = this.entries.slice(batch.length);
    this.run.acknowledge(batch.at(-1)?.seq ?? 0);
    this.tell(record, events);
  }

  private tell(record: RunRecord, events: readonly RunEvent[]): void {
    const hasChanged = record.state !== this.state || events.some(({ type }) => type === 'noted');
    this.state = record.state;
    if (events.length > 0) this.news.add(record, events);
    if (!hasChanged) return;
    this.news.tell();
    this.run.changed(record);
  }

  private failed(error: unknown): void {
    if (!isPassing(error)) {
      this.close();
      this.run.refused(error);
      return;
    }
    const isNew = this.holding === null;
    this.holding = error;
    const delayMs = retryMs[Math.min(this.tries++, retryMs.length - 1)];
    this.timer = setTimeout(() => this.flush(), delayMs);
    if (isNew) this.run.held(error);
  }
}

/** Whether the run has ended before all its steps were done. */
function wasStopped(events: readonly RunEvent[]): boolean {
  return events.some((event) => event.type === 'finished' && event.result.stoppedEarly);
}
