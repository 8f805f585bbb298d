/** Whether a run's data lie in a plane, and how its axes are named; pure, renderer. */
import { builtInDatasets } from '../../shared/catalog/datasets';
import type { DatasetInfo } from '../../shared/data/dataset';
import type { RunRecord } from '../../shared/runs/run';

/** Two features: a decision boundary can be drawn. */
export function isPlanar(run: RunRecord, info: DatasetInfo | undefined): boolean {
  const shape =
    info?.featureShape ?? builtInDatasets.find(({ id }) => id === run.config.dataset.id)?.featureShape;
  return shape?.length === 1 && shape[0] === 2;
}

/** Names of the two features. */
export function axisNames(info: DatasetInfo | undefined): readonly [string, string] {
  const [x, y] = info?.featureNames ?? [];
  return [x ?? 'x₁', y ?? 'x₂'];
}
