/** Connects handlers and events to the windows; the only place in main that touches ipcMain; main process. */
import { BrowserWindow, ipcMain } from 'electron';
import type { LabEventName, LabEvents } from '../../shared/ipc/contract';
import { LabError, toErrorData, type Result } from '../../shared/result';
import { callChannel, droppedFileChannel, eventChannel } from '../preload/channels';
import { Outbox } from './outbox';
import { isTrustedSender } from './sender';
import type { ShownFiles } from './shownFiles';

/**
 * Answers calls of trusted pages from now on.
 * @param answerCall checks channel and input, and always comes back with a Result
 */
export function serveCalls(answerCall: (channel: unknown, input: unknown) => Promise<Result<unknown>>): void {
  ipcMain.handle(callChannel, async (event, channel: unknown, input: unknown) => {
    if (!isTrustedSender(event.senderFrame)) return untrusted();
    const answer = await answerCall(channel, input);
    // The page takes an answer as newer than the events before it.
    outbox.flush();
    return answer;
  });
}

const untrusted = (): Result<never> => ({
  ok: false,
  error: toErrorData(new LabError('unsupported', 'Only the lab’s own window may call the lab.')),
});

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
