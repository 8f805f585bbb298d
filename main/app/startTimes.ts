/** How far the start of the app has come when, for the log: a start that takes long tells where; main process. */
import { labLog } from './log';

const times = new Map<string, number>();

/** Milliseconds since the system has made this process. */
function sinceStart(): number {
  // Null on systems that do not tell; then the clock of Node, which starts a little later.
  const created = process.getCreationTime() ?? performance.timeOrigin;
  return Math.round(Date.now() - created);
}

/** Notes when something is reached for the first time. */
export function reached(what: string): void {
  if (!times.has(what)) times.set(what, sinceStart());
}

/** Notes the last thing and writes all down, once. */
export function reachedAll(last: string): void {
  if (times.has(last)) return;
  reached(last);
  labLog.info(`start, ms: ${[...times].map(([what, ms]) => `${what} ${ms}`).join(', ')}`);
}
