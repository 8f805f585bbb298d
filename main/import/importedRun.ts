/** What the readers of other programs' records give, before it becomes a run of the lab; any process, types and bounds only. */
import { LabError } from '../../shared/result';
import type { ImportedRun, ImportedRunSeries } from '../../shared/trainer/protocol';

export type { ImportedRun, ImportedRunSeries };

/** Bounds of what is read: beyond them a file is no record of trainings. */
export const readLimits = {
  /** Of one file. */
  maxFileBytes: 1024 ** 3,
  /** Of all files of one import. */
  maxTotalBytes: 4 * 1024 ** 3,
  maxFiles: 50_000,
  maxDepth: 8,
  maxRuns: 20_000,
  maxPoints: 50_000_000,
} as const;

export const badRecord = (name: string, what: string, cause?: unknown): LabError =>
  new LabError('bad-file', `"${name}" cannot be imported: ${what}.`, cause === undefined ? {} : { cause });

export const tooLargeRecord = (name: string, what: string): LabError =>
  new LabError('too-large', `"${name}" cannot be imported: ${what}.`);

/** Points of series by name, as they are found. */
export class SeriesCollector {
  private readonly points = new Map<string, { steps: number[]; values: number[]; times: number[] }>();
  private count = 0;

  /** @param wallMs when the point was made; NaN where nobody knows */
  add(name: string, step: number, value: number, wallMs: number, file: string): void {
    if (++this.count > readLimits.maxPoints)
      throw tooLargeRecord(
        file,
        `there are more than ${readLimits.maxPoints.toLocaleString('en-US')} points`,
      );
    let found = this.points.get(name);
    if (!found) this.points.set(name, (found = { steps: [], values: [], times: [] }));
    found.steps.push(step);
    found.values.push(value);
    found.times.push(wallMs);
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** In order of steps; of several points at one step the one that came last counts, as after a resumed training. */
  series(): ImportedRunSeries[] {
    return [...this.points].map(([name, { steps, values, times }]) => {
      const order = [...steps.keys()].sort((a, b) => (steps[a] as number) - (steps[b] as number) || a - b);
      const kept = order.filter((at, i) => steps[at] !== steps[order[i + 1] ?? -1]);
      const hasTimes = kept.every((at) => Number.isFinite(times[at]));
      return {
        name,
        steps: Float64Array.from(kept, (at) => steps[at] as number),
        values: Float64Array.from(kept, (at) => values[at] as number),
        wallMs: hasTimes ? Float64Array.from(kept, (at) => times[at] as number) : null,
      };
    });
  }
}
