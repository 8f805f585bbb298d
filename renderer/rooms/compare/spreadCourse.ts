/** The moments at which spreads of compared runs were recorded, and what stands for a run at each; pure, renderer. */
import type { SpreadRecord } from '../../../shared/runs/inside';

/** All epochs at which at least one of the runs has a record, ascending. */
export const recordedEpochs = (runs: readonly (readonly SpreadRecord[])[]): readonly number[] =>
  [...new Set(runs.flatMap((records) => records.map(({ epoch }) => epoch)))].sort((a, b) => a - b);

/** A run's last record up to an epoch; null where it has none by then: a run without records is shown as it was saved. */
export const recordAt = (records: readonly SpreadRecord[], epoch: number): SpreadRecord | null =>
  records.findLast((record) => record.epoch <= epoch) ?? null;
