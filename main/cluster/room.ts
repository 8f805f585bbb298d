/** Waits while the server is full: nothing is lost by that, and nothing done twice; any Node process. */
import { LabError } from '../../shared/result';

/** How long before it is tried again, milliseconds. */
const retryMs = 1000;

/** Whether a server has refused something because it is full. */
export const isFull = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('OOM command not allowed');

/** Does something that needs room in Redis, once there is. Rejects with `cancelled` once it is not wanted any more. */
export async function onceThereIsRoom<T>(work: () => Promise<T>, isWanted: () => boolean): Promise<T> {
  for (;;) {
    if (!isWanted()) throw new LabError('cancelled', 'It was cancelled before there was room in Redis.');
    try {
      return await work();
    } catch (error) {
      if (!isFull(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}
