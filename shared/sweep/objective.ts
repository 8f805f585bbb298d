/** What a sweep looks for: the metric, its direction, and the number a run is judged by; runs anywhere. */
import type { Evaluation } from '../runs/run';

export const objectiveMetrics = ['testError', 'testLoss', 'trainError', 'trainLoss'] as const;
export type ObjectiveMetric = (typeof objectiveMetrics)[number];

/** As `objectiveSchema` reads it. */
export interface Objective {
  readonly metric: ObjectiveMetric;
  readonly direction: 'minimize' | 'maximize';
  /** last: the value at a run's end; best: its best value at any evaluation. */
  readonly at: 'last' | 'best';
}

type Metrics = Pick<Evaluation, ObjectiveMetric>;

/** The objective's value at an evaluation, in the metric's own unit; null where it has none or it is not finite. */
export function metricAt({ metric }: Objective, evaluation: Metrics): number | null {
  const value = evaluation[metric];
  return value !== null && Number.isFinite(value) ? value : null;
}

/** The value a run is judged by, from its evaluations in order; null where there is none. */
export function valueOfRun(objective: Objective, evaluations: readonly Metrics[]): number | null {
  const values = evaluations.map((evaluation) => metricAt(objective, evaluation));
  if (objective.at === 'last') return values.at(-1) ?? null;
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return objective.direction === 'minimize' ? Math.min(...known) : Math.max(...known);
}

/** The value as a cost: strategies and pruners look for small numbers whatever the direction. Its own inverse. */
export function asCost({ direction }: Objective, value: number): number {
  return direction === 'minimize' ? value : -value;
}
