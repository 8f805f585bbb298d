/** The log file: what went wrong, with the user's paths and passwords left out; main process. */
import os from 'node:os';
import path from 'node:path';
import log from 'electron-log/main';
import { redactRedisUrls } from '../cluster/address';
import { redactPaths } from './redact';

const maxLogBytes = 2 * 1024 * 1024;

/** Any logged value as text; errors with their stack. */
function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ?? value.message;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

/** Sends the log to `<data folder>/logs/losslab.log` and no warnings or errors elsewhere than there and on the terminal. */
export function openLog(dataFolder: string): void {
  const folders = new Map([
    [dataFolder, '<data>'],
    [os.homedir(), '~'],
    [os.tmpdir(), '<temp>'],
  ]);
  log.transports.file.resolvePathFn = () => path.join(dataFolder, 'logs', 'losslab.log');
  log.transports.file.maxSize = maxLogBytes;
  log.transports.file.level = 'info';
  log.transports.console.level = 'warn';
  log.transports.ipc.level = false;
  log.hooks.push((message) => ({
    ...message,
    data: message.data.map((value: unknown) => redactRedisUrls(redactPaths(describe(value), folders))),
  }));
}

/** What the rest of main logs with. */
export const labLog = {
  info: (...values: unknown[]): void => log.info(...values),
  warn: (...values: unknown[]): void => log.warn(...values),
  error: (...values: unknown[]): void => log.error(...values),
};
