/** The classes of a run's data set by name, also where the data set is gone; pure, renderer. */
import { builtInDatasets } from '../../shared/catalog/datasets';
import type { DatasetInfo } from '../../shared/data/dataset';
import type { RunRecord } from '../../shared/runs/run';

/** Names from the data set, the catalog, or just numbers, as many as the run's results have. */
export function classNamesOf(run: RunRecord, info: DatasetInfo | undefined): readonly string[] {
  const count = run.result?.perClassError.length ?? 0;
  const known =
    info?.classNames ?? builtInDatasets.find(({ id }) => id === run.config.dataset.id)?.classNames ?? [];
  // A data set of another shape under the same id would name the wrong things.
  if (known.length > 0 && (count === 0 || known.length === count)) return known;
  return Array.from({ length: count }, (_, index) => String(index));
}
