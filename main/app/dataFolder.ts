/** Where the lab keeps its data: the user's folder for this app, or one that a test or an expert names; main process. */
import path from 'node:path';
import { app } from 'electron';
import { LabError } from '../../shared/result';
import { databaseFileIn, labDataFolder, usualDataFolder } from '../paths';

/** Files in the data folder. */
export interface DataFolder {
  readonly folder: string;
  /** Where the data are unless anybody says otherwise; a note there says where they were moved to. */
  readonly usualFolder: string;
  /** The folder was named at the start: it is not the app's to change. */
  readonly isNamed: boolean;
  /** Why the folder cannot be had; then `folder` is the usual one, for the log alone. */
  readonly problem: LabError | null;
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
  const usualFolder = usualDataFolder();
  let folder = usualFolder;
  let problem: LabError | null = null;
  try {
    folder = named ? path.resolve(named) : labDataFolder();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    problem = error;
  }
  app.setPath('userData', folder);
  app.setPath('sessionData', path.join(folder, 'session'));
  return {
    ...{ folder, usualFolder, problem },
    isNamed: named !== '' || Boolean(process.env.LOSSLAB_DATA_DIR),
    databaseFile: databaseFileIn(folder),
    windowStateFile: path.join(folder, 'window.json'),
    recentFilesFile: path.join(folder, 'recent.json'),
  };
}
