/** The menu bar: entries the system answers itself, and commands that the page carries out; main process. */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { RecentFile } from '../../shared/files/fileKind';
import { acceleratorOf } from '../../shared/shortcuts';
import { menuRooms, type MenuCommand } from './commands';
import type { RecentFiles } from './recentFiles';

type Item = MenuItemConstructorOptions;
const isMac = process.platform === 'darwin';
const line: Item = { type: 'separator' };

/** What the menu acts on. */
export interface MenuNeeds {
  /** Sends a command to the page, opening a window where there is none. */
  readonly invoke: (command: MenuCommand) => void;
  readonly showDataFolder: () => void;
  /** Opens a file of the recent ones. */
  readonly open: (file: string) => void;
  readonly recent: RecentFiles;
}

/** Sets the menu, and again whenever the recent files change: entries of a menu cannot be exchanged. */
export function keepLabMenu(needs: MenuNeeds): void {
  const set = (list: readonly RecentFile[]): void =>
    Menu.setApplicationMenu(Menu.buildFromTemplate(template(needs, list)));
  needs.recent.onChange(set);
  set(needs.recent.list());
}

type Entry = (label: string, command: MenuCommand) => Item;

function template(needs: MenuNeeds, recent: readonly RecentFile[]): Item[] {
  const entry: Entry = (label, command) => {
    const accelerator = acceleratorOf(command, isMac);
    return { label, click: () => needs.invoke(command), ...(accelerator ? { accelerator } : {}) };
  };
  return [
    ...(isMac ? [appMenu(entry)] : []),
    { label: '&File', submenu: fileEntries(entry, needs, recent) },
    { label: '&Edit', submenu: editEntries() },
    { label: '&View', submenu: viewEntries(entry) },
    { label: '&Run', submenu: runEntries(entry) },
    isMac ? { role: 'windowMenu' } : { label: '&Window', submenu: windowEntries() },
    { role: 'help', label: '&Help', submenu: helpEntries(entry) },
  ];
}

/** On macOS the first menu is the app's. */
function appMenu(entry: Entry): Item {
  return {
    label: app.name,
    submenu: [
      entry('About LossLab', 'help:about'),
      line,
      entry('Settings…', 'view:settings'),
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  };
}

function fileEntries(entry: Entry, needs: MenuNeeds, recent: readonly RecentFile[]): Item[] {
  return [
    entry('&Open…', 'files:open'),
    { label: 'Open &Recent', submenu: recentEntries(needs, recent) },
    line,
    entry('&Import data set…', 'data:import'),
    entry('Import r&uns and sweeps…', 'runs:importFiles'),
    entry('Import runs from a &folder…', 'runs:importFolder'),
    entry('Open a s&weep file…', 'sweep:open'),
    line,
    entry('&Export run…', 'run:export'),
    entry('Export e&verything…', 'lab:export'),
    line,
    { label: 'Show &data folder', click: needs.showDataFolder },
    ...(isMac
      ? [line, { role: 'close' } as const]
      : [line, entry('&Settings', 'view:settings'), line, { role: 'quit' } as const]),
  ];
}

function recentEntries({ open, recent }: MenuNeeds, list: readonly RecentFile[]): Item[] {
  if (list.length === 0) return [{ label: 'No recent files', enabled: false }];
  return [
    ...list.map(({ path, name, folder }): Item => ({
      // An ampersand would mark a key.
      label: `${name} – ${folder}`.replaceAll('&', '&&'),
      click: () => open(path),
    })),
    line,
    { label: '&Clear', click: () => recent.clear() },
  ];
}

function editEntries(): Item[] {
  return [
    { role: 'undo' },
    { role: 'redo' },
    line,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'delete' },
    line,
    { role: 'selectAll' },
  ];
}

function viewEntries(entry: Entry): Item[] {
  return [
    ...menuRooms.map(({ name, label }) => entry(label, `view:${name}`)),
    line,
    entry('&Back', 'history:back'),
    entry('&Forward', 'history:forward'),
    line,
    entry('Command &palette', 'view:palette'),
    entry('Collapse or expand the r&ail', 'view:toggleRail'),
    line,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [line, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
  ];
}

function runEntries(entry: Entry): Item[] {
  return [
    entry('&Train', 'run:train'),
    line,
    entry('&Pause or resume', 'run:pauseOrResume'),
    entry('&Stop and keep the result', 'run:stop'),
    entry('&Cancel', 'run:cancel'),
  ];
}

/** macOS brings its own. */
function windowEntries(): Item[] {
  return [
    { role: 'minimize' },
    { label: '&Maximise or restore', click: (_item, window) => toggleMaximised(window) },
    line,
    { role: 'close' },
  ];
}

function toggleMaximised(window: unknown): void {
  const target = window as Electron.BrowserWindow | undefined;
  if (target?.isMaximized()) target.unmaximize();
  else target?.maximize();
}

function helpEntries(entry: Entry): Item[] {
  return [
    entry('&Start page', 'view:start'),
    entry('&Tour', 'help:tour'),
    entry('&Keyboard shortcuts', 'help:shortcuts'),
    ...(isMac ? [] : [line, entry('&About LossLab', 'help:about')]),
  ];
}
