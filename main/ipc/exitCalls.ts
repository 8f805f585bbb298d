/** Answers the page's calls that take something out of the lab or bring runs in: they ask the user where to, so that a page names no path; main process. */
import { chooseFolder, chooseRunFiles, chooseRunFolder, chooseSavePath } from '../app/dialogs';
import type { RecentFiles } from '../app/recentFiles';
import { freeFolder, writeWhole } from '../export/files';
import { studyFileExtension } from '../export/studyFile';
import type { Channel } from '../../shared/ipc/contract';
import type { Lab } from '../runs/types';
import type { CallHandlers } from './answer';

type ExitChannel = Extract<Channel, `exits:${string}`> | 'entrances:import';

export function exitCalls(
  { exits, entrances, runs }: Pick<Lab, 'exits' | 'entrances' | 'runs'>,
  recent: RecentFiles,
): Pick<CallHandlers, ExitChannel> {
  return {
    'exits:model': async ({ id, form }) => {
      const parent = await chooseFolder('Export the trained model', 'Export here');
      if (parent === null) return null;
      const folder = await freeFolder(parent, `${runs.fileName(id)} ${form}`);
      await exits.model(id, form, folder);
      return folder;
    },
    'exits:points': async ({ ids, format, name }) => {
      const file = await chooseSavePath(name, filters[format]);
      if (file !== null) await exits.points(ids, format, file);
      return file;
    },
    'entrances:import': async ({ from }) => {
      const paths = await (from === 'files' ? chooseRunFiles() : chooseRunFolder());
      if (paths === null) return null;
      const result = await entrances.import(paths);
      recent.add(paths, from === 'folder');
      return result;
    },
    'exits:report': async ({ ids, title }) => {
      const file = await chooseSavePath(title, { name: 'Web page', extension: 'html' });
      if (file !== null) await exits.report(ids, title, file);
      return file;
    },
    'exits:studyOutlook': ({ choice }) => exits.studyOutlook(choice),
    'exits:study': async ({ choice, checkpoints, name }) => {
      const file = await chooseSavePath(name, { name: 'LossLab study', extension: studyFileExtension });
      return file === null ? null : exits.study(choice, file, { checkpoints });
    },
    'exits:text': async ({ name, format, text }) => {
      const file = await chooseSavePath(name, filters[format]);
      if (file !== null) await writeWhole(file, [text]);
      return file;
    },
  };
}

const filters = {
  csv: { name: 'CSV table', extension: 'csv' },
  json: { name: 'JSON', extension: 'json' },
  svg: { name: 'SVG picture', extension: 'svg' },
  md: { name: 'Markdown', extension: 'md' },
  tex: { name: 'LaTeX', extension: 'tex' },
} as const;
