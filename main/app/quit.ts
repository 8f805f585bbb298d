/** Ends the app in order: runs are checkpointed and the database closed before it goes, within a bounded time; main process. */
import { app } from 'electron';
import { within } from '../within';
import { labLog } from './log';

/** Longer than a checkpoint of the largest network takes, shorter than an operating system's patience at log-out. */
const patienceMs = 8000;

/**
 * @param close brings everything to rest; called once
 */
export function quitInOrder(close: () => Promise<void>): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    within(close(), patienceMs, () => new Error(`not done within ${patienceMs} ms`))
      .catch((error: unknown) => labLog.error('the lab did not close in order', error))
      .finally(() => {
        state = 'closed';
        app.quit();
      })
      .catch(() => undefined);
  });
  // A terminal's Ctrl-C and a session's end go the same way.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}
