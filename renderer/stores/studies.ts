/** The lab's studies, and how the one under way stands (renderer). */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { CallInput } from '../../shared/ipc/contract';
import type { LabError } from '../../shared/result';
import type { StudyInfo } from '../../shared/study/info';
import type { StudyOptions } from '../../shared/study/plan';
import type { StudyProgress } from '../../shared/study/progress';
import { asLabError, call, on } from '../api/lab';

/** Options as a call takes them. */
const inputOf = (id: string, { fraction, seeds, rows }: StudyOptions): CallInput<'studies:report'> => ({
  id,
  options: { fraction, seeds, rows: rows && [...rows] },
});

export const useStudiesStore = defineStore('studies', () => {
  const list = shallowRef<readonly StudyInfo[]>([]);
  const status = shallowRef<'idle' | 'loading' | 'ready' | 'failed'>('idle');
  const error = shallowRef<LabError | null>(null);
  const progress = shallowRef<StudyProgress | null>(null);
  /** Goes up whenever results may have come: whoever shows a report reads it again. */
  const version = shallowRef(0);

  const get = (id: string): StudyInfo | undefined => list.value.find((study) => study.id === id);
  const isUnderWay = (id: string): boolean =>
    progress.value?.studyId === id && ['running', 'paused'].includes(progress.value.state);

  async function load(): Promise<void> {
    status.value = 'loading';
    try {
      list.value = await call('studies:list');
      error.value = null;
      status.value = 'ready';
    } catch (thrown) {
      error.value = asLabError(thrown);
      status.value = 'failed';
    }
  }

  function take(now: StudyProgress): void {
    const before = progress.value;
    progress.value = now;
    const isNews = before?.done !== now.done || before.failed !== now.failed || before.state !== now.state;
    if (isNews) version.value++;
  }

  const report = (id: string, options: StudyOptions) => call('studies:report', inputOf(id, options));
  const outlook = (id: string, options: StudyOptions) => call('studies:outlook', inputOf(id, options));
  const exportHtml = (id: string, options: StudyOptions) => call('studies:exportHtml', inputOf(id, options));

  async function start(id: string, options: StudyOptions): Promise<void> {
    take(await call('studies:start', inputOf(id, options)));
  }

  async function control(command: CallInput<'studies:control'>['command']): Promise<void> {
    const now = await call('studies:control', { command });
    if (now) take(now);
  }

  async function make(title: string, runIds: readonly string[]): Promise<StudyInfo> {
    const made = await call('studies:make', { title, runIds: [...runIds] });
    await load();
    return made;
  }

  /** null where the dialog was closed. */
  async function openFile(): Promise<StudyInfo | null> {
    const opened = await call('studies:openFile');
    if (opened) await load();
    return opened;
  }

  const saveFile = (id: string) => call('studies:saveFile', { id });

  async function remove(id: string): Promise<void> {
    await call('studies:remove', { id });
    await load();
  }

  /** Follows the lab's events until the returned function is called. */
  function listen(): () => void {
    call('studies:progress')
      .then((now) => {
        if (now) take(now);
      })
      .catch(() => undefined);
    return on('study:progressed', take);
  }

  return {
    list,
    status,
    error,
    progress,
    version,
    get,
    isUnderWay,
    load,
    report,
    outlook,
    exportHtml,
    start,
    control,
    make,
    openFile,
    saveFile,
    remove,
    listen,
  };
});
