/** Things in need of attention that the user has not been told of, or has not put aside; what was put aside stays so over a restart (renderer). */
import { computed, ref, type ComputedRef } from 'vue';
import { readStored, writeStored } from '../format/stored';

/**
 * @param storageKey where those put aside are kept
 * @param all what is in need of attention now
 * @param nameOf a name that changes when the same thing is a new matter
 */
export function useUnseen<T>(
  storageKey: string,
  all: () => readonly T[],
  nameOf: (one: T) => string,
): { readonly unseen: ComputedRef<readonly T[]>; readonly dismiss: () => void } {
  const stored = readStored<{ names: readonly string[] }>(storageKey)?.names;
  const seen = ref<ReadonlySet<string>>(new Set(Array.isArray(stored) ? stored.map(String) : []));

  const unseen = computed(() => all().filter((one) => !seen.value.has(nameOf(one))));

  function dismiss(): void {
    // Of those that go on meanwhile nothing needs to be kept.
    const names = all().map(nameOf);
    seen.value = new Set(names);
    writeStored(storageKey, { names });
  }

  return { unseen, dismiss };
}
