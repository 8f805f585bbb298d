/**
 * Serves the page as `app://lab/`; main process. Electron security checklist: rule 18 (a custom protocol instead of
 * file://), rule 1 (only load secure content: there is nothing but the app's own files), rule 7 (CSP as a header).
 */
import { protocol, type Session } from 'electron';
import { labScheme } from './origin';
import { answerPageRequest } from './pageFiles';

/** Must run before the app is ready. */
export function registerLabScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: labScheme,
      // No bypassCSP, no CORS exemption, no service workers; fetch stays off (the CSP forbids it as well).
      privileges: { standard: true, secure: true, supportFetchAPI: false, codeCache: true },
    },
  ]);
}

/** Serves the files below `folder` to the windows of a session. */
export function serveLabPage(session: Session, folder: string): void {
  session.protocol.handle(labScheme, (request) => answerPageRequest(folder, request));
}
