/** Events on their way to the windows: each at once while they are few, many in one message while they pour in, as every message costs the page a task; main process. */
import type { LabEvents } from '../../shared/ipc/contract';
import type { EventEnvelope } from '../preload/channels';

/** Time in which events are counted, milliseconds. */
const windowMs = 100;
/** More than so many in that time are a flood. */
const fewEvents = 10;
/** How long events of a flood wait for others, milliseconds. */
const holdMs = 40;
/** Most events in a message: the page takes them in one task. */
const mostTogether = 32;

/** Passes events on in their order. Whoever answers a call flushes first: what was told before an answer comes before it. */
export class Outbox {
  private windowStart = -Infinity;
  private count = 0;
  private held: EventEnvelope[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (events: readonly EventEnvelope[]) => void) {}

  push(event: EventEnvelope): void {
    const now = performance.now();
    if (now - this.windowStart > windowMs) {
      this.windowStart = now;
      this.count = 0;
    }
    this.drop(event);
    this.held.push(event);
    if (++this.count <= fewEvents || this.held.length >= mostTogether) return this.flush();
    this.timer ??= setTimeout(() => this.flush(), holdMs);
  }

  /** Of a run or sweep that has changed again, what it was before is not worth sending. */
  private drop({ name, payload }: EventEnvelope): void {
    if (name !== 'run:changed' && name !== 'sweep:changed') return;
    const { id } = payload as LabEvents[typeof name];
    const at = this.held.findIndex(
      (other) => other.name === name && (other.payload as LabEvents[typeof name]).id === id,
    );
    if (at >= 0) this.held.splice(at, 1);
  }

  /** Sends what is held back. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.held.length === 0) return;
    const events = this.held;
    this.held = [];
    this.send(events);
  }
}
