/** Starts the app: puts the parts together and decides nothing itself; Electron's main process. */
import { app, session, type BrowserWindow, type Session } from 'electron';
import path from 'node:path';
import { logUncaught, offerReload } from './app/crash';
import { useDataFolder } from './app/dataFolder';
import { openLog, labLog } from './app/log';
import { setLabMenu } from './app/menu';
import { limitNavigation } from './app/navigation';
import { blockNetwork } from './app/network';
import { denyPermissions } from './app/permissions';
import { registerLabScheme, serveLabPage } from './app/protocol';
import { quitInOrder } from './app/quit';
import { sandboxAllPages } from './app/sandbox';
import { labPage, recoveryPage } from './app/origin';
import { isRepairable, recoveryCalls } from './app/recovery';
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

/** The lab's own page, or the one that stands in for it while the database is damaged. */
let page = labPage;

/** Opens the window, or shows the one there is. */
function showWindow(): void {
  if (window) return window.show();
  window = openLabWindow(data.windowStateFile, page);
  offerReload(window);
  window.on('closed', () => {
    window = null;
  });
}

function secure(session: Session): void {
  serveLabPage(session, path.join(app.getAppPath(), 'out', 'renderer'));
  blockNetwork(session);
  denyPermissions(session);
}

function start(): void {
  secure(session.defaultSession);
  const shownFiles = new ShownFiles();
  let handlers: CallHandlers;
  let close = () => Promise.resolve();
  const openLab = () => {
    const lab = startLab({ data, shownFiles, broadcast, show: showWindow });
    ({ handlers, close } = lab);
    page = labPage;
    setLabMenu(
      (command) => broadcast('command:invoked', { command }),
      () => void lab.handlers['lab:showDataFolder'](null),
    );
  };
  try {
    openLab();
  } catch (problem) {
    if (!isRepairable(problem)) throw problem;
    labLog.error('the database is damaged', problem);
    page = recoveryPage;
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
  showWindow();
  app.on('activate', showWindow);
}

app.on('web-contents-created', (_event, contents) => {
  limitNavigation(contents);
  denyWebviews(contents);
});
// On macOS an app without windows stays in the dock.
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});

if (isOnlyInstance(() => window)) app.whenReady().then(start).catch(tellStartFailure);
else app.quit();
