/** Answers the page's calls that take something out of the lab: they ask the user where to, so that a page names no path; main process. */
import { freeFolder } from '../export/files';
import { chooseFolder } from '../app/dialogs';
import type { Channel } from '../../shared/ipc/contract';
import type { Lab } from '../runs/types';
import type { CallHandlers } from './answer';

type ExitChannel = Extract<Channel, `exits:${string}`>;

export function exitCalls({ exits, runs }: Pick<Lab, 'exits' | 'runs'>): Pick<CallHandlers, ExitChannel> {
  return {
    'exits:model': async ({ id, form }) => {
      const parent = await chooseFolder('Export the trained model', 'Export here');
      if (parent === null) return null;
      const folder = await freeFolder(parent, `${runs.fileName(id)} ${form}`);
      await exits.model(id, form, folder);
      return folder;
    },
  };
}
