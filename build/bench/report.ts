/** The benchmark's figures as text; pure, benchmark. */
import type { Costs } from './costs';
import type { GrowthPoint } from './growth';
import type { Judgement } from './limits';
import { names } from './limits';
import type { Timing } from './measure';
import type { SweepTiming } from './sweep';

/** Rows as a Markdown table, columns aligned. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, c) => (c === 0 ? cell.padEnd(widths[c] ?? 0) : cell.padStart(widths[c] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, c) => (c === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}

const ms = (value: number): string =>
  Number.isNaN(value) ? '–' : value < 1000 ? value.toPrecision(3) : Math.round(value).toLocaleString('en');
const ratio = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(2));
const mb = (bytes: number | null): string => (bytes === null ? '–' : `${Math.round(bytes / 1e6)} MB`);

/** One case: every contender, and how LossLab compares. */
export function epochsText(caseId: string, timings: readonly Timing[]): string {
  const own = timings.find(({ name }) => name === names.lossLab)?.medianMs ?? NaN;
  const rows = [...timings]
    .sort((a, b) => a.medianMs - b.medianMs)
    .map(({ name, medianMs, leastMs, firstMs, rounds }) => [
      name,
      ms(medianMs),
      ms(leastMs),
      ratio(own / medianMs),
      ms(firstMs),
      String(rounds),
    ]);
  const header = ['', 'median ms', 'least ms', 'LossLab / it', 'first time ms', 'rounds'];
  return `### ${caseId}\n\n${table(header, rows)}`;
}

/** One sweep. */
export function sweepText(epochs: number, timings: readonly SweepTiming[]): string {
  const own = timings.find(({ name }) => name === names.lossLab)?.medianMs ?? NaN;
  const rows = [...timings]
    .sort((a, b) => a.medianMs - b.medianMs)
    .map(({ name, medianMs, meanError, rounds }) => [
      name,
      (medianMs / 1000).toFixed(2),
      ratio(own / medianMs),
      meanError.toFixed(2),
      String(rounds),
    ]);
  const header = ['', 'median s', 'LossLab / it', 'mean test error %', 'rounds'];
  return `### Sweep of 12 MNIST runs, ${epochs} epoch${epochs === 1 ? '' : 's'} each\n\n${table(header, rows)}`;
}

/** Start-up, memory and pauses. */
export function costsText(costs: Costs): string {
  const rows = [
    ['from nothing to the first stored loss', `${ms(costs.startUpMs)} ms`],
    ['to the first stored loss of the next network', `${ms(costs.warmStartMs)} ms`],
    ['training host, ready', mb(costs.bareBytes)],
    ['training host, peak with MNIST', mb(costs.peakBytes)],
  ];
  return `### Costs\n\n${table(['', ''], rows)}`;
}

/** How soon a pause was stored. */
export function pausesText(pausedAfterMs: readonly number[]): string {
  const sorted = [...pausedAfterMs].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  return `Pause asked for until stored: median ${ms(middle)} ms, longest ${ms(sorted.at(-1) ?? NaN)} ms of ${sorted.length}.`;
}

/** Growth curves. */
export function growthText(points: readonly GrowthPoint[]): string {
  const rows = points.map(({ along, value, msPerEpoch }) => [along, String(value), ms(msPerEpoch)]);
  return `### Growth (784-64-10, batch 64, but for what is varied)\n\n${table(['', 'value', 'ms an epoch'], rows)}`;
}

/** Limits, one a line. */
export function judgementText(judged: readonly Judgement[]): string {
  const lines = judged.map(({ what, measured, atMost, holds }) => {
    const digits = atMost >= 100 ? 0 : 3;
    return `${holds ? 'holds' : 'FAILS'}  ${measured.toFixed(digits)} (at most ${atMost})  ${what}`;
  });
  return ['### Limits', '', ...lines].join('\n');
}
