/** One of the differing settings, chosen for an axis of a view and kept in the address (renderer). */
import { computed, type ComputedRef } from 'vue';
import { useRoute } from 'vue-router';
import type { Factor } from '../../../shared/compare/factors';
import { factorLabel } from '../../format/factorText';
import type { Compared } from './useCompared';

/** In a list: no setting. */
export const none = '-';

export interface FactorChoice {
  readonly factor: ComputedRef<Factor | undefined>;
  readonly path: ComputedRef<string>;
  readonly options: ComputedRef<readonly { readonly value: string; readonly label: string }[]>;
  readonly choose: (path: string) => void;
}

/** `usual` is the setting as long as nothing was chosen; `optional` offers none. */
export function useFactorChoice(
  { factors, setQuery }: Compared,
  key: string,
  usual: () => Factor | undefined,
  { optional, noneLabel = 'nothing' }: { readonly optional: boolean; readonly noneLabel?: string },
): FactorChoice {
  const route = useRoute();
  const factor = computed(() => {
    const wanted = route.query[key];
    if (wanted === none && optional) return undefined;
    return factors.value.find(({ path }) => path === wanted) ?? usual();
  });
  return {
    factor,
    path: computed(() => factor.value?.path ?? none),
    options: computed(() => [
      ...(optional || factors.value.length === 0 ? [{ value: none, label: noneLabel }] : []),
      ...factors.value.map(({ path }) => ({ value: path, label: factorLabel(path) })),
    ]),
    choose: (path) => setQuery({ [key]: path }),
  };
}
