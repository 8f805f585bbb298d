/** Which rows each step takes: a new order every epoch, from the seed and the epoch alone; training workers. */
import type { RunPlan } from '../../../shared/config/plan';
import { permutation, randomStream } from '../../../shared/rng';
import type { BatchSource } from '../engine';

/** Steps from a place in the run on that have one shape and one epoch. */
export interface StepsAhead {
  readonly count: number;
  readonly batches: BatchSource;
}

/** Whether steps are on batches of the full size, not on the short last one of an epoch. */
export const isWhole = (batches: BatchSource, plan: Pick<RunPlan, 'batchSize'>): boolean =>
  batches.kind === 'full' || batches.batchSize === plan.batchSize;

/** Hands out the rows of the steps. */
export class BatchPlan {
  private epoch = -1;
  private full: Int32Array = new Int32Array();
  private rest: Int32Array = new Int32Array();

  constructor(
    private readonly plan: RunPlan,
    private readonly seed: number,
  ) {}

  /** Full batches in an epoch. */
  get fullBatches(): number {
    return Math.floor(this.plan.trainRows / this.plan.batchSize);
  }

  /** The steps from `step` on, at most `most`, up to the end of the epoch's batches of this size. */
  ahead(step: number, most: number): StepsAhead {
    const { batchSize, stepsPerEpoch, trainRows } = this.plan;
    if (batchSize === trainRows) return { count: most, batches: { kind: 'full' } };
    this.shuffle(Math.floor(step / stepsPerEpoch));
    const firstBatch = step % stepsPerEpoch;
    const left = this.fullBatches - firstBatch;
    if (left > 0) {
      const batches = { kind: 'order', order: this.full, batchSize, firstBatch } as const;
      return { count: Math.min(most, left), batches };
    }
    return {
      count: 1,
      batches: { kind: 'order', order: this.rest, batchSize: this.rest.length, firstBatch: 0 },
    };
  }

  private shuffle(epoch: number): void {
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    const order = permutation(this.plan.trainRows, randomStream(this.seed, `shuffle:${epoch}`));
    const used = this.fullBatches * this.plan.batchSize;
    this.full = order.subarray(0, used);
    this.rest = order.slice(used);
  }
}
