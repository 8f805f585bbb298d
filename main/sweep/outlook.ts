/** How far a sweep has come and how long it will take, from its lines and what runs have taken so far; main process and command line. */
import { classOf } from '../../shared/sweep/ledger';
import {
  timeLeftMs,
  typicalDuration,
  type FinishedRun,
  type Rates,
  type RunCost,
} from '../../shared/sweep/timeLeft';
import type { StoredLine } from '../store/store';
import { isWaiting } from './lineBook';

/** Runs that the durations are learnt from: the latest say most. */
const mostLearntFrom = 500;
/** Waiting lines that are looked at one by one; of more, every so many stands for the others. */
const mostWaiting = 4000;

/** A line that is being trained. */
export interface UnderWay {
  readonly elapsedMs: number;
  readonly doneShare: number;
  /** Training and evaluation alone; undefined before they have begun. */
  readonly workMs: number | undefined;
}

export interface OutlookParts {
  readonly lines: readonly StoredLine[];
  /** In the order of the queue. */
  readonly waiting: readonly StoredLine[];
  /** Lines that will still be proposed. */
  readonly unproposed: number;
  readonly costOf: (trial: number) => RunCost;
  readonly underWay: (line: StoredLine) => UnderWay;
  /** Training and evaluation alone, of a run that has ended; undefined where it is not known. */
  readonly workMsOf: (line: StoredLine) => number | undefined;
  readonly rates: Rates;
  readonly usualShare: number | null;
  readonly gapMs: number;
  /** Runs side by side. */
  readonly places: number;
}

/** Share of the training that is done, 0 to 1; lines still to be proposed count as the mean of the others. */
export function progressOf({ lines, unproposed, costOf, underWay, rates }: OutlookParts): number {
  let done = 0;
  let whole = 0;
  for (const line of lines) {
    const weight = typicalDuration(costOf(line.trial), rates);
    whole += weight;
    if (classOf(line.state) !== 'open') done += weight;
    else if (line.runId !== null) done += weight * underWay(line).doneShare;
  }
  if (lines.length > 0) whole += (whole / lines.length) * unproposed;
  return whole > 0 ? done / whole : 0;
}

/** Milliseconds until the end at the present number of runs side by side; null where nothing is known yet. */
export function sweepTimeLeft({
  lines,
  waiting,
  unproposed,
  costOf,
  underWay,
  workMsOf,
  rates,
  usualShare,
  gapMs,
  places,
}: OutlookParts): number | null {
  const finished: FinishedRun[] = [...lines]
    .filter((line) => line.durationMs !== null && line.endedAt !== null)
    .sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))
    .slice(0, mostLearntFrom)
    .map((line) => ({
      cost: costOf(line.trial),
      durationMs: line.durationMs ?? 0,
      doneShare: line.doneShare ?? 1,
      workMs: workMsOf(line),
    }));
  const running = lines
    .filter(({ state }) => classOf(state) === 'open' && !isWaiting(state))
    .map((line) => ({ cost: costOf(line.trial), ...underWay(line) }));
  const stride = Math.ceil((waiting.length + unproposed) / mostWaiting) || 1;
  const costs = waiting.filter((_, i) => i % stride === 0).map((line) => costOf(line.trial));
  const mean = meanCost(lines.map((line) => costOf(line.trial)));
  for (let i = 0; i < Math.round(unproposed / stride); i++) costs.push(mean);
  const expected = { rates, share: usualShare, gapMs };
  if (stride === 1) return timeLeftMs(finished, running, costs, places, expected);
  const now = timeLeftMs(finished, running, [], places, expected);
  const later = timeLeftMs(finished, [], costs, places, expected);
  return now === null || later === null ? null : now + stride * later;
}

function meanCost(costs: readonly RunCost[]): RunCost {
  const mean = (part: keyof RunCost) =>
    costs.reduce((sum, cost) => sum + cost[part], 0) / (costs.length || 1);
  return { steps: mean('steps'), trainingWork: mean('trainingWork'), evaluationWork: mean('evaluationWork') };
}
