/** How many rows a run trains on in an epoch, where its data set is known; pure, renderer. */
import { splitSizes } from '../../shared/config/plan';
import type { DatasetInfo } from '../../shared/data/dataset';
import type { RunRecord } from '../../shared/runs/run';

/** Rows of an epoch; undefined where the data set is gone. A generator makes as many as the run asked for. */
export function rowsPerEpoch({ config }: RunRecord, info: DatasetInfo | undefined): number | undefined {
  const { dataset } = config;
  if (!info) return undefined;
  const rows = dataset.params['n'];
  const { train } = splitSizes(dataset, typeof rows === 'number' ? { ...info, rows } : info);
  return Math.min(train, dataset.trainRows ?? train);
}
