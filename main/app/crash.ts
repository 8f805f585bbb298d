/** What happens when something breaks: the log gets it, the user gets a choice, the runs go on; main process. */
import { app, dialog, type BrowserWindow } from 'electron';
import { labLog } from './log';

/** Logs what nobody has caught. A broken main process says so and ends in order; runs resume from their checkpoints. */
export function logUncaught(): void {
  let told = false;
  process.on('uncaughtException', (error) => {
    labLog.error('uncaught exception', error);
    if (told) return;
    told = true;
    const closing = app.isReady()
      ? dialog.showMessageBox({
          type: 'error',
          message: 'LossLab has run into an error and will close.',
          detail: `${error.message}\n\nFinished runs are saved. A run in progress can be resumed after the restart.`,
          buttons: ['Close'],
        })
      : Promise.resolve();
    closing.then(
      () => app.quit(),
      () => app.quit(),
    );
  });
  process.on('unhandledRejection', (reason) => labLog.error('unhandled rejection', reason));
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason !== 'clean-exit') labLog.warn('child process gone', { type, reason, exitCode, name });
  });
}

/** An error on the page's console, or null. Electron 35 moved level and text from the arguments into the event. */
function pageError(event: unknown, level: unknown, message: unknown): string | null {
  const { level: word, message: text } = event as { level?: unknown; message?: unknown };
  const isError = word === undefined ? level === 3 : word === 'error';
  return isError ? String(text ?? message) : null;
}

/** Offers to load the page again when its process has died or hangs; training is elsewhere and not affected. */
export function offerReload(window: BrowserWindow): void {
  const { webContents } = window;
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    labLog.error('renderer gone', { reason, exitCode });
    ask(window, 'The window has stopped working.').then(
      (reload) => (reload ? webContents.reload() : app.quit()),
      (error: unknown) => labLog.error('no answer to the offer to reload', error),
    );
  });
  webContents.on('console-message', (...details: readonly unknown[]) => {
    const error = pageError(details[0], details[1], details[2]);
    if (error !== null) labLog.error('page:', error);
  });
  webContents.on('preload-error', (_event, file, error) => labLog.error('preload failed', file, error));
  webContents.on('did-fail-load', (_event, code, description, url) => {
    // −3: the load was given up for another one.
    if (code !== -3) labLog.error('page did not load', { code, description, url });
  });
  window.on('unresponsive', () => labLog.warn('window unresponsive'));
}

async function ask(window: BrowserWindow, message: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message,
    detail: 'Runs in progress go on; nothing is lost. Reload the window to see them again.',
    buttons: ['Reload', 'Quit'],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 0;
}
