/** Has the database backed up once a day while the lab is open, and knows how that stands; main process and command line. */
import type { BackupStatus } from '../../shared/ipc/recovery';
import { LabError } from '../../shared/result';
import { isBackupDue, listBackups } from '../store/backups';
import { takeCare, type Care } from '../store/care';

/** The start of the app has no disk to share. */
const firstLookMs = 10_000;
const lookEveryMs = 30 * 60_000;

export interface BackupCare {
  status(): BackupStatus;
  /** Gives up what is under way; the next start makes up for it. */
  close(): Promise<void>;
}

interface Needs {
  readonly file: string;
  readonly nativeBinding: string | null;
  /** The bundle of store/careThread. */
  readonly threadFile: string;
  /** The status has changed. */
  readonly tell: () => void;
}

export function careForBackups({ file, nativeBinding, threadFile, tell }: Needs): BackupCare {
  let underWay: Care<string | null> | null = null;
  let problem: string | null = null;
  const look = async () => {
    const now = Date.now();
    if (underWay || !isBackupDue(file, now)) return;
    underWay = takeCare(threadFile, 'backup', { file, nativeBinding, now });
    const before = problem;
    try {
      const made = await underWay.done;
      problem = null;
      if (made !== null || before !== null) tell();
    } catch (error) {
      if (error instanceof LabError && error.code === 'cancelled') return;
      problem = error instanceof Error ? error.message : String(error);
      if (problem !== before) tell();
    } finally {
      underWay = null;
    }
  };
  // Never rejects: what goes wrong is the status.
  const timers = [setTimeout(() => void look(), firstLookMs), setInterval(() => void look(), lookEveryMs)];
  for (const timer of timers) timer.unref();
  return {
    status: () => ({ newestAt: listBackups(file)[0]?.madeAt ?? null, problem }),
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      await underWay?.stop();
    },
  };
}
