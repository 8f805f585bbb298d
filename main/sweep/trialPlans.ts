/** What a configuration of a sweep comes to on its data set: whether it fits, and what it costs; main process and command line. */
import { planRun } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import { LabError } from '../../shared/result';
import type { Objective } from '../../shared/sweep/objective';
import { costOfRun, type RunCost } from '../../shared/sweep/timeLeft';
import type { DatasetService } from '../runs/types';

export interface TrialPlan {
  readonly datasetHash: string;
  readonly cost: RunCost;
}

/**
 * Plans a configuration. Rejects with LabError `invalid-input` where it does not fit its data set, or would have no value
 * for the objective.
 */
export async function planTrial(
  datasets: DatasetService,
  config: RunConfig,
  objective: Objective,
): Promise<TrialPlan> {
  const info = await datasets.info(config.dataset);
  const plan = planRun(config, info);
  const isOnTest = objective.metric.startsWith('test');
  if (isOnTest && plan.testRows === 0)
    throw valueless('dataset.testFraction', 'test', 'raise the test share');
  if (!isOnTest && config.evaluation.trainRows === 0)
    throw valueless('evaluation.trainRows', 'training', 'let training rows be evaluated');
  return { datasetHash: info.hash, cost: costOfRun(config, plan) };
}

function valueless(path: string, rows: string, remedy: string): LabError {
  const message = `The objective is a ${rows} metric, but no ${rows} rows are evaluated; ${remedy} or choose another objective.`;
  return new LabError('invalid-input', message, { issues: [{ path: `base.${path}`, message }] });
}
