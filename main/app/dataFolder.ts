/** Where the lab keeps its data: the user's folder for this app, or one that a test or an expert names; main process. */
import path from 'node:path';
import { app } from 'electron';
import { databaseFileIn, labDataFolder } from '../paths';

/** Files in the data folder. */
export interface DataFolder {
  readonly folder: string;
  readonly databaseFile: string;
  readonly windowStateFile: string;
  readonly recentFilesFile: string;
}

/**
 * Decides the folder; must run before the single-instance lock is taken and before the app is ready.
 * `LOSSLAB_DATA_DIR` or `--user-data-dir=…` name another one.
 */
export function useDataFolder(): DataFolder {
  app.setName('LossLab');
  const named = process.env.LOSSLAB_DATA_DIR ? '' : app.commandLine.getSwitchValue('user-data-dir');
  // The same folder as the command line's, which knows no Electron.
  const folder = named ? path.resolve(named) : labDataFolder();
  app.setPath('userData', folder);
  app.setPath('sessionData', path.join(folder, 'session'));
  return {
    folder,
    databaseFile: databaseFileIn(folder),
    windowStateFile: path.join(folder, 'window.json'),
    recentFilesFile: path.join(folder, 'recent.json'),
  };
}
