/** Starts the app: puts the parts together and decides nothing itself; Electron's main process. */
import { app, session, type BrowserWindow, type Session } from 'electron';
import path from 'node:path';
import type { LabError } from '../shared/result';
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
import { groundWindow, openLabWindow } from './app/window';
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
/** Whether the app is ready and may have a window. */
let started = false;
/** Whether the lab could not be opened: the app ends once that was told. */
let hasFailed = false;
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
  let close = () => Promise.resolve();
  // The window comes first, as its page takes longer to load than the lab; its calls wait.
  let answer: (handlers: CallHandlers) => void = () => undefined;
  let handlers = new Promise<CallHandlers>((resolve) => (answer = resolve));
  const answerWith = (found: CallHandlers) => {
    answer(found);
    handlers = Promise.resolve(found);
  };
  const openLab = () => {
    const lab = startLab({ data, shownFiles, opened, recent, broadcast, show: () => void showWindow() });
    close = lab.close;
    answerWith(lab.handlers);
    page = labPage;
    if (window) groundWindow(window);
    keepLabMenu({
      invoke: (command) => broadcast('command:invoked', { command }),
      showDataFolder: () => void lab.handlers['lab:showDataFolder'](null),
      open: (file) => opened.offer([file]),
      recent,
    });
  };
  const offerRecovery = (problem: LabError) => {
    labLog.error('the database is damaged', problem);
    page = recoveryPage;
    setRecoveryMenu();
    const calls = recoveryCalls({
      data,
      problem,
      openLab: () => {
        openLab();
        window?.loadURL(page).catch(() => undefined);
      },
    });
    window?.loadURL(page).catch(() => undefined);
    answerWith(calls);
  };
  const openOrRepair = () => {
    try {
      openLab();
    } catch (problem) {
      if (isRepairable(problem)) return offerRecovery(problem);
      hasFailed = true;
      window?.destroy();
      void tellStartFailure(problem);
    }
  };
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
  // The window's process is on its way first.
  setImmediate(openOrRepair);
  app.on('activate', () => void showWindow());
}

app.on('web-contents-created', (_event, contents) => {
  limitNavigation(contents);
  denyWebviews(contents);
});
// On macOS an app without windows stays in the dock.
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin' && !hasFailed) app.quit();
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
