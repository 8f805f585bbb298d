/** What an action of the lab is, wherever it is asked for: palette, keyboard, native menu (renderer). */
import { useToastsStore } from '../stores/toasts';

/** An action. `keys` as in keys.ts: "Mod+K". */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly group: 'Go to' | 'Runs' | 'Data' | 'View' | 'Help';
  /** More words it is found by. */
  readonly words?: string;
  readonly keys?: string;
  /** What it would act on now; null where there is nothing, and the palette leaves it out then. */
  readonly target?: () => string | null;
  readonly run: () => unknown;
}

/** Carries a command out; what goes wrong is told in a toast, as there is no better place. */
export async function carryOut(command: Command): Promise<void> {
  try {
    await command.run();
  } catch (thrown) {
    useToastsStore().showError(thrown);
  }
}
