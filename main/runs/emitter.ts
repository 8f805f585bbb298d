/** Tells the lab's events to whoever listens; main process and command line. */
import type { Listen, LabNews } from './types';

type Listener<E extends keyof LabNews> = (payload: LabNews[E]) => void;

/** Listeners are called in order of their coming; one that throws does not keep the others from hearing. */
export class LabEmitter {
  private readonly listeners = new Map<keyof LabNews, Set<Listener<never>>>();

  readonly on: Listen = (event, listener) => {
    const set = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, set.add(listener));
    return () => void set.delete(listener);
  };

  emit<E extends keyof LabNews>(event: E, payload: LabNews[E]): void {
    for (const listener of [...(this.listeners.get(event) ?? [])]) {
      try {
        (listener as Listener<E>)(payload);
      } catch (error) {
        // Thrown where it is seen: as an uncaught error, not as a failure to store a run.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
