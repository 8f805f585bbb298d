/** How large a network and its training may be; apart from the schema, which most of the page does not need; runs anywhere. */

/** Bounds that the form shows too. */
export const configLimits = {
  maxHiddenLayers: 16,
  maxUnits: 8192,
  maxOutputUnits: 1000,
  maxBatchSize: 1_000_000,
  maxEpochs: 10_000_000,
} as const;
