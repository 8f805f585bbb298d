/** How long a run will take and how much it will leave in the database; main process and command line. */
import { optimizers } from '../../shared/catalog/optimizers';
import { entryOf } from '../../shared/catalog/parameter';
import type { RunPlan } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import { spreadInterval } from '../../shared/config/spreadInterval';
import type { DatasetInfo } from '../../shared/data/dataset';
import type { TrainerPort } from './trainerPort';

/** A form waits for this; while the host is still starting it shows no time rather than none of the rest. */
const patienceMs = 4000;

/** Milliseconds for all steps (evaluations left out), or null where that cannot be found out in time. */
export async function estimateDuration(
  trainer: TrainerPort,
  config: RunConfig,
  info: DatasetInfo,
  plan: RunPlan,
): Promise<number | null> {
  try {
    const { msPerStep } = await trainer.request('estimate', { config, info }, { timeoutMs: patienceMs });
    return msPerStep * plan.totalSteps;
  } catch {
    return null;
  }
}

/** Bytes in the database once the run is over: losses, evaluations, weights, last checkpoint, boundaries. */
export function estimateBytes(config: RunConfig, info: DatasetInfo, plan: RunPlan): number {
  const slots = entryOf(optimizers, config.optimizer.id).slots.length;
  const weights = 4 * plan.parameterCount;
  const evaluations = 1 + Math.ceil(config.training.epochs / config.evaluation.everyEpochs);
  const isPlane = info.featureShape.reduce((a, b) => a * b, 1) === 2;
  const boundaries = isPlane ? 2_000 * Math.min(150, 1 + plan.totalSteps) : 0;
  const spreadEvery = spreadInterval(config);
  const spreads =
    spreadEvery === null ? 0 : (1 + config.training.epochs / spreadEvery) * 1_200 * plan.layers.length;
  const losses = 4 * plan.totalSteps + 100 * Math.ceil(plan.totalSteps / 8192);
  const seconds = 8 * Math.min(10_000, config.training.epochs);
  return Math.ceil(
    4_000 + losses + 70 * evaluations + seconds + boundaries + spreads + weights + weights * (1 + slots),
  );
}
