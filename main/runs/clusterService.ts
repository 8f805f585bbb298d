/** Other machines as a lab uses them: connected as the settings say, with a queue of their own; main process and command line. */
import { createHash } from 'node:crypto';
import os from 'node:os';
import type { ClusterPlace } from '../../shared/cluster/status';
import { ClusterDesk, testCluster } from '../cluster/clusterDesk';
import { toErrorData } from '../../shared/result';
import type { Store } from '../store/store';
import { PruningDesk } from '../sweep/pruningDesk';
import type { LabEmitter } from './emitter';
import type { EngineStatus } from './engineStatus';
import type { LabDatasets } from './datasetService';
import { RunQueue } from './runQueue';
import type { RunWaits } from './runWaits';
import type { ClusterSettings } from './clusterSettings';
import type { ClusterService } from './types';

/** So many times as many trials as there are places are handed in, so that machines never wait for the next one. */
const handedInPerPlace = 2;

interface Parts {
  readonly store: Store;
  readonly engine: EngineStatus;
  readonly datasets: LabDatasets;
  readonly emitter: LabEmitter;
  readonly waits: RunWaits;
  readonly processName: string;
  readonly databaseFile: string;
}

/** A desk that is connected to nothing yet. */
export function clusterDesk({
  store,
  engine,
  datasets,
  emitter,
  waits,
  processName,
  databaseFile,
}: Parts): ClusterDesk {
  const host = os.hostname();
  const desk: ClusterDesk = new ClusterDesk({
    labName: `${processName} on ${host}`,
    labId: createHash('sha256').update(`${host}\n${databaseFile}`).digest('hex').slice(0, 16),
    runName: (runId) => store.getRun(runId).name,
    infoOf: (dataset) => datasets.info(dataset),
    rewind: (runId) => emitter.emit('run:changed', store.rewindRun(runId)),
    isWanted: (runId) => isWanted(store, runId),
    makeQueue: (port) => {
      // What its host knows of pruners is this connection's own.
      const pruning = new PruningDesk(store);
      const needs = { store, trainer: port, engine, sources: datasets, emitter };
      const most = () => handedInPerPlace * desk.places;
      return new RunQueue({ ...needs, pruningOf: (run) => pruning.of(run) }, waits, most);
    },
    onChange: () => emitter.emit('cluster:changed', desk.status),
  });
  return desk;
}

/** Whether somebody may still go on with a run. */
function isWanted(store: Store, runId: string): boolean {
  try {
    return store.getRun(runId).state === 'interrupted' && !store.isDeleted(runId);
  } catch {
    return false;
  }
}

interface ServiceParts {
  readonly desk: ClusterDesk;
  readonly settings: ClusterSettings;
  readonly emitter: LabEmitter;
  /** Overrides the settings. */
  readonly place: ClusterPlace | null | undefined;
}

/** Keeps a desk connected to where the settings say, from now on and after each change of them. */
export function clusterService({ desk, settings, emitter, place }: ServiceParts): ClusterService {
  let used = JSON.stringify(null);
  let attempt: Promise<void> = Promise.resolve();
  const follow = () => {
    let wanted: ClusterPlace | null;
    try {
      wanted = place === undefined ? settings.place() : place;
    } catch (error) {
      used = '';
      return desk.fail(toErrorData(error).message);
    }
    const now = JSON.stringify(wanted);
    if (now === used) return;
    used = now;
    attempt = desk.use(wanted);
    // Who waits for it hears it; everybody else sees it in the status.
    attempt.catch(() => undefined);
  };
  follow();
  emitter.on('settings:changed', follow);
  return {
    status: () => desk.status,
    ready: () => attempt,
    test: async (choice) => testCluster(settings.placeOf(choice)),
    use: (choice) => {
      const kept = settings.keep(choice);
      emitter.emit('settings:changed', kept);
      return kept;
    },
  };
}
