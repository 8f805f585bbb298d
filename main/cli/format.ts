/** How numbers, times and tables look in a terminal; command line. */
import type { RunRecord } from '../../shared/runs/run';

/** Four significant digits, or a dash. */
export function loss(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : Number(value.toPrecision(4)).toString();
}

/** Percent with two digits, or a dash. */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${value.toFixed(2)} %`;
}

export const count = (value: number): string => value.toLocaleString('en-US');

/** "0.8 s", "3:07", "1:02:09". */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** "2026-02-03 14:05", in local time. */
export function moment(ms: number): string {
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Columns as wide as they need to be; numbers (`right`) end at the same place. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string {
  const lines = [header, ...rows].map((row) => row.map(printable));
  const widths = header.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const show = (line: readonly string[]) =>
    line
      .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return `${lines.map(show).join('\n')}\n`;
}

/** A name may hold anything, but not move the cursor or colour the screen. */

export const printable = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');

/** The network in short: "784-64-10" as far as the configuration tells, "logistic" without hidden layers. */
export function network({ config }: RunRecord): string {
  const widths = config.model.hidden.map(({ units }) => units);
  return widths.length === 0 ? 'logistic' : widths.join('-');
}
