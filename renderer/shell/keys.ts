/** Keyboard shortcuts as they are written on this system and as events match them; pure but for the system's name (renderer). */
import { platform } from '../api/lab';

const arrows: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→' };
const macSigns: Readonly<Record<string, string>> = { ...arrows, Mod: '⌘', Shift: '⇧', Alt: '⌥' };
const otherSigns: Readonly<Record<string, string>> = { ...arrows, Mod: 'Ctrl' };

export const isMac = (): boolean => platform() === 'darwin';

/** "Mod+K" as the user reads it: Ctrl+K, ⌘K. */
export function keysText(keys: string): string {
  const signs = isMac() ? macSigns : otherSigns;
  const parts = keys.split('+').map((part) => signs[part] ?? part);
  return parts.join(isMac() ? '' : '+');
}

/** Whether a key press is this shortcut. "?" and such count however they are typed. */
export function isPressed(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  const other = isMac() ? event.ctrlKey : event.metaKey;
  if (mod !== parts.includes('Mod') || other || event.altKey !== parts.includes('Alt')) return false;
  if (/^([a-z0-9]|\w{2,})$/i.test(key) && event.shiftKey !== parts.includes('Shift')) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

/** Whether what has the focus takes letters as text. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
