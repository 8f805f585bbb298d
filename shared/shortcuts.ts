/** The keyboard shortcuts of the lab's commands, in one list: menu, page and the sheet of shortcuts follow it; runs anywhere. */

/** "Mod" is Ctrl, and Cmd on macOS; the last part is what KeyboardEvent.key says. */
export interface Shortcut {
  readonly keys: string;
  /** On macOS, where its custom differs. */
  readonly mac?: string;
}

/** By the command's id. */
export const shortcuts = {
  'view:train': { keys: 'Mod+1' },
  'view:sweeps': { keys: 'Mod+2' },
  'view:runs': { keys: 'Mod+3' },
  'view:studies': { keys: 'Mod+4' },
  'view:exercises': { keys: 'Mod+5' },
  'view:data': { keys: 'Mod+6' },
  'view:settings': { keys: 'Mod+,' },
  'view:palette': { keys: 'Mod+K' },
  'view:toggleRail': { keys: 'Mod+B' },
  'history:back': { keys: 'Alt+ArrowLeft', mac: 'Mod+[' },
  'history:forward': { keys: 'Alt+ArrowRight', mac: 'Mod+]' },
  'files:open': { keys: 'Mod+O' },
  'data:import': { keys: 'Mod+Shift+O' },
  'run:train': { keys: 'Mod+Enter' },
  'run:pauseOrResume': { keys: 'Mod+Shift+P' },
  'run:stop': { keys: 'Mod+Shift+S' },
  'run:export': { keys: 'Mod+E' },
  'help:shortcuts': { keys: '?' },
} as const satisfies Readonly<Record<string, Shortcut>>;

export type ShortcutId = keyof typeof shortcuts;

/** The keys of a command on this system; undefined where it has none. */
export function shortcutOf(id: string, isMac: boolean): string | undefined {
  if (!Object.hasOwn(shortcuts, id)) return undefined;
  const { keys, mac }: Shortcut = shortcuts[id as ShortcutId];
  return isMac ? (mac ?? keys) : keys;
}

/** As Electron's menus write it; undefined for a key alone, which a menu would take away from typing. */
export function acceleratorOf(id: string, isMac: boolean): string | undefined {
  const keys = shortcutOf(id, isMac);
  if (keys === undefined || !keys.includes('+')) return undefined;
  return keys.replace('Mod', 'CmdOrCtrl').replace(/Arrow(Left|Right|Up|Down)/, '$1');
}

/** Keys that mean something in one place only, handled there; for the sheet of shortcuts. Shown as they are, but for "Mod". */
export const placeShortcuts = [
  {
    place: 'In a chart',
    rows: [
      { label: 'Move along', keys: ['←', '→', '↑', '↓'] },
      { label: 'Read values', keys: ['Shift + ←', 'Shift + →'] },
      { label: 'Zoom in, out, all', keys: ['+', '−', '0'] },
    ],
  },
  {
    place: 'In a number field',
    rows: [
      { label: 'A step up or down', keys: ['↑', '↓'] },
      { label: 'Ten steps', keys: ['Shift + ↑', 'Shift + ↓'] },
    ],
  },
  {
    place: 'In the list of runs',
    rows: [
      { label: 'Select', keys: ['Space', 'Shift + ↓', 'Mod+A'] },
      { label: 'Open', keys: ['Enter'] },
      { label: 'Compare those chosen', keys: ['C'] },
      { label: 'Delete', keys: ['Delete'] },
    ],
  },
] as const;
