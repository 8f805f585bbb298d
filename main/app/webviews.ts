/** Refuses <webview> elements whatever their options; main process. Electron security checklist: rules 11 and 12. */
import type { WebContents } from 'electron';

export function denyWebviews(contents: WebContents): void {
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
