/** Answers the page's calls about files from outside: those the system has handed over, those dropped, those opened before; main process. */
import { stat } from 'node:fs/promises';
import type { Channel } from '../../shared/ipc/contract';
import { LabError } from '../../shared/result';
import { chooseAnyFiles } from '../app/dialogs';
import type { OpenedFiles } from '../app/openedFiles';
import type { RecentFiles } from '../app/recentFiles';
import type { Lab } from '../runs/types';
import type { CallHandlers } from './answer';
import type { ShownFiles } from './shownFiles';

type FileChannel =
  Extract<Channel, `files:${string}`> | 'entrances:preview' | 'entrances:importPaths' | 'datasets:import';

export interface FileNeeds {
  readonly lab: Pick<Lab, 'entrances' | 'datasets'>;
  readonly shownFiles: ShownFiles;
  readonly opened: OpenedFiles;
  readonly recent: RecentFiles;
}

export function fileCalls({ lab, shownFiles, opened, recent }: FileNeeds): Pick<CallHandlers, FileChannel> {
  const { entrances, datasets } = lab;
  return {
    'files:choose': async () => {
      const files = await chooseAnyFiles();
      return files?.map((file) => opened.show(file)) ?? null;
    },
    'files:describe': ({ paths }) => {
      shownFiles.check(paths);
      return paths.map((file) => opened.show(file));
    },
    'files:takeOpened': () => opened.take(),
    'files:recent': () => recent.list(),
    'files:openRecent': ({ path }) => {
      recent.require(path);
      const file = opened.show(path);
      if (file.problem !== null) recent.remove(path);
      return file;
    },
    'files:clearRecent': () => {
      recent.clear();
      return null;
    },
    'entrances:preview': async ({ path }) => {
      shownFiles.check([path]);
      requireStudy(opened, path);
      return entrances.preview(path);
    },
    'entrances:importPaths': async ({ paths }) => {
      shownFiles.check(paths);
      const result = await entrances.import(paths);
      for (const path of paths) recent.add([path], await isFolder(path));
      return result;
    },
    'datasets:import': async ({ paths, ...options }) => {
      shownFiles.check(paths);
      const info = await datasets.import(paths, options);
      recent.add(paths);
      return info;
    },
  };
}

function requireStudy(opened: OpenedFiles, path: string): void {
  const { kind, name, problem } = opened.show(path);
  if (problem !== null) throw new LabError('bad-file', problem);
  if (kind !== 'study') throw new LabError('bad-file', `“${name}” is no study file.`);
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
