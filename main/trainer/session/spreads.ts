/** Spreads of activations, gradients and weights recorded while a network is trained: one record at a time; training workers. */
import type { RunPlan } from '../../../shared/config/plan';
import type { RunConfig } from '../../../shared/config/runConfig';
import { spreadInterval } from '../../../shared/config/spreadInterval';
import type { SpreadRecord } from '../../../shared/runs/inside';
import type { PreparedData, TrainingEngine } from '../engine';
import { savedWeights } from '../network';
import { spreadSample, type SpreadSample } from '../spread';

/** Takes the records of one run. It only reads the network: the training goes on as if nobody had looked. */
export class SpreadRecorder {
  private readonly everySteps: number | null;
  private sample: SpreadSample | null = null;

  constructor(
    private readonly config: RunConfig,
    private readonly plan: RunPlan,
    private readonly data: PreparedData,
  ) {
    const everyEpochs = spreadInterval(config);
    this.everySteps = everyEpochs === null ? null : everyEpochs * plan.stepsPerEpoch;
  }

  /** The record of an evaluated step; null where none is due. */
  record(engine: TrainingEngine, step: number): SpreadRecord | null {
    const { config, data, everySteps, plan } = this;
    if (everySteps === null || step % everySteps !== 0) return null;
    this.sample ??= spreadSample(config, plan, data);
    const { of, rows } = this.sample;
    const layers = of(savedWeights(plan.layers, engine.read()));
    return { step, epoch: step / plan.stepsPerEpoch, rows, layers };
  }
}
