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
  // Not by `handle`, whose requests and answers are those of fetch: to load that takes every start 60 ms of the process that
  // everything waits for, and each answer then goes through it piece by piece.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  session.protocol.registerBufferProtocol(labScheme, (request, answer) => {
    const { status, headers, type, body } = answerPageRequest(folder, request);
    answer({ statusCode: status, headers: { ...headers }, mimeType: type, data: body });
  });
}
