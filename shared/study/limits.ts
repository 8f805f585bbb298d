/** Bounds of studies; runs anywhere. */
export const studyLimits = {
  maxRows: 200,
  maxSections: 20,
  maxSeeds: 100,
  maxFileBytes: 2_000_000,
  maxRuns: 2000,
} as const;
