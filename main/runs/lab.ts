/** Puts store, data sets, runs, sweeps and settings together over one database and one training host; main process and command line. */
import os from 'node:os';
import path from 'node:path';
import type { LabInfo } from '../../shared/ipc/contract';
import { buildId, labVersion } from '../buildInfo';
import { Store } from '../store/store';
import { concurrencyOf, suggestedRuns, thisMachine } from '../sweep/concurrency';
import { createSweeps } from '../sweep/createSweeps';
import { PruningDesk } from '../sweep/pruningDesk';
import { StudyLibrary } from '../study/studyLibrary';
import { within } from '../within';
import { clusterDesk, clusterService } from './clusterService';
import { ClusterSettings } from './clusterSettings';
import { LabDatasets } from './datasetService';
import { LabEmitter } from './emitter';
import { EngineStatus } from './engineStatus';
import { cpuModel } from './environment';
import { entranceService } from './entranceService';
import { exitService } from './exitService';
import { exerciseService } from './exerciseService';
import { insideService } from './insideService';
import { watchOtherProcesses } from './otherProcesses';
import { careForBackups } from './backupCare';
import { isPassing } from './recorder';
import { RunPlaces } from './runPlaces';
import { RunQueue } from './runQueue';
import { LabRuns } from './runService';
import { RunWaits } from './runWaits';
import { settingsService } from './settingsService';
import type { Lab, LabOptions } from './types';

/** How long the training host and a backup may take to end when the lab is closed, milliseconds. */
const hostPatienceMs = 2000;

/**
 * Opens the lab. Throws LabError: `newer-database`, `database` (damaged, left untouched), `read-only`, `disk-full`.
 */
export function createLab(options: LabOptions): Lab {
  const { databaseFile, nativeBinding, mnistDirectory, processName } = options;
  const { notesLeft = false, studyFolder } = options;
  const library = studyFolder === undefined ? null : new StudyLibrary(studyFolder);
  const store = new Store({ file: databaseFile, nativeBinding, processName, notesLeft });
  const interruptedRuns = store.countInterrupted();
  const emitter = new LabEmitter();
  const trainer = options.launchTrainer();
  const tellInfo = () => emitter.emit('lab:changed', info());
  const engine = new EngineStatus(trainer, tellInfo);
  const datasets = new LabDatasets({ store, trainer, emitter, mnistDirectory });
  const waits = new RunWaits(emitter);
  const pruning = new PruningDesk(store);
  const machine = thisMachine();
  const chosenRuns = () => options.concurrentRuns ?? store.settings().concurrentRuns;
  const queue = new RunQueue(
    { store, trainer, engine, sources: datasets, emitter, pruningOf: (run) => pruning.of(run) },
    waits,
    () => chosenRuns() ?? suggestedRuns(machine),
  );
  const desk = clusterDesk({ store, engine, datasets, emitter, waits, processName, databaseFile });
  const places = new RunPlaces(store, queue, desk);
  const runs = new LabRuns({ store, trainer, datasets, queue: places, waits, emitter });
  const sweeps = createSweeps({ store, datasets, trainer, runs, emitter, pruning }, places);
  const cluster = clusterService({
    ...{ desk, emitter, place: options.cluster },
    settings: new ClusterSettings(store, options.secrets),
  });
  trainer.onHostState((state, reason) => {
    engine.moved(state);
    if (state === 'failed') queue.hostFailed(reason ?? 'The training engine could not be started.');
  });
  emitter.on('settings:changed', () => queue.fill());
  const { careThread: threadFile } = options;
  const backups = threadFile
    ? careForBackups({ file: databaseFile, nativeBinding, threadFile, tell: tellInfo })
    : null;
  const stopWatching = watchOtherProcesses(store, datasets, sweeps.service, emitter);

  const info = (): LabInfo => ({
    version: labVersion,
    buildId,
    sqlite: store.sqliteVersion,
    electron: process.versions['electron'] ?? '',
    chromium: process.versions['chrome'] ?? '',
    node: process.versions.node,
    platform: `${os.platform()} ${os.arch()} ${os.release()}`,
    cpu: cpuModel(),
    cores: os.availableParallelism?.() ?? os.cpus().length,
    memoryBytes: os.totalmem(),
    dataFolder: options.dataFolder ?? path.dirname(databaseFile),
    databaseFile,
    engine: engine.known?.engine ?? null,
    tensorflow: engine.known?.tensorflow ?? null,
    hostState: engine.state,
    interruptedRuns,
    backup: backups?.status() ?? null,
  });

  const close = async () => {
    stopWatching();
    runs.close();
    sweeps.closing();
    try {
      await Promise.all([queue.close(), desk.close()]);
    } finally {
      sweeps.close();
      waits.close();
      const late = () => new Error('it takes too long to end');
      const ends = [trainer.close(), ...(backups ? [backups.close()] : [])];
      await within(Promise.all(ends), hostPatienceMs, late).catch(() => undefined);
      closeStore(store);
    }
  };
  let closing: Promise<void> | null = null;
  return {
    runs,
    datasets,
    settings: settingsService(store, emitter),
    exercises: exerciseService(trainer, datasets),
    sweeps: sweeps.service,
    cluster,
    entrances: entranceService({
      ...{ store, trainer, emitter, datasets, library, nativeBinding },
      sweeps: sweeps.service,
    }),
    inside: insideService({ store, trainer, datasets }),
    exits: exitService({ store, trainer, datasets, library, nativeBinding }),
    others: () => store.others(),
    concurrency: () => concurrencyOf(machine, chosenRuns()),
    on: emitter.on,
    info,
    close: () => (closing ??= close()),
  };
}

/** What cannot be erased or signed off now, as the disk is full, is when the database is opened the next time. */
function closeStore(store: Store): void {
  try {
    store.close();
  } catch (error) {
    if (!isPassing(error)) throw error;
  }
}
