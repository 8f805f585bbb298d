/** A whole sweep on its way to a page: its configurations and lines as texts, each taken in by itself, as thousands of objects would hold the page up; pure, runs anywhere. */
import type { SweepDetail, SweepLine, SweepRecord, SweepTrialRow } from './record';

/** A sweep with everything else of it in texts. */
export interface PackedSweep {
  readonly record: SweepRecord;
  /** Each is some of its configurations and lines. */
  readonly parts: readonly string[];
}

/** Some of a sweep's configurations and lines. */
export interface SweepPart {
  readonly trials: readonly SweepTrialRow[];
  readonly lines: readonly SweepLine[];
}

/** Configurations and lines in a part: so many are read in a few milliseconds. */
const mostInPart = 1000;

/** The sweep in texts. */
export function packSweep({ record, trials, lines }: SweepDetail): PackedSweep {
  const parts: string[] = [];
  for (let from = 0; from < Math.max(trials.length, lines.length); from += mostInPart) {
    const to = from + mostInPart;
    parts.push(JSON.stringify({ trials: trials.slice(from, to), lines: lines.slice(from, to) }));
  }
  return { record, parts };
}

/** What is in a text. */
export const unpackPart = (text: string): SweepPart => JSON.parse(text) as SweepPart;

/** The whole. */
export function unpackSweep({ record, parts }: PackedSweep): SweepDetail {
  const all = parts.map(unpackPart);
  return {
    record,
    trials: all.flatMap(({ trials }) => trials),
    lines: all.flatMap(({ lines }) => lines),
  };
}
