/** Opening files that came from outside: each goes to what its kind needs, a study file first to a look inside (renderer). */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { useRouter } from 'vue-router';
import type { OpenedFile, RecentFile } from '../../shared/files/fileKind';
import type { StudyPreview } from '../../shared/files/studyPreview';
import type { RunImport } from '../../shared/runs/runImport';
import type { LabError } from '../../shared/result';
import { asLabError, call, on } from '../api/lab';
import { formatQuantity } from '../format/numbers';
import { useImporting } from '../rooms/data/importing';
import { useToastsStore } from './toasts';

/** A study file that the user is asked about. */
export interface AskedStudy {
  readonly file: OpenedFile;
  /** null while it is being read. */
  readonly preview: StudyPreview | null;
  /** Why nothing can be taken from it. */
  readonly error: LabError | null;
}

export const useOpenFiles = defineStore('openFiles', () => {
  const router = useRouter();
  const toasts = useToastsStore();
  const importing = useImporting();
  /** The study file in question; others wait behind it. */
  const asked = shallowRef<AskedStudy | null>(null);
  const importingStudy = shallowRef(false);
  /** Whether files that the lab was started with are known. */
  const isLoaded = shallowRef(false);
  const recent = shallowRef<readonly RecentFile[]>([]);
  let waiting: readonly OpenedFile[] = [];

  /** Opens files that the user has shown; what is wrong with them is told. */
  async function open(files: readonly OpenedFile[]): Promise<void> {
    for (const { problem } of files) if (problem !== null) toasts.show(problem, { tone: 'bad' });
    const sound = files.filter(({ problem }) => problem === null);
    const of = (...kinds: readonly OpenedFile['kind'][]): readonly OpenedFile[] =>
      sound.filter(({ kind }) => kinds.includes(kind));
    waiting = [...waiting, ...of('study')];
    if (asked.value === null) void askNext();
    const records = of('records', 'folder');
    if (records.length > 0) await takeRuns(records.map(({ path }) => path));
    const data = of('data');
    if (data.length === 0) return;
    await router.push({ name: 'data' });
    await importing.importFiles(data.map(({ path }) => path));
  }

  /** Opens what was dropped on the window. */
  const openPaths = (paths: readonly string[]): Promise<void> =>
    told(async () => open(await call('files:describe', { paths: paths.slice(0, 8) })));

  /** Lets the user choose. */
  const choose = (): Promise<void> => told(async () => open((await call('files:choose')) ?? []));

  const openRecent = (path: string): Promise<void> =>
    told(async () => open([await call('files:openRecent', { path })]));

  const clearRecent = (): Promise<void> =>
    told(async () => {
      await call('files:clearRecent');
    });

  async function askNext(): Promise<void> {
    const [file, ...others] = waiting;
    waiting = others;
    asked.value = file ? { file, preview: null, error: null } : null;
    if (!file) return;
    const answer = await call('entrances:preview', { path: file.path }).then(
      (preview): AskedStudy => ({ file, preview, error: null }),
      (thrown: unknown): AskedStudy => ({ file, preview: null, error: asLabError(thrown) }),
    );
    // The question may have been closed meanwhile.
    if (asked.value?.file === file) asked.value = answer;
  }

  /** Leaves the study file in question; the next one's turn comes. */
  const leave = (): void => void askNext();

  /** Takes the runs of the study file in question. */
  async function accept(): Promise<void> {
    const file = asked.value?.file;
    if (!file || importingStudy.value) return;
    importingStudy.value = true;
    try {
      await takeRuns([file.path]);
    } finally {
      importingStudy.value = false;
      if (asked.value?.file === file) leave();
    }
  }

  const takeRuns = (paths: readonly string[]): Promise<void> =>
    told(async () => tellImport(await call('entrances:importPaths', { paths: [...paths] })));

  /** Says what an import of runs has come to, and shows them. */
  async function tellImport(result: RunImport): Promise<void> {
    const { added, present, sweeps, datasets, studies, problems } = result;
    const said = [
      `${formatQuantity(added.length, 'run')} imported`,
      ...(sweeps.length > 0 ? [formatQuantity(sweeps.length, 'sweep')] : []),
      ...(datasets > 0 ? [`with ${formatQuantity(datasets, 'data set')}`] : []),
      ...(studies > 0 ? [`${studies} ${studies === 1 ? 'study' : 'studies'}`] : []),
      ...(present > 0 ? [`${present === 1 ? '1 was' : `${present} were`} there already`] : []),
    ];
    toasts.show(said.join(', '));
    for (const problem of problems.slice(0, 2)) toasts.show(problem, { tone: 'bad' });
    if (sweeps.length > 0) await router.push({ name: 'sweeps' });
    else if (added.length > 0) await router.push({ name: 'runs' });
  }

  async function told(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (thrown) {
      toasts.showError(thrown);
    }
  }

  const takeOpened = (): Promise<void> => told(async () => open(await call('files:takeOpened')));

  async function load(): Promise<void> {
    recent.value = await call('files:recent');
    await takeOpened();
    isLoaded.value = true;
  }

  /** Follows the lab's events until the returned function is called. */
  function listen(): () => void {
    const stops = [
      on('files:opened', () => void takeOpened()),
      on('files:recentChanged', (list) => (recent.value = list)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  return {
    ...{ asked, importingStudy, recent, isLoaded },
    ...{ open, openPaths, choose, openRecent, clearRecent, accept, leave, tellImport, load, listen },
  };
});
