/** The system's dialogs for opening and saving files; main process. */
import {
  app,
  BrowserWindow,
  dialog,
  type MessageBoxOptions,
  type OpenDialogOptions,
  type SaveDialogOptions,
} from 'electron';
import path from 'node:path';
import { dataExtensions } from '../../shared/files/fileKind';

const dataFilters = [
  { name: 'Data sets', extensions: [...dataExtensions] },
  { name: 'All files', extensions: ['*'] },
];

/** The files to import, or null if the user thought better of it. */
export async function chooseDataFiles(): Promise<readonly string[] | null> {
  const options: OpenDialogOptions = {
    title: 'Import a data set',
    buttonLabel: 'Import',
    filters: dataFilters,
    // Images and labels of the idx format are two files.
    properties: ['openFile', 'multiSelections'],
  };
  const window = BrowserWindow.getFocusedWindow();
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return answer.canceled || answer.filePaths.length === 0 ? null : answer.filePaths;
}

/** The sweep file to open, or null. */
export function chooseSweepFile(): Promise<string | null> {
  return chooseJsonFile('Open a sweep file', 'Sweep files');
}

async function chooseJsonFile(title: string, name: string): Promise<string | null> {
  const options: OpenDialogOptions = {
    title,
    buttonLabel: 'Open',
    filters: [
      { name, extensions: ['json'] },
      { name: 'All files', extensions: ['*'] },
    ],
    properties: ['openFile'],
  };
  const window = BrowserWindow.getFocusedWindow();
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** The study file to open, or null. */
export function chooseStudyFile(): Promise<string | null> {
  return chooseJsonFile('Open a study file', 'Study files');
}

/** A folder to put something into, or null. */
export async function chooseFolder(title: string, buttonLabel: string): Promise<string | null> {
  const options: OpenDialogOptions = {
    ...{ title, buttonLabel },
    defaultPath: app.getPath('documents'),
    properties: ['openDirectory', 'createDirectory'],
  };
  const window = BrowserWindow.getFocusedWindow();
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** Files of any kind that the lab reads, or null. */
export async function chooseAnyFiles(): Promise<readonly string[] | null> {
  const data = [...dataExtensions];
  const options: OpenDialogOptions = {
    title: 'Open a study file or a data set',
    buttonLabel: 'Open',
    filters: [
      { name: 'Study files and data sets', extensions: ['losslab', ...data] },
      { name: 'LossLab studies', extensions: ['losslab'] },
      { name: 'Data sets', extensions: data },
      { name: 'All files', extensions: ['*'] },
    ],
    properties: ['openFile', 'multiSelections'],
  };
  const window = BrowserWindow.getFocusedWindow();
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  // As many as one import takes.
  return answer.canceled || answer.filePaths.length === 0 ? null : answer.filePaths.slice(0, 8);
}

/** Files with runs in them, or null. */
export async function chooseRunFiles(): Promise<readonly string[] | null> {
  const options: OpenDialogOptions = {
    title: 'Import runs and sweeps',
    buttonLabel: 'Import',
    filters: [
      // TensorBoard's event files have no extension of their own, so that everything must be offered first.
      { name: 'All files', extensions: ['*'] },
      { name: 'LossLab studies', extensions: ['losslab'] },
      { name: 'CSV tables', extensions: ['csv', 'tsv'] },
    ],
    properties: ['openFile', 'multiSelections'],
  };
  const window = BrowserWindow.getFocusedWindow();
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return answer.canceled || answer.filePaths.length === 0 ? null : answer.filePaths;
}

/** A folder of TensorBoard or MLflow, or null. */
export async function chooseRunFolder(): Promise<readonly string[] | null> {
  const folder = await chooseFolder('Import runs from a folder of TensorBoard or MLflow', 'Import');
  return folder === null ? null : [folder];
}

/** Where to save, or null. The name is only a proposal: the user sees and decides the path. */
export async function chooseSavePath(
  proposedName: string,
  filter: { readonly name: string; readonly extension: string },
): Promise<string | null> {
  const options: SaveDialogOptions = {
    defaultPath: path.join(app.getPath('documents'), `${safeFileName(proposedName)}.${filter.extension}`),
    filters: [{ name: filter.name, extensions: [filter.extension] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  };
  const window = BrowserWindow.getFocusedWindow();
  const answer = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
  if (answer.canceled || !answer.filePath) return null;
  // Some Linux desktops do not append the extension themselves.
  return path.extname(answer.filePath) ? answer.filePath : `${answer.filePath}.${filter.extension}`;
}

/** A name that every file system takes. */
export function safeFileName(name: string): string {
  const safe = name
    .replace(/[\u0000-\u001f<>:"/\\|?*]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[. ]+$/, '');
  return safe.slice(0, 100) || 'losslab';
}

/** Whether the lab may talk to a Redis server; asked outside the page, which could be made to name any. */
export async function confirmRedis({
  shown,
  keyFile,
  caFile,
}: {
  readonly shown: string;
  readonly keyFile: string | null;
  readonly caFile: string | null;
}): Promise<boolean> {
  const options: MessageBoxOptions = {
    type: 'question',
    title: 'Sweeps on other machines',
    message: `Connect to ${shown}?`,
    detail: [
      'Sweeps that are trained there send their data sets, configurations and results to this server.',
      ...(keyFile === null ? ['Nothing is signed: no key file is named.'] : [`Key file: ${keyFile}`]),
      ...(caFile === null ? [] : [`Certificate file: ${caFile}`]),
      'Cancel if you have not just asked for this in Settings.',
    ].join('\n\n'),
    buttons: ['Connect', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  };
  const window = BrowserWindow.getFocusedWindow();
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return response === 0;
}
