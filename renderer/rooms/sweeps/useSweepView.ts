/** A sweep's page brought up to date while the sweep goes on, a few times a second at most: tables of thousands of lines must not hold the page up (renderer). */
import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from 'vue';
import { strategyOf } from '../../../shared/catalog/strategies';
import { gridOf } from '../../../shared/sweep/spaceEntry';
import type { Point } from '../../../shared/sweep/point';
import type { LabError } from '../../../shared/result';
import type { SweepLine, SweepRecord } from '../../../shared/sweep/record';
import { useSweepsStore } from '../../stores/sweeps';
import { liveLines, liveTrials, type LiveLine, type LiveTrial } from './liveCurves';
import { SweepDigest } from './sweepDigest';
import {
  heatGrid,
  inQueueOrder,
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
  /** A configuration over its seeds, as it is now. */
  readonly trialOf: (trial: number) => TrialView | undefined;
  readonly paths: ComputedRef<readonly string[]>;
  /** The lines whose runs are drawn as curves. */
  readonly drawn: ComputedRef<readonly LiveLine[]>;
  /** The same by configurations, each with all its seeds. */
  readonly drawnTrials: ComputedRef<readonly LiveTrial[]>;
  readonly history: ComputedRef<History>;
  readonly meanHistory: ComputedRef<History>;
  readonly heat: ComputedRef<HeatGrid | null>;
}

/** Lines beyond which a second passes between two pictures. */
const manyLines = 2000;

/** Opens the sweep's book for as long as the calling component lives. */
export function useSweepView(sweep: () => SweepRecord): SweepView {
  const store = useSweepsStore();
  const { id } = sweep();
  /** What is made of these is made anew only where they are others, not with every word of the sweep. */
  const file = computed(() => sweep().sweep);
  const best = computed(() => sweep().best?.trial ?? null);
  const book = store.book(id);
  const digest = new SweepDigest(book, file.value.objective);
  book.follow(digest);
  /** Counts the pictures: book and digest are not reactive themselves. */
  const seen = ref(0);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function refresh(): void {
    timer = undefined;
    seen.value++;
  }
  watch(book.version, () => {
    timer ??= setTimeout(refresh, book.lines.size > manyLines ? 1000 : 200);
  });
  watch(book.loaded, refresh);
  onScopeDispose(() => {
    clearTimeout(timer);
    store.close(id);
  });

  const trackPictures = (): number => seen.value;
  /** Worked out with the next picture after a change, and only where it is looked at. */
  const asSeen = <T>(work: () => T): ComputedRef<T> =>
    computed(() => {
      trackPictures();
      return work();
    });
  const lines = asSeen(() => [...book.lines.values()]);
  const trials = asSeen(() => digest.trials());
  const factors = computed(() => {
    const { space, strategy } = file.value;
    if (strategyOf(strategy.id).source !== 'grid') return [];
    return space.flatMap((entry) => {
      const values = gridOf(entry).values ?? [];
      return values.length > 1 ? [{ path: entry.path, values }] : [];
    });
  });
  const drawn = asSeen(() =>
    liveLines(digest.running(), best.value === null ? [] : book.linesOf(best.value), digest.ended()),
  );
  return {
    loaded: book.loaded,
    error: book.error,
    lines,
    queue: computed(() => inQueueOrder(lines.value)),
    trials,
    pointOf: (trial) => book.trials.get(trial)?.point ?? {},
    trialOf: (trial) => digest.trial(trial),
    paths: asSeen(() => variedPaths(book.trials.values())),
    drawn,
    drawnTrials: computed(() => liveTrials(drawn.value, (trial) => book.linesOf(trial))),
    history: asSeen(() => digest.history()),
    meanHistory: asSeen(() => digest.meanHistory()),
    heat: computed(() => heatGrid(factors.value, () => trials.value, lines.value)),
  };
}
