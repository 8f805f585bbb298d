/** How a file that cannot be used is reported: one plain sentence with the place and the remedy; any process. */
import { LabError } from '../../shared/result';

/** The file is damaged, foreign or holds what a data set must not. */
export function badFile(message: string, cause?: unknown): LabError {
  return new LabError('bad-file', message, cause === undefined ? {} : { cause });
}

/** The file or what is in it goes beyond the limits. */
export function tooLarge(message: string): LabError {
  return new LabError('too-large', message);
}

/** Bytes in words: "1.5 GiB", "12 KiB". */
export function inBytes(count: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10));
  const value = count / 1024 ** step;
  return `${value.toLocaleString('en-US', { maximumFractionDigits: 1 })} ${units[step]}`;
}

/** A whole number with thousands separators. */
export const inDigits = (count: number): string => count.toLocaleString('en-US');
