/** A sweep's page brought up to date while the sweep goes on, a few times a second at most: tables of thousands of lines must not hold the page up (renderer). */
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { strategyOf } from '../../../shared/catalog/strategies';
import { gridOf } from '../../../shared/sweep/spaceEntry';
import type { Point } from '../../../shared/sweep/point';
import type { LabError } from '../../../shared/result';
import type { SweepLine, SweepRecord } from '../../../shared/sweep/record';
import { useSweepsStore } from '../../stores/sweeps';
import {
  heatGrid,
  historyOf,
  inQueueOrder,
  trialViews,
  variedPaths,
  type HeatGrid,
  type History,
  type TrialView,
} from './sweepView';

export interface SweepView {
  readonly loaded: Readonly<Ref<boolean>>;
  readonly error: Readonly<Ref<LabError | null>>;
  /** In no order. */
  readonly lines: Readonly<Ref<readonly SweepLine[]>>;
  readonly queue: ComputedRef<readonly SweepLine[]>;
  readonly trials: ComputedRef<readonly TrialView[]>;
  /** The values of a configuration. */
  readonly pointOf: (trial: number) => Point;
  readonly byTrial: ComputedRef<ReadonlyMap<number, TrialView>>;
  readonly paths: ComputedRef<readonly string[]>;
  readonly history: ComputedRef<History>;
  readonly heat: ComputedRef<HeatGrid | null>;
}

/** Lines beyond which a second passes between two pictures. */
const manyLines = 2000;

/** Opens the sweep's book for as long as the calling component lives. */
export function useSweepView(sweep: () => SweepRecord): SweepView {
  const store = useSweepsStore();
  const { id } = sweep();
  const book = store.book(id);
  const lines = shallowRef<readonly SweepLine[]>([...book.lines.values()]);
  const seen = ref(0);
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** The lines as of a moment ago: what is drawn from them gets a turn of its own, so that no turn takes long. */
  const settled = shallowRef(lines.value);
  let settling: ReturnType<typeof setTimeout> | undefined;

  function refresh(): void {
    timer = undefined;
    lines.value = [...book.lines.values()];
    seen.value++;
    clearTimeout(settling);
    settling = setTimeout(() => (settled.value = lines.value), book.lines.size > manyLines ? 300 : 0);
  }
  watch(book.version, () => {
    timer ??= setTimeout(refresh, book.lines.size > manyLines ? 1000 : 200);
  });
  watch(book.loaded, refresh);
  onScopeDispose(() => {
    clearTimeout(timer);
    clearTimeout(settling);
    store.close(id);
  });

  const trials = computed(() => trialViews(book.trials, lines.value));
  const paths = computed(() => {
    // The trials are not reactive themselves.
    return seen.value >= 0 ? variedPaths(book.trials.values()) : [];
  });
  const factors = computed(() => {
    const { space, strategy } = sweep().sweep;
    if (strategyOf(strategy.id).source !== 'grid') return [];
    return space.flatMap((entry) => {
      const values = gridOf(entry).values ?? [];
      return values.length > 1 ? [{ path: entry.path, values }] : [];
    });
  });
  return {
    loaded: book.loaded,
    error: book.error,
    lines,
    queue: computed(() => inQueueOrder(lines.value)),
    trials,
    pointOf: (trial) => book.trials.get(trial)?.point ?? {},
    byTrial: computed(() => new Map(trials.value.map((view) => [view.trial, view]))),
    paths,
    history: computed(() => historyOf(settled.value, sweep().sweep.objective)),
    heat: computed(() => heatGrid(factors.value, () => trials.value, settled.value)),
  };
}
