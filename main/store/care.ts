/** Has long work on a database file done in a thread of its own; main process and command line. */
import { Worker } from 'node:worker_threads';
import { fromErrorData, LabError, type Result } from '../../shared/result';
import type { BackupJob } from './backups';
import type { Place, Recovered, Restored, SoundBackup } from './repair';

interface CareJobs {
  readonly backup: { readonly needs: BackupJob; readonly answer: string | null };
  readonly survey: { readonly needs: Place; readonly answer: SoundBackup | null };
  readonly restore: { readonly needs: Place & { readonly backup: SoundBackup }; readonly answer: Restored };
  readonly recover: {
    readonly needs: Place & { readonly backup: SoundBackup | null };
    readonly answer: Recovered;
  };
}

export type CareJob = { [K in keyof CareJobs]: { readonly kind: K } & CareJobs[K]['needs'] }[keyof CareJobs];
export type CareAnswer = Result<unknown>;

/** Work under way. */
export interface Care<T> {
  readonly done: Promise<T>;
  /** Gives it up; nothing half is left in anyone's way. Resolves when the thread has ended. */
  stop(): Promise<void>;
}

/**
 * Starts a job; `done` rejects with the LabError that it ended with, `cancelled` where it was given up.
 * @param threadFile the bundle of careThread.ts
 */
export function takeCare<K extends keyof CareJobs>(
  threadFile: string,
  kind: K,
  needs: CareJobs[K]['needs'],
): Care<CareJobs[K]['answer']> {
  const worker = new Worker(threadFile, { workerData: { kind, ...needs } });
  const done = new Promise<CareJobs[K]['answer']>((resolve, reject) => {
    worker.once('message', (answer: CareAnswer) => {
      if (answer.ok) resolve(answer.value as CareJobs[K]['answer']);
      else reject(fromErrorData(answer.error));
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new LabError('cancelled', 'It was given up.')));
  });
  // Whoever stops it does not wait for it.
  done.catch(() => undefined);
  const stop = async () => {
    await worker.terminate();
  };
  return { done, stop };
}
