/**
 * The lab's window; main process. Electron security checklist: rule 2 (no Node integration), rule 3 (context isolation),
 * rule 4 (sandbox), rule 6 (webSecurity stays on), rules 8–10 (no insecure content, experiments or Blink features).
 */
import path from 'node:path';
import { app, BrowserWindow, nativeTheme } from 'electron';
import { labPage } from './origin';
import { rememberWindowState, restoredState } from './windowState';

/** The ground of the page before it has drawn anything: the same colours as the page's. */
const ground = { light: '#fbfbfa', dark: '#131416' } as const;

/** Every one of these is Electron's default today; they are written out so that no default decides about safety. */
const safePreferences = {
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  contextIsolation: true,
  sandbox: true,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  enableBlinkFeatures: '',
  webviewTag: false,
  navigateOnDragDrop: false,
  plugins: false,
  // Its dictionaries would be downloaded.
  spellcheck: false,
  safeDialogs: true,
} as const;

/** To be called when the theme is known or has changed, so that what is not drawn yet looks like the rest. */
export function groundWindow(window: BrowserWindow): void {
  window.setBackgroundColor(groundColor());
}

const groundColor = (): string => (nativeTheme.shouldUseDarkColors ? ground.dark : ground.light);

/** Opens the window where it was left and shows it once there is something to see. */
export function openLabWindow(stateFile: string, page: string = labPage): BrowserWindow {
  const { bounds, maximized, place } = restoredState(stateFile);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'LossLab',
    backgroundColor: groundColor(),
    webPreferences: {
      ...safePreferences,
      preload: path.join(app.getAppPath(), 'out', 'preload', 'index.cjs'),
      devTools: !app.isPackaged,
      // A chart that is covered by another window goes on following its run.
      backgroundThrottling: false,
    },
  });
  if (maximized) window.maximize();
  rememberWindowState(window, stateFile);
  window.once('ready-to-show', () => window.show());
  // The promise rejects where the page has been closed or reloaded meanwhile; crash.ts tells real failures.
  window.loadURL(page === labPage ? page + place : page).catch(() => undefined);
  return window;
}
