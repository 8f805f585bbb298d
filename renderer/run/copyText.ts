/** Puts text on the clipboard and says so (renderer). */
import { useToastsStore } from '../stores/toasts';

/** Copies; a toast tells what was copied or that it could not be. */
export async function copyText(text: string, what: string): Promise<void> {
  const toasts = useToastsStore();
  try {
    await navigator.clipboard.writeText(text);
    toasts.show(`Copied ${what}.`, { forMs: 3000 });
  } catch {
    toasts.show(`${what} could not be copied; select the text and use the keyboard.`, { tone: 'bad' });
  }
}
