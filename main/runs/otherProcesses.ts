/** Keeps in step with other processes on the same database; main process and command line. */
import { heartbeatMs, type Store } from '../store/store';
import type { LabDatasets } from './datasetService';
import type { LabEmitter } from './emitter';
import type { SweepService } from './types';

/** How often to look for what others have changed, milliseconds. */
const lookEveryMs = 1000;

/** Says that this process lives and tells what others do, until the returned function is called. */
export function watchOtherProcesses(
  store: Store,
  datasets: LabDatasets,
  sweeps: SweepService,
  emitter: LabEmitter,
): () => void {
  let seenSweeps = store.sweeps.latestRevision();
  const look = () => {
    for (const { record, isDeleted } of store.foreignChanges()) {
      if (isDeleted) emitter.emit('run:deleted', { ids: [record.id] });
      else emitter.emit('run:changed', record);
    }
    datasets.tellChanges();
    seenSweeps = tellSweeps(store, sweeps, emitter, seenSweeps);
  };
  const beat = () => {
    for (const id of store.tendOwners()) emitter.emit('run:changed', store.getRun(id));
  };
  const timers = [setInterval(() => trying(look), lookEveryMs), setInterval(() => trying(beat), heartbeatMs)];
  for (const timer of timers) timer.unref();
  return () => timers.forEach((timer) => clearInterval(timer));
}

/** Sweeps that have changed after a revision and are not run here; returns the latest revision. */
function tellSweeps(store: Store, sweeps: SweepService, emitter: LabEmitter, seen: number): number {
  const latest = store.sweeps.latestRevision();
  if (latest === seen) return seen;
  for (const sweep of store.sweeps.changedAfter(seen)) {
    if (store.sweeps.isOwn(sweep)) continue;
    if (sweep.isDeleted) {
      // One that another process is still writing was never seen.
      if (sweep.ownerId === null) emitter.emit('sweep:deleted', { ids: [sweep.id] });
      continue;
    }
    const { record, trials, lines } = sweeps.get(sweep.id);
    emitter.emit('sweep:advanced', { id: sweep.id, trials, lines });
    emitter.emit('sweep:changed', record);
  }
  return latest;
}

/** A database that is locked or full for a moment is looked at again the next time. */
function trying(work: () => void): void {
  try {
    work();
  } catch {
    // Whoever wants something of the store is told.
  }
}
