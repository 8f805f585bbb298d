/** Who may call the lab: the app's own page in a window's main frame; main process. Electron security checklist: rule 17. */
import { isLabUrl } from '../app/origin';

/** As much of Electron's WebFrameMain as the decision needs. */
export interface SendingFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** Whether a message may be listened to; a frame that is gone by now sends null. */
export function isTrustedSender(frame: SendingFrame | null | undefined): boolean {
  if (!frame) return false;
  try {
    return frame.parent === null && isLabUrl(frame.url);
  } catch {
    // The frame was disposed of between sending and asking.
    return false;
  }
}
