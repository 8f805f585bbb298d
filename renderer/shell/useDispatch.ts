/** Carries commands out when their keys are pressed or the native menu asks for them (renderer). */
import { onBeforeUnmount, onMounted } from 'vue';
import { isInsideLab, on } from '../api/lab';
import { carryOut, type Command } from './command';
import { isPressed, isTyping } from './keys';

const openDialogs = (): readonly HTMLDialogElement[] => [
  ...document.querySelectorAll<HTMLDialogElement>('dialog[open]'),
];

/** A key alone is text where text is typed. */
const isPlain = (keys: string): boolean => !keys.includes('+');

/** Listens for as long as the calling component lives. */
export function useDispatch(commands: readonly Command[]): void {
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const wanted = commands.find(({ keys }) => keys !== undefined && isPressed(event, keys));
    if (!wanted?.keys || (isPlain(wanted.keys) && isTyping(event))) return;
    // Prevented, or the menu would carry out its shortcut of the same keys as well.
    event.preventDefault();
    // What lies under a dialog is out of reach; the palette's own keys close it again.
    if (event.repeat || (openDialogs().length > 0 && wanted.id !== 'view:palette')) return;
    void carryOut(wanted);
  }

  function onMenu(id: string): void {
    const wanted = commands.find((command) => command.id === id);
    if (!wanted) return;
    for (const dialog of openDialogs()) dialog.close();
    void carryOut(wanted);
  }

  let stop: (() => void) | null = null;
  onMounted(() => {
    document.addEventListener('keydown', onKey);
    if (isInsideLab()) stop = on('command:invoked', ({ command }) => onMenu(command));
  });
  onBeforeUnmount(() => {
    document.removeEventListener('keydown', onKey);
    stop?.();
  });
}
