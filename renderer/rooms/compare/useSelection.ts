/** The runs chosen on the page by brushing, clicking or by keyboard: one choice for all its views (renderer). */
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';

export interface Selection {
  /** Ids of the chosen runs; null where nothing is chosen, which shows all alike. */
  readonly ids: Readonly<ShallowRef<ReadonlySet<string> | null>>;
  /** The view it was made in: others take back their brushes. */
  readonly source: Readonly<ShallowRef<string>>;
  readonly count: ComputedRef<number>;
  /** Whether a run stands out or stands back. */
  readonly has: (id: string) => boolean;
  /** Chooses these runs; nothing, or all there are, chooses none in particular. */
  readonly set: (ids: Iterable<string> | null, source: string) => void;
  /** Chooses these runs, or, where they are just what is chosen, none. */
  readonly toggle: (ids: readonly string[], source: string) => void;
}

/** A choice among the runs with these ids; what is no longer there is not chosen. */
export function useSelection(known: () => readonly string[]): Selection {
  const ids = shallowRef<ReadonlySet<string> | null>(null);
  const source = shallowRef('');
  const set = (wanted: Iterable<string> | null, from: string): void => {
    const all = known();
    const given = wanted && new Set(wanted);
    const kept = given && all.filter((id) => given.has(id));
    source.value = from;
    ids.value = kept && kept.length > 0 && kept.length < all.length ? new Set(kept) : null;
  };
  watch(known, () => set(ids.value, source.value));
  return {
    ids,
    source,
    count: computed(() => ids.value?.size ?? 0),
    has: (id) => ids.value === null || ids.value.has(id),
    set,
    toggle: (wanted, from) => {
      const same = ids.value?.size === wanted.length && wanted.every((id) => ids.value?.has(id));
      set(same ? null : wanted, from);
    },
  };
}
