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

/** After the last file of the page's beginning so long nothing is asked for, milliseconds: it is put together then. */
/** The same after the page itself, which asks for its code as soon as it is there. */
const patienceMs = 2000;
const restMs = 4;

/** Serves the files below `folder` to the windows of a session. Resolves when a page has got its first code. */
export function serveLabPage(session: Session, folder: string): Promise<void> {
  return new Promise((served) => {
    let timer: NodeJS.Timeout | undefined;
    session.protocol.handle(labScheme, (request) => {
      clearTimeout(timer);
      timer = setTimeout(served, request.url.endsWith('.html') ? patienceMs : restMs);
      return answerPageRequest(folder, request);
    });
  });
}
