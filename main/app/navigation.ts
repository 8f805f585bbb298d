/**
 * Keeps windows on the app's own page; main process. Electron security checklist: rule 13 (limit navigation), rule 14
 * (limit creation of windows), rule 15 (openExternal never with untrusted content).
 */
import { shell, type WebContents } from 'electron';
import { isExternalAllowed } from './externalLinks';
import { isLabUrl } from './origin';

/** Denies leaving the page and opening windows; allowed links open in the user's browser. */
export function limitNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    // A reload is a navigation to the same page.
    if (isLabUrl(event.url) && isLabUrl(contents.getURL())) return;
    event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalAllowed(url)) shell.openExternal(url).catch(() => undefined);
    return { action: 'deny' };
  });
}
