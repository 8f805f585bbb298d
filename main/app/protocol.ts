/**
 * Serves the page as `app://lab/`; main process. Electron security checklist: rule 18 (a custom protocol instead of
 * file://), rule 1 (only load secure content: there is nothing but the app's own files), rule 7 (CSP as a header).
 */
import { protocol, type Session } from 'electron';
import { labScheme, parseUrl } from './origin';
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

/** A page whose code nobody has asked for so long has all of it, and puts itself together, milliseconds. */
const restMs = 15;

/** Serves the files below `folder` to the windows of a session. Resolves when a page has got its first code. */
export function serveLabPage(session: Session, folder: string): Promise<void> {
  return new Promise((served) => {
    let hasCode = false;
    let timer: NodeJS.Timeout | undefined;
    session.protocol.handle(labScheme, (request) => {
      hasCode ||= parseUrl(request.url)?.pathname.endsWith('.js') ?? false;
      clearTimeout(timer);
      if (hasCode) timer = setTimeout(served, restMs);
      return answerPageRequest(folder, request);
    });
  });
}
