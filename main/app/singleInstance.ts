/** One lab per data folder: a second start brings the first one's window to the front; main process. */
import { app, type BrowserWindow } from 'electron';

/**
 * Whether this is the only lab on its data folder (set the folder first: the lock belongs to it).
 * @param currentWindow the window to show when somebody starts the app again
 */
export function isOnlyInstance(currentWindow: () => BrowserWindow | null): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', () => {
    const window = currentWindow();
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  });
  return true;
}
