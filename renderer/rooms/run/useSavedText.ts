/** A text that is saved a moment after the last key, when it is left, and when its field goes away (renderer). */
import { onBeforeUnmount, ref, watch, type Ref } from 'vue';
import { useToastsStore } from '../../stores/toasts';

const delayMs = 800;

/** `saved` is the text as the lab has it; what is being typed is not overwritten by it. */
export function useSavedText(
  saved: () => string,
  save: (text: string) => Promise<void>,
): { readonly text: Ref<string>; readonly flush: () => Promise<void> } {
  const text = ref(saved());
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (text.value === saved()) return;
    try {
      await save(text.value);
    } catch (thrown) {
      // The text stays in the field; the next key or leaving it tries again.
      useToastsStore().showError(thrown);
    }
  }

  watch(text, (now) => {
    clearTimeout(timer);
    timer = now === saved() ? undefined : setTimeout(() => void flush(), delayMs);
  });
  watch(saved, (now) => {
    if (timer === undefined) text.value = now;
  });
  onBeforeUnmount(() => void flush());
  return { text, flush };
}
