/** What a training session asks of an engine: steps on a network whose state the engine holds; training workers. */
import type { EngineInfo } from '../../shared/runs/run';
import type { NetworkState } from './network';

export type { PreparedData } from '../data/prepare';

/** Where the rows of consecutive steps come from. */
export type BatchSource =
  | { readonly kind: 'full' }
  | {
      readonly kind: 'order';
      /** Row indices; batch b takes rows [b · batchSize, (b + 1) · batchSize). The same array for a whole epoch. */
      readonly order: Int32Array;
      readonly batchSize: number;
      readonly firstBatch: number;
    };

/** Consecutive steps of one batch size. */
export interface StepJob {
  /** 0-based. */
  readonly firstStep: number;
  readonly learningRates: Float64Array;
  readonly count: number;
  readonly batches: BatchSource;
}

/** What evaluation says about each row. */
export interface RowResults {
  readonly losses: Float32Array;
  /** Index of the output decided for. */
  readonly predicted: Int32Array;
}

/** A network in training. All calls block; results depend on the steps only, never on how they are cut into jobs. */
export interface TrainingEngine {
  readonly info: EngineInfo;
  /** Most steps a job may have. */
  readonly maxSteps: number;
  assign(state: NetworkState): void;
  /** A copy of the state. */
  read(): NetworkState;
  /** Does the steps and returns each one's loss, before its update. */
  train(job: StepJob): Float32Array;
  /** Evaluates the first `rows` rows, without dropout and penalties. */
  evaluate(which: 'train' | 'test', rows: number): RowResults;
  /** Logits [rows, outputs] of points in the data's own units. */
  predict(points: Float32Array, rows: number): Float32Array;
  dispose(): void;
}
