/** How large runs and data sets are on disk, counted in the lengths of what they hold; main process and command line. */
import type { Database } from './database';

export interface StoredBytes {
  /** Without checkpoints. */
  readonly bytes: number;
  readonly checkpoints: number;
}

/** By table: the bytes of a run's rows beside which the rest is little. */
const lengths = {
  runs: 'length(config) + coalesce(length(result), 0) + coalesce(length(epoch_seconds), 0) + 500',
  loss_chunks: 'length(losses) + coalesce(length(knots_ms), 0)',
  evaluations: '60',
  boundaries: 'length(grid)',
  spreads: 'length(layers)',
  weights: 'length(kernel) + length(bias)',
  run_series: 'length(steps) + length(numbers) + coalesce(length(times_ms), 0)',
} as const;

/** What is not there counts as nothing. */
export function storedBytes(
  db: Database,
  runIds: readonly string[],
  datasetIds: readonly string[],
): StoredBytes {
  const parts = Object.entries(lengths).map(
    ([table, length]) =>
      `(SELECT total(${length}) FROM ${table} WHERE ${table === 'runs' ? 'number' : 'run'} = r.number)`,
  );
  const ofRun = `SELECT ${parts.join(' + ')} AS bytes,
    (SELECT total(length(data)) FROM checkpoints WHERE run = r.number) AS checkpoints FROM runs r WHERE r.id = ?`;
  let bytes = 0;
  let checkpoints = 0;
  for (const id of runIds) {
    const found = db.get<StoredBytes>(ofRun, id);
    bytes += found?.bytes ?? 0;
    checkpoints += found?.checkpoints ?? 0;
  }
  for (const id of datasetIds)
    bytes +=
      db.get<{ bytes: number }>(
        'SELECT total(length(bytes)) AS bytes FROM dataset_parts WHERE dataset = ?',
        id,
      )?.bytes ?? 0;
  return { bytes, checkpoints };
}
