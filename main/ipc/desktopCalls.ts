/** Answers the calls that need the desktop: dialogs, files the user names, the file manager; main process. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { app, shell } from 'electron';
import { LabError } from '../../shared/result';
import { chooseDataFiles, chooseSavePath, chooseSweepFile } from '../app/dialogs';
import { writeWhole } from '../export/files';
import { readSweepFile } from '../sweep/readSweepFile';
import type { CallHandlers } from './answer';
import type { ShownFiles } from './shownFiles';

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const maxPngBytes = 64 * 1024 * 1024;

/** What the desktop's calls need of the lab. */
export interface DesktopNeeds {
  readonly dataFolder: string;
  readonly shownFiles: ShownFiles;
  /** A file name to propose for a run, without extension; throws `not-found`. */
  readonly runFileName: (id: string) => string;
  /** Writes every point of a run to a file. */
  readonly exportRun: (id: string, format: 'csv' | 'json', file: string) => void | Promise<void>;
}

type DesktopChannel =
  | 'datasets:chooseFiles'
  | 'runs:export'
  | 'charts:savePng'
  | 'lab:showDataFolder'
  | 'lab:showNotices'
  | 'sweeps:openFile'
  | 'sweeps:saveFile';

export function desktopCalls(needs: DesktopNeeds): Pick<CallHandlers, DesktopChannel> {
  return {
    'datasets:chooseFiles': async () => {
      const files = await chooseDataFiles();
      for (const file of files ?? []) needs.shownFiles.add(file);
      return files;
    },
    'runs:export': async ({ id, format }) => {
      const filter = { name: format === 'csv' ? 'CSV table' : 'JSON', extension: format };
      const file = await chooseSavePath(needs.runFileName(id), filter);
      if (file === null) return null;
      await needs.exportRun(id, format, file);
      return file;
    },
    'charts:savePng': async ({ name, png }) => {
      if (png.byteLength > maxPngBytes)
        throw new LabError('too-large', 'The picture is larger than 64 MB; make the chart smaller.');
      if (!pngSignature.equals(png.subarray(0, pngSignature.length)))
        throw new LabError('invalid-input', 'The picture is not a PNG.');
      const file = await chooseSavePath(name, { name: 'PNG picture', extension: 'png' });
      if (file === null) return null;
      await writeWhole(file, [png]);
      return file;
    },
    'sweeps:openFile': async () => {
      const file = await chooseSweepFile();
      return file === null ? null : { fileName: path.basename(file), sweep: await readSweepFile(file) };
    },
    'sweeps:saveFile': async ({ sweep }) => {
      const file = await chooseSavePath(sweep.name || 'sweep', { name: 'Sweep file', extension: 'json' });
      if (file === null) return null;
      await writeWhole(file, [new TextEncoder().encode(`${JSON.stringify(sweep, null, 2)}\n`)]);
      return file;
    },
    'lab:showNotices': async () => {
      const file = path.join(process.resourcesPath, 'THIRD-PARTY-NOTICES.txt');
      if (!app.isPackaged || !existsSync(file))
        throw new LabError(
          'unsupported',
          'This copy runs from its source: the notices are written when it is packaged. What it is made of is in docs/dependencies.md.',
        );
      const trouble = await shell.openPath(file);
      if (trouble !== '') throw new LabError('unsupported', `The notices could not be opened: ${trouble}`);
      return null;
    },
    'lab:showDataFolder': async () => {
      const trouble = await shell.openPath(needs.dataFolder);
      if (trouble !== '') throw new LabError('unsupported', `The folder could not be opened: ${trouble}`);
      return null;
    },
  };
}
