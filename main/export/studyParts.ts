/** Gathers what goes into a study file: chosen runs and sweeps with what they need, or everything; main process and command line. */
import type { StudyChoice, StudyFileOutlook } from '../../shared/files/studyChoice';
import type { Settings } from '../../shared/ipc/contract';
import { LabError } from '../../shared/result';
import { isActive, type RunRecord } from '../../shared/runs/run';
import type { Study } from '../../shared/study/studyFile';
import type { Store, StoredSweep } from '../store/store';
import type { WholeSweep } from '../store/wholeSweep';
import type { StudyLibrary } from '../study/studyLibrary';

/** Everything by its id, in the order in which it is written. */
export interface StudyParts {
  readonly runs: readonly string[];
  readonly sweeps: readonly string[];
  readonly datasets: readonly string[];
  readonly studies: readonly Study[];
  readonly settings: Partial<Settings>;
  /** Runs that could go on from a checkpoint. */
  readonly unfinished: number;
  readonly left: readonly string[];
}

/** Settings that are of the user; the others are of this machine (how many runs side by side, where other machines are). */
const portableSettings = ['theme', 'digitGroups', 'notifyAtEnd', 'railCollapsed', 'savedQueries'] as const;

export const isImported = (datasetId: string): boolean => datasetId.startsWith('sha256:');

const isOwned = ({ state }: StoredSweep): boolean => state === 'running' || state === 'paused';

/** The data sets that a sweep's runs are trained on. */
export const datasetsOf = ({ sweep, trials }: Pick<WholeSweep, 'sweep' | 'trials'>): string[] => [
  ...new Set([sweep.sweep.base.dataset.id, ...trials.map(({ config }) => config.dataset.id)]),
];

/** Throws LabError `conflict` for chosen runs and sweeps that are still going on; of everything these are left out. */
export async function studyParts(
  store: Store,
  library: StudyLibrary | null,
  choice: StudyChoice,
): Promise<StudyParts> {
  return choice === 'everything' ? everything(store, library) : chosen(store, choice);
}

/** What a study file comes to. */
export function outlookOf(store: Store, parts: StudyParts): StudyFileOutlook {
  const { runs, sweeps, datasets, studies, unfinished, left } = parts;
  const { bytes, checkpoints } = store.storedBytes(runs, datasets);
  return {
    ...{ runs: runs.length, sweeps: sweeps.length, datasets: datasets.length, studies: studies.length },
    ...{ bytes, checkpointBytes: checkpoints, unfinished, left },
  };
}

function chosen(store: Store, choice: Exclude<StudyChoice, 'everything'>): StudyParts {
  const runs = new Map<string, RunRecord>();
  const take = (id: string): void => void runs.set(id, store.getRun(id));
  choice.runs.forEach(take);
  const datasets = new Set<string>();
  for (const id of choice.sweeps) {
    const sweep = store.sweeps.get(id);
    if (isOwned(sweep))
      throw new LabError(
        'conflict',
        `“${sweep.name}” is still going on; stop it first, or wait for its end.`,
      );
    const whole = store.wholeSweep(id);
    for (const run of [...whole.runs.map((made) => made.id), ...whole.lines.map(({ runId }) => runId)])
      if (run !== null && store.hasRun(run)) take(run);
    datasetsOf(whole).forEach((dataset) => datasets.add(dataset));
  }
  for (const { state, number } of runs.values())
    if (isActive(state))
      throw new LabError('conflict', `Run ${number} is still going on; wait for its end, or leave it out.`);
  return {
    ...ordered([...runs.values()]),
    sweeps: [...new Set(choice.sweeps)],
    datasets: withDatasetsOf(store, [...runs.values()], datasets),
    ...{ studies: [], settings: {}, left: [] },
  };
}

async function everything(store: Store, library: StudyLibrary | null): Promise<StudyParts> {
  const all = store.listRuns();
  const resting = all.filter(({ state }) => !isActive(state));
  const sweeps = store.sweeps.list().reverse();
  const restingSweeps = sweeps.filter((sweep) => !isOwned(sweep));
  const own = (await library?.list()) ?? [];
  const set = store.givenSettings();
  return {
    ...ordered(resting),
    sweeps: restingSweeps.map(({ id }) => id),
    datasets: store
      .listDatasets()
      .map(({ id }) => id)
      .reverse(),
    studies: own.flatMap(({ study, isBuiltIn }) => (isBuiltIn ? [] : [study])),
    settings: Object.fromEntries(portableSettings.flatMap((key) => (key in set ? [[key, set[key]]] : []))),
    left: [
      ...leftOut(all.length - resting.length, 'run'),
      ...leftOut(sweeps.length - restingSweeps.length, 'sweep'),
    ],
  };
}

const leftOut = (count: number, what: string): string[] =>
  count === 0
    ? []
    : [`${count} ${what}${count === 1 ? '' : 's'} still going on ${count === 1 ? 'is' : 'are'} left out.`];

/** The oldest first, as numbers are given anew. */
function ordered(runs: readonly RunRecord[]): Pick<StudyParts, 'runs' | 'unfinished'> {
  const sorted = [...runs].sort((a, b) => a.number - b.number);
  const goesOn = ({ state, origin }: RunRecord): boolean =>
    !origin && (state === 'interrupted' || state === 'failed' || state === 'cancelled');
  return { runs: sorted.map(({ id }) => id), unfinished: sorted.filter(goesOn).length };
}

/** Imported data sets that are needed, and there. */
function withDatasetsOf(store: Store, runs: readonly RunRecord[], others: Iterable<string>): string[] {
  const wanted = new Set(others);
  for (const { config, origin } of runs) if (!origin) wanted.add(config.dataset.id);
  const stored = new Set(store.listDatasets().map(({ id }) => id));
  return [...wanted].filter((id) => isImported(id) && stored.has(id));
}
