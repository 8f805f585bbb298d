/** A run with its points, as charts of runs take it (renderer). */
import type { RunRecord } from '../../shared/runs/run';
import { runTitle } from '../format/runTitle';
import type { SeriesEntry } from '../stores/series';

/** A run with its points. */
export interface SeriesItem {
  readonly run: RunRecord;
  readonly series: SeriesEntry;
  /** Its name in the chart; the run's own if none is given. */
  readonly label?: string;
}

export const nameOf = ({ run, label }: SeriesItem): string => label ?? runTitle(run);

/** Counts up whenever one of the runs got longer. */
export const versionOf = (items: readonly SeriesItem[]): number =>
  items.reduce((sum, { series }) => sum + series.version.value, 0);

/** The runs whose points can be exported from a chart. */
export const runIdsOf = (items: readonly SeriesItem[]): readonly string[] => items.map(({ run }) => run.id);
