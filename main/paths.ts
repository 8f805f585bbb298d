/** Where the lab keeps its data, the same for the app and the command line; any Node process. */
import os from 'node:os';
import path from 'node:path';
import { locatedFolder } from './dataLocation';

const appName = 'LossLab';
const databaseName = 'lab.sqlite';

/**
 * The user's folder for this lab. `LOSSLAB_DATA_DIR` names another one, and so does the note that a move leaves in the usual one.
 * Throws LabError `not-found` where the noted folder is not there.
 */
export function labDataFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  if (env.LOSSLAB_DATA_DIR) return path.resolve(env.LOSSLAB_DATA_DIR);
  return locatedFolder(usualDataFolder(env, platform, home));
}

/**
 * Where the data are unless anybody says otherwise.
 * Linux: `$XDG_DATA_HOME` or `~/.local/share`; macOS: `~/Library/Application Support`; Windows: `%APPDATA%`.
 */
export const usualDataFolder = (
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string => path.join(userDataRoot(env, platform, home), appName);

/** The database in a data folder. */
export const databaseFileIn = (folder: string): string => path.join(folder, databaseName);

/** Studies of the user's own (templates) in a data folder. */
export const studyFolderIn = (folder: string): string => path.join(folder, 'studies');

function userDataRoot(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env.APPDATA ?? path.join(home, 'AppData', 'Roaming');
  // The XDG base directory specification: relative paths are invalid and to be ignored.
  const named = env.XDG_DATA_HOME;
  return named && path.isAbsolute(named) ? named : path.join(home, '.local', 'share');
}
