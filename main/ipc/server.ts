/** Connects handlers and events to the windows; the only place in main that touches ipcMain; main process. */
import { BrowserWindow, ipcMain } from 'electron';
import type { LabEventName, LabEvents } from '../../shared/ipc/contract';
import { LabError, type LabErrorData } from '../../shared/result';
import { callChannel, droppedFileChannel, eventChannel } from '../preload/channels';
import { answerCall, refusal, type CallHandlers } from './answer';
import { Outbox } from './outbox';
import { isTrustedSender } from './sender';
import type { ShownFiles } from './shownFiles';

/**
 * Answers calls of trusted pages from now on.
 * @param handlersNow what answers a call that comes in; the call waits for it
 */
export function serveCalls(
  handlersNow: () => Promise<CallHandlers>,
  report: (channel: string, error: LabErrorData) => void,
): void {
  ipcMain.handle(callChannel, async (event, channel: unknown, input: unknown) => {
    if (!isTrustedSender(event.senderFrame))
      return refusal(new LabError('unsupported', 'Only the lab’s own window may call the lab.'));
    const answer = await answerCall(await handlersNow(), channel, input, report);
    // The page takes an answer as newer than the events before it.
    outbox.flush();
    return answer;
  });
}

/** Remembers files that were dropped on a window, as its preload tells. */
export function listenForDroppedFiles(shownFiles: ShownFiles): void {
  ipcMain.on(droppedFileChannel, (event, path: unknown) => {
    if (isTrustedSender(event.senderFrame) && typeof path === 'string') shownFiles.add(path);
  });
}

const outbox = new Outbox((events) => {
  for (const { webContents } of BrowserWindow.getAllWindows()) {
    if (!webContents.isDestroyed() && !webContents.isCrashed() && isTrustedSender(webContents.mainFrame))
      webContents.send(eventChannel, events);
  }
});

/** Tells every window of the lab that something has happened. */
export function broadcast<E extends LabEventName>(name: E, payload: LabEvents[E]): void {
  outbox.push({ name, payload });
}
