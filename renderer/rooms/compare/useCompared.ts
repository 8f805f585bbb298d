/** The runs that the address asks to compare, with their points, names and differences (renderer). */
import { computed, onMounted, watch, type ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { RunRecord } from '../../../shared/runs/run';
import type { SeriesItem } from '../../charts/runSeries';
import { useRunsStore } from '../../stores/runs';
import { differenceNames, mostCompared, parameterRows, type ParameterRow } from './comparison';

export interface Compared {
  readonly runs: ComputedRef<readonly RunRecord[]>;
  /** How many of the address are not there any more. */
  readonly missing: ComputedRef<number>;
  readonly rows: ComputedRef<readonly ParameterRow[]>;
  readonly names: ComputedRef<readonly string[]>;
  /** For charts. */
  readonly items: ComputedRef<readonly SeriesItem[]>;
  /** The run that the others are measured against: the first one, if the address names none. */
  readonly baseline: ComputedRef<RunRecord | undefined>;
  setBaseline(id: string): void;
  take(id: string): void;
}

const idPattern = /^[0-9a-z]{8,40}$/;

/** The ids of an address, each once. */
export function idsOf(param: unknown): readonly string[] {
  const text = typeof param === 'string' ? param : '';
  return [...new Set(text.split('+'))].filter((id) => idPattern.test(id)).slice(0, mostCompared);
}

export function useCompared(): Compared {
  const route = useRoute();
  const router = useRouter();
  const store = useRunsStore();
  const ids = computed(() => idsOf(route.params['ids']));
  const runs = computed(() =>
    ids.value.flatMap((id) => {
      const run = store.get(id);
      return run ? [run] : [];
    }),
  );
  const rows = computed(() => parameterRows(runs.value));
  const names = computed(() => differenceNames(runs.value, rows.value));
  const items = computed(() =>
    runs.value.map((run, index) => ({
      run,
      series: store.series(run.id),
      label: names.value[index] ?? '',
    })),
  );
  const baseline = computed(
    () => runs.value.find(({ id }) => id === route.query['baseline']) ?? runs.value[0],
  );
  onMounted(() => {
    if (store.status === 'idle') void store.load();
  });
  // One run is looked at on its own page.
  watch(
    () => [store.status, ids.value] as const,
    ([status, [only, second]]) => {
      if (status === 'ready' && only !== undefined && second === undefined)
        void router.replace({ name: 'run', params: { id: only } });
    },
    { immediate: true },
  );
  const go = (list: readonly string[], first: string | undefined): void =>
    void router.replace({
      name: 'compare',
      params: { ids: list.join('+') },
      query: first === undefined ? {} : { baseline: first },
    });
  return {
    runs,
    missing: computed(() => (store.status === 'ready' ? ids.value.length - runs.value.length : 0)),
    rows,
    names,
    items,
    baseline,
    setBaseline: (id) => go(ids.value, id),
    take: (id) =>
      go(
        ids.value.filter((other) => other !== id),
        baseline.value?.id === id ? undefined : baseline.value?.id,
      ),
  };
}
