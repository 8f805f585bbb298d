/** Cuts the windows off from every network; main process. Electron security checklist: rule 1 (only load secure content). */
import type { Session } from 'electron';
import { isLabUrl, parseUrl } from './origin';

/** Whether a window may load this at all. */
export function isLocalUrl(text: string): boolean {
  const protocol = parseUrl(text)?.protocol;
  if (protocol === 'blob:') return isLabUrl(text.slice('blob:'.length));
  // data: images are allowed by the CSP; devtools: is Chromium's own inspector.
  return protocol === 'data:' || protocol === 'devtools:' || isLabUrl(text);
}

/** Refuses http, https, ws, ftp, file and everything else that is not the app itself. */
export function blockNetwork(session: Session): void {
  session.webRequest.onBeforeRequest((details, respond) => {
    respond({ cancel: !isLocalUrl(details.url) });
  });
  // Not even to look up a proxy or a dictionary.
  session.setSpellCheckerEnabled(false);
}
