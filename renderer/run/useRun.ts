/** One run as it is shown: its record, where it stands, its points, its data set (renderer). */
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import { isActive, type RunRecord } from '../../shared/runs/run';
import type { DatasetInfo } from '../../shared/data/dataset';
import type { LabError } from '../../shared/result';
import type { SeriesItem } from '../charts/runSeries';
import { useDatasetsStore } from '../stores/datasets';
import type { RunProgress } from '../stores/progress';
import { useRunsStore } from '../stores/runs';
import type { SeriesEntry } from '../stores/series';

export interface ShownRun {
  /** undefined while it is not known, or gone. */
  readonly run: ComputedRef<RunRecord | undefined>;
  readonly progress: ComputedRef<RunProgress | null>;
  readonly active: ComputedRef<boolean>;
  readonly dataset: ComputedRef<DatasetInfo | undefined>;
  readonly series: Readonly<ShallowRef<SeriesEntry | null>>;
  /** For charts: this run alone, empty until it is there. */
  readonly seriesList: ComputedRef<readonly SeriesItem[]>;
  /** Why its points could not be read. */
  readonly seriesError: Readonly<ShallowRef<LabError | null>>;
  readonly loadSeries: () => void;
}

/** Follows the run with this id; its points are asked for once it is known. */
export function useRun(id: () => string): ShownRun {
  const runs = useRunsStore();
  const datasets = useDatasetsStore();
  const run = computed(() => runs.get(id()));
  const progress = computed(() => runs.progress(id()));
  const series = shallowRef<SeriesEntry | null>(null);
  const seriesError = shallowRef<LabError | null>(null);

  function loadSeries(): void {
    const wanted = id();
    if (!run.value) {
      series.value = null;
      return;
    }
    series.value = runs.series(wanted);
    void runs.seriesLoaded(wanted).then((error) => {
      if (id() === wanted) seriesError.value = error;
    });
  }
  // Deleted and brought back, it has another buffer.
  watch([id, () => run.value === undefined], loadSeries, { immediate: true });

  return {
    run,
    progress,
    active: computed(() => (progress.value ? isActive(progress.value.state) : false)),
    dataset: computed(() => run.value && datasets.get(run.value.config.dataset.id)),
    series,
    seriesList: computed(() => (run.value && series.value ? [{ run: run.value, series: series.value }] : [])),
    seriesError,
    loadSeries,
  };
}
