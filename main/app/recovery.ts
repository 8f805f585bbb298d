/** Answers the page that opens in the lab's place while the database is damaged; main process. */
import path from 'node:path';
import { app, Menu, shell } from 'electron';
import { calls, type Channel } from '../../shared/ipc/contract';
import type { RecoveryStatus, Repaired } from '../../shared/ipc/recovery';
import { LabError } from '../../shared/result';
import type { CallHandlers } from '../ipc/answer';
import { repairAdvice } from '../store/errors';
import { readRuntimeFile, runtimeFolder } from '../runtimeFile';
import { takeCare } from '../store/care';
import type { SoundBackup } from '../store/repair';
import type { DataFolder } from './dataFolder';
import { labLog } from './log';

export type RecoveryChannel = Extract<Channel, `recovery:${string}`>;

/** Beside the main process's own bundle. */
export const careThreadFile = (): string => path.join(app.getAppPath(), 'out', 'main', 'careThread.cjs');

interface Needs {
  readonly data: DataFolder;
  /** Why the lab could not be opened. */
  readonly problem: LabError;
  /** Opens the lab; throws where it still cannot be. */
  readonly openLab: () => void;
}

/** Whether there is something that the recovery page could do about it. */
export const isRepairable = (thrown: unknown): thrown is LabError =>
  thrown instanceof LabError && thrown.code === 'database';

/** Electron's own menu would load pages anew and lead into the web. */
export function setRecoveryMenu(): void {
  const first =
    process.platform === 'darwin'
      ? ({ role: 'appMenu' } as const)
      : { label: '&File', submenu: [{ role: 'quit' } as const] };
  Menu.setApplicationMenu(Menu.buildFromTemplate([first, { role: 'editMenu' }]));
}

/** The whole contract, of which only the recovery's part does anything. */
export function recoveryCalls(needs: Needs): CallHandlers {
  const refused = () => {
    throw new LabError('database', 'The database must be repaired before this can be done.');
  };
  const others = Object.fromEntries(Object.keys(calls).map((channel) => [channel, refused]));
  return { ...(others as unknown as CallHandlers), ...answers(needs) };
}

/** In the lab itself, whose database is sound. */
export const noRecovery: Pick<CallHandlers, RecoveryChannel> = {
  'recovery:status': notNeeded,
  'recovery:restore': notNeeded,
  'recovery:recover': notNeeded,
  'recovery:open': notNeeded,
  'recovery:quit': notNeeded,
};

function notNeeded(): never {
  throw new LabError('conflict', 'The database is sound; there is nothing to repair.');
}

function answers({
  data,
  problem,
  openLab,
}: Needs): Pick<CallHandlers, RecoveryChannel | 'lab:showDataFolder'> {
  const place = () => ({
    file: data.databaseFile,
    nativeBinding: readRuntimeFile(runtimeFolder(path.join(app.getAppPath(), 'out'))).sqliteBinding,
    now: Date.now(),
  });
  // Once: the backups are looked at as a whole, and nobody else makes any meanwhile.
  let surveyed: Promise<SoundBackup | null> | null = null;
  const survey = () => (surveyed ??= takeCare(careThreadFile(), 'survey', place()).done);
  let isBusy = false;
  const alone = async (work: () => Promise<Repaired>): Promise<Repaired> => {
    if (isBusy) throw new LabError('conflict', 'The database is being repaired already.');
    isBusy = true;
    try {
      const repaired = await work();
      labLog.warn('the database was repaired', repaired);
      return repaired;
    } finally {
      isBusy = false;
    }
  };
  return {
    'recovery:status': async (): Promise<RecoveryStatus> => {
      const backup = await survey();
      return {
        file: data.databaseFile,
        // The page has the buttons for it.
        problem: problem.message.replace(repairAdvice, ''),
        backup: backup && { madeAt: backup.madeAt, runs: backup.runs },
      };
    },
    'recovery:restore': () =>
      alone(async () => {
        const backup = await survey();
        if (!backup) throw new LabError('not-found', 'There is no backup that is whole.');
        const restored = await takeCare(careThreadFile(), 'restore', { ...place(), backup }).done;
        return { ...restored, shortened: 0, fromBackup: restored.runs, lost: 0 };
      }),
    'recovery:recover': () =>
      alone(async () => takeCare(careThreadFile(), 'recover', { ...place(), backup: await survey() }).done),
    'recovery:open': () => {
      if (isBusy) throw new LabError('conflict', 'The database is still being repaired.');
      openLab();
      return null;
    },
    'recovery:quit': () => {
      app.quit();
      return null;
    },
    'lab:showDataFolder': async () => {
      const trouble = await shell.openPath(data.folder);
      if (trouble !== '') throw new LabError('unsupported', `The folder could not be opened: ${trouble}`);
      return null;
    },
  };
}
