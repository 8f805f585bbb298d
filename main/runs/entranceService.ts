/** Takes runs from files into the lab: study files of another one, and what other programs recorded; main process and command line. */
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { RunImport } from '../../shared/runs/runImport';
import { previewStudy } from '../export/previewStudy';
import { readStudyFile } from '../export/readStudyFile';
import { studyFileExtension } from '../export/studyFile';
import { toWholeRun } from '../import/toWholeRun';
import type { Store } from '../store/store';
import type { StudyLibrary } from '../study/studyLibrary';
import { hashConfig } from './configHash';
import type { LabEmitter } from './emitter';
import type { TrainerPort } from './trainerPort';
import type { EntranceService, SweepService } from './types';

export interface EntranceNeeds {
  readonly store: Store;
  readonly trainer: TrainerPort;
  readonly emitter: LabEmitter;
  /** Says so where data sets have come. */
  readonly datasets: { tellChanges(): void };
  readonly sweeps: Pick<SweepService, 'record'>;
  /** Where studies go that come with a file; null: they do not come. */
  readonly library: StudyLibrary | null;
  /** better-sqlite3's binding, null for its own. */
  readonly nativeBinding: string | null;
}

const isStudyFile = (file: string): boolean => path.extname(file).toLowerCase() === `.${studyFileExtension}`;

export function entranceService(needs: EntranceNeeds): EntranceService {
  const { store, trainer, emitter, datasets, sweeps, library, nativeBinding } = needs;
  const studies = async (files: readonly string[]): Promise<readonly RunImport[]> => {
    const results = [];
    for (const file of files)
      results.push(await readStudyFile(store, file, { hash: hashConfig, library, nativeBinding }));
    return results;
  };
  const records = async (paths: readonly string[]) => {
    if (paths.length === 0) return { added: [], present: 0, problems: [] };
    const { runs, problems } = await trainer.request('readRuns', { paths });
    const added: string[] = [];
    for (const run of runs) {
      const whole = toWholeRun(run, Date.now());
      if (store.putWholeRun(whole)) added.push(whole.record.id);
      // Windows are drawn between them.
      await setImmediate();
    }
    return { added, present: runs.length - added.length, problems };
  };
  return {
    preview: async (file) => {
      const known = {
        datasets: new Set(store.listDatasets().map(({ id }) => id)),
        studies: new Set((await library?.list())?.map(({ study }) => study.id)),
        runs: new Set(store.listRuns().map(({ id }) => id)),
        sweeps: new Set(store.sweeps.list().map(({ id }) => id)),
      };
      return previewStudy(file, known, nativeBinding);
    },
    async import(paths) {
      const before = { runs: store.runsRevision(), sweeps: store.sweeps.latestRevision() };
      const settings = JSON.stringify(store.settings());
      try {
        const fromStudies = await studies(paths.filter(isStudyFile));
        const fromRecords = await records(paths.filter((file) => !isStudyFile(file)));
        const all = [...fromStudies, fromRecords];
        const sumOf = (count: 'presentSweeps' | 'datasets' | 'studies'): number =>
          fromStudies.reduce((sum, one) => sum + one[count], 0);
        return {
          added: all.flatMap(({ added }) => added),
          present: all.reduce((sum, { present }) => sum + present, 0),
          sweeps: fromStudies.flatMap(({ sweeps: ids }) => ids),
          ...{
            presentSweeps: sumOf('presentSweeps'),
            datasets: sumOf('datasets'),
            studies: sumOf('studies'),
          },
          problems: [...fromStudies.flatMap(({ problems }) => problems), ...fromRecords.problems],
        };
      } finally {
        // Also where a later file was refused: what came before it is there.
        for (const run of store.runsChangedAfter(before.runs)) emitter.emit('run:changed', run);
        for (const { id } of store.sweeps.changedAfter(before.sweeps))
          emitter.emit('sweep:changed', sweeps.record(id));
        if (JSON.stringify(store.settings()) !== settings) emitter.emit('settings:changed', store.settings());
        datasets.tellChanges();
      }
    },
  };
}
