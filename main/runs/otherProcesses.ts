/** Keeps in step with other processes on the same database; main process and command line. */
import { heartbeatMs, type Store } from '../store/store';
import type { LabDatasets } from './datasetService';
import type { LabEmitter } from './emitter';

/** How often to look for what others have changed, milliseconds. */
const lookEveryMs = 1000;

/** Says that this process lives and tells what others do, until the returned function is called. */
export function watchOtherProcesses(store: Store, datasets: LabDatasets, emitter: LabEmitter): () => void {
  const look = () => {
    for (const { record, isDeleted } of store.foreignChanges()) {
      if (isDeleted) emitter.emit('run:deleted', { ids: [record.id] });
      else emitter.emit('run:changed', record);
    }
    datasets.tellChanges();
  };
  const beat = () => {
    for (const id of store.tendOwners()) emitter.emit('run:changed', store.getRun(id));
  };
  const timers = [setInterval(() => trying(look), lookEveryMs), setInterval(() => trying(beat), heartbeatMs)];
  for (const timer of timers) timer.unref();
  return () => timers.forEach((timer) => clearInterval(timer));
}

/** A database that is locked or full for a moment is looked at again the next time. */
function trying(work: () => void): void {
  try {
    work();
  } catch {
    // Whoever wants something of the store is told.
  }
}
