/** Answers requests for the page's files from one folder and from nowhere else; main process, free of Electron for tests. */
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { pageHeaders } from './contentPolicy';
import { isLabUrl } from './origin';

/** Every type the page consists of; a file of another type is not served. */
const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
};

const nothing = Buffer.alloc(0);

/** What a request is answered with. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Without its parameters. */
  readonly type: string;
  /** Empty where there is nothing to send. */
  readonly body: Buffer;
}

/**
 * The answer to one request. Names are decoded once and compared after links are followed, so neither `..`, `%2e%2e%2f`
 * nor a link leads out of the folder. Read at once: the files are small, and each turn that a request waits for makes the start of
 * the app longer.
 */
export function answerPageRequest(
  folder: string,
  request: { readonly url: string; readonly method: string },
): PageAnswer {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
  if (!isLabUrl(request.url)) return refusal(403);
  const file = findFile(folder, new URL(request.url).pathname);
  const type = file && mimeTypes[path.extname(file)];
  if (!file || !type) return refusal(404);
  try {
    const body = request.method === 'HEAD' ? nothing : readFileSync(file);
    const [mime = type] = type.split(';');
    return { status: 200, headers: { ...pageHeaders, 'content-type': type }, type: mime, body };
  } catch {
    return refusal(404);
  }
}

/** The file a path means, if it is inside the folder. */
function findFile(folder: string, urlPath: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  // Backslashes and drive letters mean something on Windows only, a NUL byte nothing good anywhere.
  if (/[\0\\:]/.test(name)) return null;
  const wanted = path.join(folder, name === '/' ? 'index.html' : name);
  try {
    const [root, file] = [realpathSync(folder), realpathSync(wanted)];
    return file.startsWith(root + path.sep) ? file : null;
  } catch {
    return null;
  }
}

const refusal = (status: number): PageAnswer => ({
  ...{ status, headers: pageHeaders, type: 'text/plain', body: nothing },
});
