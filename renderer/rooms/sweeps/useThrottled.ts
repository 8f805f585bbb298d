/** A value that follows another one at most so often; the last change always arrives (renderer). */
import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';

export function useThrottled<T>(source: Readonly<Ref<T>>, everyMs: () => number): Readonly<ShallowRef<T>> {
  const shown = shallowRef(source.value);
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(source, () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      shown.value = source.value;
    }, everyMs());
  });
  onScopeDispose(() => clearTimeout(timer));
  return shown;
}
