/** The one origin the app has, `app://lab`, and what counts as part of it; main process, free of Electron for tests. */

export const labScheme = 'app';
export const labHost = 'lab';

/** Where the window starts. */
export const labPage = `${labScheme}://${labHost}/index.html`;

/** Where it starts while the database is damaged. */
export const recoveryPage = `${labScheme}://${labHost}/recovery.html`;

/** Whether a URL is the app's own page or one of its files. */
export function isLabUrl(text: string): boolean {
  const url = parseUrl(text);
  // A custom scheme's `origin` is 'null' in Node, so its parts are compared.
  return (
    url !== null &&
    url.protocol === `${labScheme}:` &&
    url.host === labHost &&
    url.username === '' &&
    url.password === ''
  );
}

/** A parsed URL, or null. */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
