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

/** The one run of a chart whose points can be exported from there, or null. */
export const onlyRun = (items: readonly SeriesItem[]): string | null =>
  items.length === 1 ? (items[0]?.run.id ?? null) : null;
