/** Short notes about what happened elsewhere, with an undo where there is one (renderer). */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { asLabError } from '../api/lab';

export interface Toast {
  readonly id: number;
  readonly message: string;
  readonly tone: 'neutral' | 'bad';
  readonly action: { readonly label: string; readonly run: () => void | Promise<void> } | null;
}

interface ToastOptions {
  readonly tone?: Toast['tone'];
  readonly action?: Toast['action'];
  /** How long it stays; null until it is dismissed. */
  readonly forMs?: number | null;
}

export const useToastsStore = defineStore('toasts', () => {
  const list = shallowRef<readonly Toast[]>([]);
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let last = 0;

  function dismiss(id: number): void {
    clearTimeout(timers.get(id));
    timers.delete(id);
    list.value = list.value.filter((toast) => toast.id !== id);
  }

  /** Shows a note; at most four stand at a time, the oldest goes first. */
  function show(message: string, options: ToastOptions = {}): number {
    const { tone = 'neutral', action = null, forMs = tone === 'bad' ? 12_000 : 7000 } = options;
    const id = ++last;
    list.value = [...list.value, { id, message, tone, action }];
    const [oldest] = list.value;
    if (list.value.length > 4 && oldest) dismiss(oldest.id);
    if (forMs !== null) {
      timers.set(
        id,
        setTimeout(() => dismiss(id), forMs),
      );
    }
    return id;
  }

  /** Says what was done and offers to take it back. */
  const showUndo = (message: string, undo: () => void | Promise<void>): number =>
    show(message, { action: { label: 'Undo', run: undo }, forMs: 10_000 });

  /** Says what went wrong, in the lab's own words. */
  const showError = (thrown: unknown): number => show(asLabError(thrown).message, { tone: 'bad' });

  async function act(toast: Toast): Promise<void> {
    dismiss(toast.id);
    try {
      await toast.action?.run();
    } catch (thrown) {
      showError(thrown);
    }
  }

  return { list, show, showUndo, showError, dismiss, act };
});
