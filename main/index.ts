/** Starts the app: puts the parts together and decides nothing itself; Electron's main process. */
import { app, session, type BrowserWindow, type Session } from 'electron';
import path from 'node:path';
import { logUncaught, offerReload } from './app/crash';
import { useDataFolder } from './app/dataFolder';
import { openLog, labLog } from './app/log';
import { keepLabMenu } from './app/menu';
import { limitNavigation } from './app/navigation';
import { blockNetwork } from './app/network';
import { OpenedFiles } from './app/openedFiles';
import { denyPermissions } from './app/permissions';
import { registerLabScheme, serveLabPage } from './app/protocol';
import { quitInOrder } from './app/quit';
import { RecentFiles } from './app/recentFiles';
import { sandboxAllPages } from './app/sandbox';
import { labPage, recoveryPage } from './app/origin';
import { isRepairable, recoveryCalls, setRecoveryMenu } from './app/recovery';
import { isOnlyInstance } from './app/singleInstance';
import { denyWebviews } from './app/webviews';
import { openLabWindow } from './app/window';
import { startLab } from './app/startLab';
import { tellStartFailure } from './app/startFailure';
import type { CallHandlers } from './ipc/answer';
import { broadcast, listenForDroppedFiles, serveCalls } from './ipc/server';
import { ShownFiles } from './ipc/shownFiles';

const data = useDataFolder();
openLog(data.folder);
logUncaught();
registerLabScheme();
sandboxAllPages();

let window: BrowserWindow | null = null;
/** Whether the lab is open and answers; no window before that. */
let started = false;
const shownFiles = new ShownFiles();
const opened = new OpenedFiles(shownFiles, () => {
  broadcast('files:opened', null);
  // On macOS files are opened also while there is no window.
  if (started && !window) showWindow();
});

/** The lab's own page, or the one that stands in for it while the database is damaged. */
let page = labPage;

/** Opens the window, or shows the one there is. */
function showWindow(): BrowserWindow {
  if (window) {
    window.show();
    return window;
  }
  const fresh = openLabWindow(data.windowStateFile, page);
  window = fresh;
  offerReload(fresh);
  fresh.on('closed', () => {
    window = null;
  });
  return fresh;
}

function secure(session: Session): void {
  serveLabPage(session, path.join(app.getAppPath(), 'out', 'renderer'));
  blockNetwork(session);
  denyPermissions(session);
}

function start(): void {
  if (data.problem !== null) throw data.problem;
  secure(session.defaultSession);
  const recent = new RecentFiles(data.recentFilesFile);
  recent.onChange((list) => broadcast('files:recentChanged', list));
  let handlers: CallHandlers;
  let close = () => Promise.resolve();
  const openLab = () => {
    const lab = startLab({ data, shownFiles, opened, recent, broadcast, show: () => void showWindow() });
    ({ handlers, close } = lab);
    page = labPage;
    keepLabMenu({
      invoke: (command) => broadcast('command:invoked', { command }),
      showDataFolder: () => void lab.handlers['lab:showDataFolder'](null),
      open: (file) => opened.offer([file]),
      recent,
    });
  };
  try {
    openLab();
  } catch (problem) {
    if (!isRepairable(problem)) throw problem;
    labLog.error('the database is damaged', problem);
    page = recoveryPage;
    setRecoveryMenu();
    handlers = recoveryCalls({
      data,
      problem,
      openLab: () => {
        openLab();
        window?.loadURL(page).catch(() => undefined);
      },
    });
  }
  quitInOrder(() => close());
  serveCalls(
    () => handlers,
    (channel, error) => {
      const level = error.code === 'internal' ? 'error' : 'info';
      labLog[level](`${channel}: ${error.code}: ${error.message}`, error.detail ?? '');
    },
  );
  listenForDroppedFiles(shownFiles);
  started = true;
  showWindow();
  app.on('activate', () => void showWindow());
}

app.on('web-contents-created', (_event, contents) => {
  limitNavigation(contents);
  denyWebviews(contents);
});
// On macOS an app without windows stays in the dock.
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});

if (
  isOnlyInstance(
    () => (started ? showWindow() : null),
    (handedOver) => opened.takeOver(handedOver),
  )
) {
  opened.listen();
  app.whenReady().then(start).catch(tellStartFailure);
} else app.quit();
