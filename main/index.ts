/** Starts the app: puts the parts together and decides nothing itself; Electron's main process. */
import { app, session, type BrowserWindow, type Session } from 'electron';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { logUncaught, offerReload } from './app/crash';
import { useDataFolder } from './app/dataFolder';
import type { LabDesk } from './app/labDesk';
import { openLog } from './app/log';
import { limitNavigation } from './app/navigation';
import { blockNetwork } from './app/network';
import { OpenedFiles } from './app/openedFiles';
import { denyPermissions } from './app/permissions';
import { registerLabScheme, serveLabPage } from './app/protocol';
import { quitInOrder } from './app/quit';
import { RecentFiles } from './app/recentFiles';
import { sandboxAllPages } from './app/sandbox';
import { labPage } from './app/origin';
import { isOnlyInstance } from './app/singleInstance';
import { denyWebviews } from './app/webviews';
import { groundWindow, openLabWindow } from './app/window';
import { tellStartFailure } from './app/startFailure';
import { reached, reachedAll } from './app/startTimes';
import { broadcast, listenForDroppedFiles, serveCalls } from './ipc/server';
import { ShownFiles } from './ipc/shownFiles';

/** The lab is opened after so long whether the page has called or not, milliseconds. */
const longestWaitMs = 1000;

reached('code loaded');
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

function turnTo(wanted: string, isToLoad: boolean): void {
  page = wanted;
  // The promise rejects where the page has been closed or reloaded meanwhile.
  if (isToLoad) window?.loadURL(page).catch(() => undefined);
}

function secure(session: Session): void {
  serveLabPage(session, path.join(app.getAppPath(), 'out', 'renderer'));
  blockNetwork(session);
  denyPermissions(session);
}

function start(): void {
  reached('Electron ready');
  if (data.problem !== null) throw data.problem;
  secure(session.defaultSession);
  const recent = new RecentFiles(data.recentFilesFile);
  recent.onChange((list) => broadcast('files:recentChanged', list));
  started = true;
  // The window comes first, as its page takes longer to load than the lab; its calls wait.
  showWindow();
  reached('window opened');
  let close = () => Promise.resolve();
  let wake = (): void => undefined;
  const asked = new Promise<void>((resolve) => (wake = resolve));
  // Not while the page waits for its files: it puts itself together while the lab is opened.
  const desk = Promise.race([asked, delay(longestWaitMs)]).then(() => openDesk(recent));
  void desk.then((opened) => (close = opened.close));
  serveCalls(async (channel, input) => {
    reached('first call of the page');
    wake();
    const answer = await (await desk).answer(channel, input);
    if (channel === 'runs:page') reachedAll('first runs sent');
    return answer;
  });
  quitInOrder(() => close());
  listenForDroppedFiles(shownFiles);
  app.on('activate', () => void showWindow());
}

/** Loads what answers the window and opens it; never settles where it cannot be opened, as the app ends then. */
function openDesk(recent: RecentFiles): Promise<LabDesk> {
  const ground = () => window && groundWindow(window);
  const show = () => void showWindow();
  return new Promise((resolve) => {
    const open = async () => {
      const { openLabDesk } = await import('./app/labDesk');
      reached('lab’s code loaded');
      resolve(openLabDesk({ data, shownFiles, opened, recent, broadcast, show, turnTo, ground }));
      reached('database open');
    };
    const fail = (problem: unknown) => {
      hasFailed = true;
      window?.destroy();
      void tellStartFailure(problem);
    };
    open().catch(fail);
  });
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
