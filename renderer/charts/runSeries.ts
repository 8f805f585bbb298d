/** A run with its points, as charts of runs take it (renderer). */
import type { RunRecord } from '../../shared/runs/run';
import type { RunLook } from '../format/runColors';
import { runTitle } from '../format/runTitle';
import type { SeriesEntry } from '../stores/series';

/** A run with its points. */
export interface SeriesItem {
  readonly run: RunRecord;
  readonly series: SeriesEntry;
  /** Its name in the chart; the run's own if none is given. */
  readonly label?: string;
  /** Training rows, where they are known: an axis of samples needs them. */
  readonly rowsPerEpoch?: number | undefined;
}

/** Runs that are shown as one: mean and deviation, the runs faintly behind. */
export interface SeriesGroup {
  readonly id: string;
  readonly label: string;
  readonly look: RunLook;
  readonly items: readonly SeriesItem[];
}

export const nameOf = ({ run, label }: SeriesItem): string => label ?? runTitle(run);

/** Whether samples can be counted for all of them. */
export const countsSamples = (items: readonly SeriesItem[]): boolean =>
  items.length > 0 && items.every(({ rowsPerEpoch }) => rowsPerEpoch !== undefined);

/** Whether some of the groups are means. */
export const hasMeans = (groups: readonly SeriesGroup[] | undefined): boolean =>
  groups?.some(({ items }) => items.length > 1) ?? false;

/** Counts up whenever one of the runs got longer. */
export const versionOf = (items: readonly SeriesItem[]): number =>
  items.reduce((sum, { series }) => sum + series.version.value, 0);

/** The runs whose points can be exported from a chart. */
export const runIdsOf = (items: readonly SeriesItem[]): readonly string[] => items.map(({ run }) => run.id);
