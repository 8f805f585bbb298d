/** Does one long piece of work on a database file, so that nothing else has to wait: a backup, a survey, a repair; a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorData } from '../../shared/result';
import { backUpDaily } from './backups';
import type { CareAnswer, CareJob } from './care';
import { newestSoundBackup, recoverReadable, restoreBackup } from './repair';

function done(job: CareJob): unknown {
  switch (job.kind) {
    case 'backup':
      return backUpDaily(job);
    case 'survey':
      return newestSoundBackup(job.file, job.nativeBinding);
    case 'restore':
      return restoreBackup(job, job.backup);
    case 'recover':
      return recoverReadable(job, job.backup);
  }
}

async function work(): Promise<CareAnswer> {
  try {
    return { ok: true, value: await done(workerData as CareJob) };
  } catch (error) {
    return { ok: false, error: toErrorData(error) };
  }
}

void work().then((answer) => parentPort?.postMessage(answer));
