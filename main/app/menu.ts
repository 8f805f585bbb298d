/** The menu bar: entries the system answers itself, and commands that the page carries out; main process. */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { menuRooms, type MenuCommand } from './commands';

const isMac = process.platform === 'darwin';
const line: MenuItemConstructorOptions = { type: 'separator' };

/**
 * @param invoke sends a command to the page
 * @param showDataFolder opens the folder that holds the database
 */
export function setLabMenu(invoke: (command: MenuCommand) => void, showDataFolder: () => void): void {
  const entry = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => invoke(command),
    ...(accelerator ? { accelerator } : {}),
  });
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [appMenu(entry)] : []),
    {
      label: '&File',
      submenu: [
        entry('&Import data set…', 'data:import', 'CmdOrCtrl+O'),
        entry('Import &runs…', 'runs:importFiles'),
        entry('Import runs from a &folder…', 'runs:importFolder'),
        entry('&Export run…', 'run:export', 'CmdOrCtrl+E'),
        line,
        { label: 'Show &data folder', click: showDataFolder },
        ...(isMac
          ? [line, { role: 'close' } as const]
          : [line, entry('&Settings', 'view:settings', 'Ctrl+,')]),
        ...(isMac ? [] : [line, { role: 'quit' } as const]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    { label: '&View', submenu: viewEntries(entry) },
    {
      label: '&Run',
      submenu: [
        entry('&Train', 'run:train', 'CmdOrCtrl+Enter'),
        line,
        entry('&Pause or resume', 'run:pauseOrResume', 'CmdOrCtrl+Shift+P'),
        entry('&Stop and keep the result', 'run:stop', 'CmdOrCtrl+Shift+S'),
        entry('&Cancel', 'run:cancel'),
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    {
      role: 'help',
      label: '&Help',
      submenu: [
        entry('&Keyboard shortcuts', 'help:shortcuts'),
        ...(isMac ? [] : [line, entry('&About LossLab', 'help:about')]),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

type Entry = (label: string, command: MenuCommand, accelerator?: string) => MenuItemConstructorOptions;

/** On macOS the first menu is the app's. */
function appMenu(entry: Entry): MenuItemConstructorOptions {
  return {
    label: app.name,
    submenu: [
      entry('About LossLab', 'help:about'),
      line,
      entry('Settings…', 'view:settings', 'Cmd+,'),
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

function viewEntries(entry: Entry): MenuItemConstructorOptions[] {
  return [
    ...menuRooms.map(({ name, label }, i) => entry(label, `view:${name}`, `CmdOrCtrl+${i + 1}`)),
    line,
    entry('&Back', 'history:back', isMac ? 'Cmd+[' : 'Alt+Left'),
    entry('&Forward', 'history:forward', isMac ? 'Cmd+]' : 'Alt+Right'),
    line,
    entry('Command &palette', 'view:palette', 'CmdOrCtrl+K'),
    entry('Collapse or expand the &rail', 'view:toggleRail', 'CmdOrCtrl+B'),
    line,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [line, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
  ];
}
