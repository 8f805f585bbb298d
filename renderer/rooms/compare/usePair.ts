/** The two runs that are looked into against each other: the baseline, and another one chosen in the address (renderer). */
import { computed, type ComputedRef } from 'vue';
import { useRoute } from 'vue-router';
import type { RunRecord } from '../../../shared/runs/run';
import type { Compared } from './useCompared';

export interface Pair {
  readonly first: RunRecord;
  readonly second: RunRecord;
}

export interface PairChoice {
  /** null where there are not two runs with a network to look into. */
  readonly pair: ComputedRef<Pair | null>;
  readonly options: ComputedRef<readonly { readonly value: string; readonly label: string }[]>;
  readonly nameOf: (run: RunRecord) => string;
}

/** Trained here and to an end: of others there is nothing to look into. */
const isOpen = ({ result }: RunRecord): boolean => (result?.perClassError.length ?? 0) > 0;

export function usePair({ runs, names, groups, selection, baseline }: Compared): PairChoice {
  const route = useRoute();
  const open = computed(() => runs.value.filter(isOpen));
  const find = (id: unknown): RunRecord | undefined => open.value.find((run) => run.id === id);
  const nameOf = ({ id }: RunRecord): string => names.value.get(id) ?? '';
  const first = computed(() => find(baseline.value?.id) ?? open.value[0]);
  /** What was chosen, else a run of another group, else any other. */
  const second = computed(() => {
    const group = groups.value.find(({ members }) => members.some(({ id }) => id === first.value?.id));
    const isOfGroup = (run: RunRecord): boolean => group?.members.some(({ id }) => id === run.id) ?? false;
    const others = open.value.filter(({ id }) => id !== first.value?.id && selection.has(id));
    const asked = find(route.query['with']);
    if (asked && asked.id !== first.value?.id) return asked;
    return others.find((run) => !isOfGroup(run)) ?? others[0];
  });
  return {
    pair: computed(() => (first.value && second.value ? { first: first.value, second: second.value } : null)),
    options: computed(() =>
      open.value.map((run) => ({ value: run.id, label: `#${run.number} ${nameOf(run)}` })),
    ),
    nameOf,
  };
}
