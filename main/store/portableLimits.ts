/** Bounds of study files that are read, and how what is beyond them is refused; main process and command line. */

/** Bounds of a file that is read. */
export const portableLimits = {
  maxFileBytes: 8 * 1024 ** 3,
  maxRuns: 100_000,
  /** Of one run: ten times the longest that the lab trains in a day. */
  maxSteps: 200_000_000,
  maxEvaluations: 5_000_000,
  maxBoundaries: 10_000,
  maxBoundarySize: 1024,
  maxSpreads: 10_000,
  maxSpreadBytes: 1024 * 1024,
  maxLayers: 17,
  /** Of one run: the last ones are kept. */
  maxCheckpoints: 2,
  maxCheckpointBytes: 1024 ** 3,
  maxSweeps: 10_000,
  /** Of what the search of a sweep remembers. */
  maxStateLength: 64 * 1024 * 1024,
  maxDatasets: 10_000,
  maxStudies: 1000,
} as const;

/** What is wrong with the file, in words. */
export class Refusal extends Error {}

export function demand(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Refusal(what);
}
