/** The quantities of the compared runs, and those chosen for the axes of a view, kept in the address (renderer). */
import { computed, type ComputedRef } from 'vue';
import { useRoute } from 'vue-router';
import type { Quantity } from '../../charts/quantity';
import { quantitiesOf } from './quantities';
import type { Compared } from './useCompared';

export const useQuantities = ({ runs, factors }: Compared): ComputedRef<readonly Quantity[]> =>
  computed(() => quantitiesOf(runs.value, factors.value));

export interface QuantityChoice {
  readonly quantity: ComputedRef<Quantity | undefined>;
  readonly options: ComputedRef<readonly { readonly value: string; readonly label: string }[]>;
  readonly choose: (id: string) => void;
}

/** `usual` is the quantity's id as long as nothing was chosen. */
export function useQuantityChoice(
  quantities: ComputedRef<readonly Quantity[]>,
  { setQuery }: Compared,
  key: string,
  usual: () => string | undefined,
): QuantityChoice {
  const route = useRoute();
  const find = (id: unknown): Quantity | undefined => quantities.value.find((one) => one.id === id);
  return {
    quantity: computed(() => find(route.query[key]) ?? find(usual()) ?? quantities.value[0]),
    options: computed(() => quantities.value.map(({ id, label }) => ({ value: id, label }))),
    choose: (id) => setQuery({ [key]: id }),
  };
}
