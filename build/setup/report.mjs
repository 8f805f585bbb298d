// What set-up prints: one line a finished part, progress of long work in between (set-up, Node).

const LINE_EVERY_MS = 5000;
const REDRAW_EVERY_MS = 100;

/**
 * @typedef {object} Reporter
 * @property {(text: string, options?: { changed?: boolean }) => void} done a part is in place
 * @property {(text: string) => void} note something worth a line
 * @property {(text: string) => void} warn something that is not as it should be, but not fatal
 * @property {(text: string) => void} fail the end of set-up
 * @property {(text: string) => void} progress how far long work has come; throttled
 * @property {(text: string) => () => void} working repeats `text` with the time passed until the returned function is called
 */

/**
 * @param {{ stream?: NodeJS.WritableStream & { isTTY?: boolean }, quiet?: boolean, now?: () => number }} [options]
 *   `quiet` drops the lines of parts that were there already.
 * @returns {Reporter}
 */
export function createReporter({ stream = process.stdout, quiet = false, now = Date.now } = {}) {
  const live = Boolean(stream.isTTY);
  let drawn = false;
  /** When each part last got a line: several are set up side by side. @type {Map<string, number>} */
  const last = new Map();

  /** @param {string} text */
  const line = (text) => {
    if (drawn) stream.write('\r\x1b[2K');
    drawn = false;
    stream.write(`${text}\n`);
  };

  /** @param {string} text */
  const progress = (text) => {
    const part = live ? '' : partOf(text);
    if (now() - (last.get(part) ?? Number.NEGATIVE_INFINITY) < (live ? REDRAW_EVERY_MS : LINE_EVERY_MS))
      return;
    last.set(part, now());
    if (!live) return line(`… ${text}`);
    stream.write(`\r\x1b[2K… ${text}`);
    drawn = true;
  };

  return {
    done: (text, { changed = true } = {}) => {
      if (changed || !quiet) line(`✔ ${text}`);
    },
    note: (text) => line(`… ${text}`),
    warn: (text) => line(`! ${text}`),
    fail: (text) => line(`✖ ${text}`),
    progress,
    working: (text) => {
      const start = now();
      line(`… ${text}`);
      last.set(live ? '' : partOf(text), start);
      const timer = setInterval(() => progress(`${text} (${Math.round((now() - start) / 1000)} s)`), 1000);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}

/** What stands before the colon. @param {string} text */
function partOf(text) {
  return text.split(':')[0] ?? '';
}

/**
 * `43 % (48 of 111 MB)`, or only the amount where the whole is unknown.
 * @param {number} doneBytes
 * @param {number} [totalBytes]
 */
export function formatBytes(doneBytes, totalBytes) {
  const megabytes = (/** @type {number} */ bytes) => Math.round(bytes / 1e6);
  if (!totalBytes) return `${megabytes(doneBytes)} MB`;
  const percent = Math.min(100, Math.floor((100 * doneBytes) / totalBytes));
  return `${percent} % (${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB)`;
}
