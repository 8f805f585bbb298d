/** The runs that the address asks to compare: their points, what differs, the groups they are shown in, what is chosen of them (renderer). */
import { computed, onMounted, watch, type ComputedRef } from 'vue';
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router';
import {
  averagedOver,
  differingFactors,
  groupByFactors,
  seedPath,
  type Factor,
} from '../../../shared/compare/factors';
import type { RunRecord } from '../../../shared/runs/run';
import { runIdSchema } from '../../../shared/runs/runSchemas';
import type { SeriesItem } from '../../charts/runSeries';
import { rowsPerEpoch } from '../../run/rowsPerEpoch';
import { useDatasetsStore } from '../../stores/datasets';
import { useRunsStore } from '../../stores/runs';
import { differenceNames, mostCompared, parameterRows, type ParameterRow } from './comparison';
import { chosenOnly, runGroups, type RunGroup } from './grouping';
import { metricOf, type Metric } from './metrics';
import { useSelection, type Selection } from './useSelection';

/** The parts of the page. */
export const views = ['curves', 'results', 'relations', 'inside', 'settings'] as const;
export type View = (typeof views)[number];

export interface Compared {
  readonly runs: ComputedRef<readonly RunRecord[]>;
  /** How many of the address are not there any more. */
  readonly missing: ComputedRef<number>;
  readonly rows: ComputedRef<readonly ParameterRow[]>;
  /** By id. */
  readonly names: ComputedRef<ReadonlyMap<string, string>>;
  /** What differs among the runs. */
  readonly factors: ComputedRef<readonly Factor[]>;
  /** The factors that are kept apart; means are over all others. */
  readonly chosen: ComputedRef<readonly Factor[]>;
  /** The factors that means are taken over. */
  readonly over: ComputedRef<readonly Factor[]>;
  readonly toggleFactor: (path: string) => void;
  /** All groups, and the same with only the runs that are chosen on the page. */
  readonly allGroups: ComputedRef<readonly RunGroup[]>;
  readonly groups: ComputedRef<readonly RunGroup[]>;
  readonly selection: Selection;
  /** For charts, all runs. */
  readonly items: ComputedRef<readonly SeriesItem[]>;
  /** The run that the others are measured against: the first one, if the address names none. */
  readonly baseline: ComputedRef<RunRecord | undefined>;
  readonly metric: ComputedRef<Metric>;
  readonly view: ComputedRef<View>;
  /** Puts something of the page into its address; undefined takes it out. */
  readonly setQuery: (changes: LocationQueryRaw) => void;
  /** Compares only these. */
  readonly keep: (ids: readonly string[]) => void;
}

/** In the address: nothing is kept apart. */
const noFactor = '-';

/** The ids of an address, each once. */
export function idsOf(param: unknown): readonly string[] {
  const text = typeof param === 'string' ? param : '';
  return [...new Set(text.split('+'))]
    .filter((id) => runIdSchema.safeParse(id).success)
    .slice(0, mostCompared);
}

export function useCompared(): Compared {
  const route = useRoute();
  const router = useRouter();
  const store = useRunsStore();
  const datasets = useDatasetsStore();
  const ids = computed(() => idsOf(route.params['ids']));
  const runs = computed(() =>
    ids.value.flatMap((id) => {
      const run = store.get(id);
      return run ? [run] : [];
    }),
  );
  const word = (key: string): string => {
    const given = route.query[key];
    return typeof given === 'string' ? given : '';
  };
  // Records change with every epoch of a run under way; what it is made of does not.
  const made = computed(() =>
    runs.value.map(({ id, configHash, datasetHash }) => `${id} ${configHash} ${datasetHash}`).join('\n'),
  );
  const factors = computed((before?: { made: string; factors: readonly Factor[] }) =>
    before?.made === made.value ? before : { made: made.value, factors: differingFactors(runs.value) },
  );
  const all = computed(() => factors.value.factors);
  const chosen = computed(() => {
    const by = word('by');
    if (by === '') return all.value.filter(({ path, derived }) => path !== seedPath && !derived);
    const paths = new Set(by.split(','));
    return all.value.filter(({ path }) => paths.has(path));
  });
  const names = computed(() => {
    const texts = differenceNames(runs.value, all.value);
    return new Map(runs.value.map(({ id }, i) => [id, texts[i] ?? '']));
  });
  const selection = useSelection(() => ids.value);
  const allGroups = computed(() => runGroups(runs.value, chosen.value));
  const setQuery = (changes: LocationQueryRaw): void =>
    void router.replace({ query: { ...route.query, ...changes } });
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
  return {
    runs,
    missing: computed(() => (store.status === 'ready' ? ids.value.length - runs.value.length : 0)),
    rows: computed(() => parameterRows(runs.value)),
    names,
    factors: all,
    chosen,
    over: computed(() =>
      averagedOver(
        all.value,
        new Set(chosen.value.map(({ path }) => path)),
        groupByFactors(runs.value.length, chosen.value),
      ),
    ),
    toggleFactor: (path) => {
      const paths = chosen.value.map((factor) => factor.path);
      const next = paths.includes(path) ? paths.filter((one) => one !== path) : [...paths, path];
      setQuery({ by: next.length > 0 ? next.join(',') : noFactor });
    },
    allGroups,
    groups: computed(() => chosenOnly(allGroups.value, selection.ids.value)),
    selection,
    items: computed(() =>
      runs.value.map((run) => ({
        run,
        series: store.series(run.id),
        label: names.value.get(run.id) ?? '',
        rowsPerEpoch: rowsPerEpoch(run, datasets.get(run.config.dataset.id)),
      })),
    ),
    baseline: computed(() => runs.value.find(({ id }) => id === word('baseline')) ?? runs.value[0]),
    metric: computed(() => metricOf(word('metric'))),
    view: computed(() => views.find((known) => known === word('view')) ?? 'curves'),
    setQuery,
    keep: (list) =>
      void router.replace({ name: 'compare', params: { ids: list.join('+') }, query: route.query }),
  };
}
