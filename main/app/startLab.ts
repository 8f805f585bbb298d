/** Opens the lab on the data folder and answers all calls with it; main process. */
import path from 'node:path';
import { app } from 'electron';
import type { LabEventName, LabEvents } from '../../shared/ipc/contract';
import { packSweep } from '../../shared/sweep/packedSweep';
import type { CallHandlers } from '../ipc/answer';
import { clusterCalls } from '../ipc/clusterCalls';
import { desktopCalls } from '../ipc/desktopCalls';
import { dataFolderCalls } from '../ipc/dataFolderCalls';
import { exitCalls } from '../ipc/exitCalls';
import { fileCalls } from '../ipc/fileCalls';
import { studyCalls } from '../ipc/studyCalls';
import type { ShownFiles } from '../ipc/shownFiles';
import { startTrainer } from '../runs/clientPort';
import { createLab } from '../runs/lab';
import type { Lab, ToldNews } from '../runs/types';
import { studyFolderIn } from '../paths';
import { StudyLibrary } from '../study/studyLibrary';
import { StudyService } from '../study/studyService';
import { readRuntimeFile, runtimeFolder } from '../runtimeFile';
import type { DataFolder } from './dataFolder';
import { launchHost } from './launchHost';
import type { OpenedFiles } from './openedFiles';
import type { RecentFiles } from './recentFiles';
import { systemSecretBox } from './secretBox';
import { careForSweeps } from './sweepCare';
import { careThreadFile, noRecovery } from './recovery';
import { followTheme } from './theme';

/** How the command line names the app. */
const windowProcess = 'the LossLab window';

export interface StartedLab {
  readonly handlers: CallHandlers;
  readonly close: () => Promise<void>;
}

/** What the lab of the app is made of. */
export interface StartNeeds {
  readonly data: DataFolder;
  readonly shownFiles: ShownFiles;
  readonly opened: OpenedFiles;
  readonly recent: RecentFiles;
  readonly broadcast: <E extends LabEventName>(name: E, payload: LabEvents[E]) => void;
  /** Brings the window to the front. */
  readonly show: () => void;
}

/** What the windows hear of the lab; one that is left out here does not compile. */
const newsNames: { readonly [E in keyof ToldNews]: true } = {
  'run:changed': true,
  'run:deleted': true,
  'run:progressed': true,
  'run:boundaryDrawn': true,
  'sweep:changed': true,
  'sweep:advanced': true,
  'sweep:deleted': true,
  'datasets:changed': true,
  'settings:changed': true,
  'lab:changed': true,
  'cluster:changed': true,
};

/** Throws LabError where the database cannot be opened; no training host is started then. */
export function startLab(needs: StartNeeds): StartedLab {
  const { data, broadcast, show } = needs;
  const runtime = readRuntimeFile(runtimeFolder(path.join(app.getAppPath(), 'out')));
  const lab = createLab({
    databaseFile: data.databaseFile,
    nativeBinding: runtime.sqliteBinding,
    mnistDirectory: runtime.mnistDirectory,
    launchTrainer: () => startTrainer({ launch: launchHost, tensorflow: runtime.tensorflow, isWarm: false }),
    dataFolder: data.folder,
    studyFolder: studyFolderIn(data.folder),
    processName: windowProcess,
    careThread: careThreadFile(),
    notesLeft: true,
    secrets: systemSecretBox(),
  });
  const passOn = <E extends keyof ToldNews>(name: E) =>
    // Told news are events of the contract, which the compiler does not see through the lab's own.
    lab.on(name, (payload) => broadcast<E>(name, payload as unknown as LabEvents[E]));
  for (const name of Object.keys(newsNames) as (keyof ToldNews)[]) passOn(name);
  followTheme(lab.settings.get());
  lab.on('settings:changed', followTheme);
  careForSweeps(lab, show);
  const studies = new StudyService({
    lab,
    library: new StudyLibrary(studyFolderIn(data.folder)),
    tell: (progress) => broadcast('study:progressed', progress),
  });
  return {
    handlers: handlersOf(lab, studies, needs),
    close: () => lab.close(),
  };
}

function handlersOf(
  lab: Lab,
  studies: StudyService,
  { data, shownFiles, opened, recent }: StartNeeds,
): CallHandlers {
  const { runs, datasets, settings, sweeps } = lab;
  return {
    ...desktopCalls({
      dataFolder: data.folder,
      shownFiles,
      runFileName: (id) => runs.fileName(id),
      exportRun: (id, format, file) => runs.export(id, format, file),
    }),
    ...studyCalls(studies),
    ...noRecovery,
    ...exitCalls(lab, recent),
    ...clusterCalls(lab),
    ...dataFolderCalls(data, lab),
    ...fileCalls({ lab, shownFiles, opened, recent }),
    'lab:info': () => lab.info(),
    'inside:decisions': ({ id }) => lab.inside.decisions(id),
    'inside:rows': ({ id, rows }) => lab.inside.rows(id, rows),
    'inside:spread': ({ id }) => lab.inside.spread(id),
    'exercises:checkGradient': ({ config }) => lab.exercises.checkGradient(config),
    'exercises:activationGradient': ({ choice, x }) => lab.exercises.activationGradient(choice, x),
    'lab:concurrency': () => lab.concurrency(),
    'sweeps:plan': ({ sweep }) => sweeps.plan(sweep),
    'sweeps:start': ({ sweep }) => sweeps.start(sweep),
    'sweeps:list': () => sweeps.list(),
    'sweeps:get': ({ id }) => packSweep(sweeps.get(id)),
    'sweeps:control': ({ id, command }) => sweeps.control(id, command),
    'sweeps:extend': ({ id, sweep }) => sweeps.extend(id, sweep),
    'sweeps:rerunFailed': ({ id }) => sweeps.rerunFailed(id),
    'sweeps:update': ({ id, ...change }) => sweeps.update(id, present(change)),
    'sweeps:move': ({ to, ...line }) => {
      sweeps.move(line, to);
      return null;
    },
    'sweeps:cancelLine': (line) => {
      sweeps.cancelLine(line);
      return null;
    },
    'sweeps:delete': async ({ ids, withRuns }) => {
      await sweeps.delete(ids, withRuns);
      return null;
    },
    'sweeps:restore': ({ ids }) => {
      sweeps.restore(ids);
      return null;
    },
    'settings:get': () => settings.get(),
    'settings:set': (change) => settings.set(present(change)),
    'datasets:list': () => datasets.list(),
    'datasets:preview': ({ dataset, rows }) => datasets.preview(dataset, rows),
    'datasets:remove': ({ id }) => {
      datasets.remove(id);
      return null;
    },
    'runs:plan': ({ config }) => runs.plan(config),
    'runs:start': ({ config, meta }) => runs.start(config, meta),
    'runs:control': ({ id, command }) => runs.control(id, command),
    'runs:list': () => runs.list(),
    'runs:page': ({ below, most }) => runs.page(below, most),
    'runs:points': ({ runs: wanted }) => runs.points(wanted),
    'runs:get': ({ id }) => runs.get(id),
    'runs:series': ({ id, fromStep }) => runs.series(id, fromStep),
    'runs:boundaries': ({ id }) => runs.boundaries(id),
    'runs:weights': ({ id }) => runs.weights(id),
    'runs:update': ({ id, meta, starred }) => runs.update(id, present({ meta: present(meta), starred })),
    'runs:updateAll': ({ changes }) => {
      runs.updateAll(changes.map(({ id, ...change }) => ({ id, ...present(change) })));
      return null;
    },
    'runs:delete': async ({ ids }) => {
      await runs.delete(ids);
      return null;
    },
    'runs:restore': ({ ids }) => {
      runs.restore(ids);
      return null;
    },
  };
}

/** What is there of an object whose fields may be undefined. */
function present<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
