/** A sweep as the command line prints it: JSON objects, or a few lines for people; command line. */
import { classOf } from '../../shared/sweep/ledger';
import type { Point } from '../../shared/sweep/point';
import type { SweepCounts, SweepDetail, SweepLine, SweepRecord } from '../../shared/sweep/record';
import { count, duration, loss, percent, printable } from './format';

/** The object of a sweep. Values are in the metric's own unit (errors in percent), times in seconds. */
export function sweepObject(record: SweepRecord) {
  const { sweep, best } = record;
  return {
    sweepId: record.id,
    number: record.number,
    name: record.name,
    state: record.state,
    stateReason: record.stateReason,
    strategy: sweep.strategy.id,
    pruner: sweep.pruner.id,
    objective: sweep.objective,
    plannedRuns: record.plannedRuns,
    counts: record.counts,
    progress: record.progress,
    secondsLeft: record.timeLeftMs === null ? null : record.timeLeftMs / 1000,
    seconds: record.elapsedMs / 1000,
    best: best && {
      trial: best.trial,
      point: best.point,
      ...best.sample,
      seeds: best.members.map(({ seed, value, runId }) => ({ seed, value, runId })),
    },
    createdAt: record.createdAt,
    finishedAt: record.finishedAt,
  };
}

/** A line with its values by path. */
export function lineObject(line: SweepLine, point: Point | undefined) {
  const { trial, seed, state, reason, runId, value, epochs } = line;
  return { trial, seed, point: point ?? {}, state, reason, runId, value, epochs };
}

/** All lines, in the order of trials and seeds. */
export function lineObjects({ trials, lines }: SweepDetail) {
  const points = new Map(trials.map(({ number, point }) => [number, point]));
  return lines.map((line) => lineObject(line, points.get(line.trial)));
}

/** A line that has come to its end. */
export const hasEnded = ({ state }: SweepLine): boolean => classOf(state) !== 'open';

/** How many lines have come to their end. */
export function endedCount(counts: SweepCounts): number {
  const { completed, answered, pruned, diverged, failed, cancelled } = counts;
  return completed + answered + pruned + diverged + failed + cancelled;
}

/** How a line ended, in a word; as the app says it. */
export const stateWord = (state: string): string => (state === 'answered' ? 'saved before' : state);

/** "8 completed, 3 pruned". */
export function countsInWords(counts: SweepCounts): string {
  const parts = (Object.entries(counts) as [string, number][]).filter(([, number]) => number > 0);
  return parts.map(([state, number]) => `${count(number)} ${stateWord(state)}`).join(', ') || 'nothing yet';
}

/** A value of the objective with its unit. */
export function valueInWords({ sweep }: SweepRecord, value: number | null | undefined): string {
  return sweep.objective.metric.endsWith('Error') ? percent(value) : loss(value);
}

export function pointInWords(point: Point): string {
  return printable(
    Object.entries(point)
      .map(([path, value]) => `${path} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`)
      .join(', ') || 'the base',
  );
}

/** The same in lines of text. */
export function sweepInWords(record: SweepRecord): string {
  const { best, sweep } = record;
  const sample = best?.sample;
  const spread = sample?.sd === null || !sample ? '' : ` ± ${valueInWords(record, sample.sd)}`;
  const lines: [string, string][] = [
    ['Sweep', `${record.id}  (#${record.number}, ${printable(record.name)})`],
    ['State', record.stateReason ? `${record.state}: ${printable(record.stateReason)}` : record.state],
    ['Search', `${sweep.strategy.id}, pruner ${sweep.pruner.id}, ${sweep.seeds.length} seeds`],
    ['Runs', `${countsInWords(record.counts)}; ${count(record.plannedRuns)} in all`],
    ['Time', duration(record.elapsedMs)],
  ];
  if (best && sample) {
    lines.push([
      'Best',
      `${sweep.objective.metric} ${valueInWords(record, sample.mean)}${spread} (n = ${sample.n})`,
    ]);
    lines.push(['', pointInWords(best.point)]);
  }
  return lines.map(([label, text]) => `${label.padEnd(10)} ${text}\n`).join('');
}
