/** What a trained network decides row by row, and how its numbers are spread; types and bounds, any process. */
import { configLimits } from '../config/configLimits';
import { z } from '../zod';

/** What a network decides for the rows it was judged by. */
export interface RunDecisions {
  readonly rowsOf: 'test' | 'train';
  /** True class of each row, in the order of the split. */
  readonly labels: Uint8Array;
  /** Output decided for, of each row. */
  readonly predicted: Uint16Array;
}

/** Some of those rows, with what the network says of each. */
export interface RunRows {
  /** Row-major [rows, features], as they are before standardisation. */
  readonly features: Uint8Array | Float32Array;
  /** Row-major [rows, outputs]; probabilities, or plain outputs where the loss takes those. */
  readonly outputs: Float32Array;
  readonly areProbabilities: boolean;
}

/** Most rows that are asked for at once. */
export const mostRowsAtOnce = 500;

/** How many of some numbers lie where: bins of one width between the smallest and the largest of them. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly counts: readonly number[];
  readonly mean: number;
  /** Of all numbers (n). */
  readonly sd: number;
  /** Share of them that is exactly 0, 0 to 1. */
  readonly zeros: number;
  /** Numbers that are no numbers any more (NaN, ∞); they are in no bin. */
  readonly broken: number;
}

/** A layer of a network: what its units give, its weights, and the gradient of the loss by them. */
export interface LayerSpread {
  readonly units: number;
  readonly activations: Histogram;
  readonly weights: Histogram;
  readonly gradients: Histogram;
}

/** The spreads of every layer at a moment of the training. */
export interface SpreadRecord {
  readonly step: number;
  readonly epoch: number;
  /** First training rows that went through the network. */
  readonly rows: number;
  readonly layers: readonly LayerSpread[];
}

const histogramSchema = z.strictObject({
  ...{ min: z.number(), max: z.number(), counts: z.array(z.int().min(0)).max(1000).readonly() },
  ...{ mean: z.number(), sd: z.number().min(0), zeros: z.number().min(0).max(1), broken: z.int().min(0) },
});

/** A record that comes from elsewhere: another machine, a study file. */
export const spreadRecordSchema: z.ZodType<SpreadRecord> = z.strictObject({
  ...{ step: z.int().min(0), epoch: z.number().min(0), rows: z.int().min(1) },
  layers: z
    .array(
      z.strictObject({
        units: z.int().min(1),
        ...{ activations: histogramSchema, weights: histogramSchema, gradients: histogramSchema },
      }),
    )
    .max(configLimits.maxHiddenLayers + 1)
    .readonly(),
});

/** The spreads of a run whose course may have been recorded. */
export interface RecordedSpread extends RunSpread {
  /** In order of step; empty where nothing was recorded. */
  readonly recorded: readonly SpreadRecord[];
}

/** The spreads of every layer, before the first step and after the last one. */
export interface RunSpread {
  /** First training rows that went through the network. */
  readonly rows: number;
  readonly start: readonly LayerSpread[];
  readonly end: readonly LayerSpread[];
}
