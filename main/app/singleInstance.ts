/** One lab per data folder: a second start hands its files over to the first one and brings its window to the front; main process. */
import { app, type BrowserWindow } from 'electron';
import { filesOfThisStart, type HandedOver } from './openedFiles';

/**
 * Whether this is the only lab on its data folder (set the folder first: the lock belongs to it).
 * @param showWindow opens the window, or gives the one there is; null while the lab itself still opens
 * @param takeOver gets what the other start says, whatever it is
 */
export function isOnlyInstance(
  showWindow: () => BrowserWindow | null,
  takeOver: (handedOver: unknown) => void,
): boolean {
  const handedOver: HandedOver = { files: filesOfThisStart() };
  if (!app.requestSingleInstanceLock({ ...handedOver })) return false;
  app.on('second-instance', (_event, _argv, _folder, data) => {
    takeOver(data);
    const window = showWindow();
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  });
  return true;
}
