/** Answers the page's calls that change the data folder: the user chooses it in the system's dialog, and the lab is closed while it moves; main process. */
import { app, dialog } from 'electron';
import type { Channel } from '../../shared/ipc/contract';
import { LabError, toErrorData } from '../../shared/result';
import type { DataFolder } from '../app/dataFolder';
import { chooseFolder } from '../app/dialogs';
import { labLog } from '../app/log';
import { bytesOf, copyData, removeMoved, requireRoomIn, targetIn } from '../app/moveData';
import { noteLocation } from '../dataLocation';
import type { Lab } from '../runs/types';
import type { CallHandlers } from './answer';

type DataFolderChannel = Extract<Channel, `dataFolder:${string}`>;

export function dataFolderCalls(
  data: DataFolder,
  lab: Pick<Lab, 'close' | 'others'>,
): Pick<CallHandlers, DataFolderChannel> {
  /** What the user has chosen last; the page can name no other. */
  let chosen: { readonly folder: string; readonly hasLab: boolean } | null = null;
  const requireFreedom = (): void => {
    if (data.isNamed)
      throw new LabError(
        'unsupported',
        'The data folder was named at the start (LOSSLAB_DATA_DIR or --user-data-dir); name another one there.',
      );
    const [other] = lab.others();
    if (other !== undefined)
      throw new LabError('conflict', `${other} has the database open too. Wait for its end, then try again.`);
  };
  return {
    'dataFolder:choose': async () => {
      requireFreedom();
      const picked = await chooseFolder('Choose the data folder', 'Choose');
      if (picked === null) return null;
      const target = targetIn(picked);
      await requireRoomIn(target.folder, data.folder);
      chosen = target;
      return { ...target, bytes: bytesOf(data.folder) };
    },
    'dataFolder:change': async ({ folder }) => {
      if (chosen?.folder !== folder)
        throw new LabError('invalid-input', 'Choose the folder in the dialog first.');
      requireFreedom();
      await change(data, chosen, lab);
      return null;
    },
  };
}

/** Closes the lab, moves, and starts again; where it fails, with the old folder, which is whole. */
async function change(
  data: DataFolder,
  { folder, hasLab }: { readonly folder: string; readonly hasLab: boolean },
  lab: Pick<Lab, 'close'>,
): Promise<void> {
  await lab.close();
  try {
    if (!hasLab) await copyData(data.folder, folder);
    noteLocation(data.usualFolder, folder);
    if (!hasLab) await removeMoved(data.folder, folder);
  } catch (error) {
    labLog.error('the data folder could not be changed', error);
    await dialog.showMessageBox({
      type: 'error',
      message: 'The data folder was not changed.',
      detail: `${toErrorData(error).message}\n\nNothing is lost: everything is where it was.`,
      buttons: ['Open LossLab again'],
    });
  }
  app.relaunch();
  app.quit();
}
