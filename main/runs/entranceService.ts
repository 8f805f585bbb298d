/** Takes runs from files into the lab: study files of another one, and what other programs recorded; main process and command line. */
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { previewStudy } from '../export/previewStudy';
import { readStudyFile, studyFileExtension } from '../export/studyFile';
import { toWholeRun } from '../import/toWholeRun';
import type { Store } from '../store/store';
import { hashConfig } from './configHash';
import type { LabEmitter } from './emitter';
import type { TrainerPort } from './trainerPort';
import type { EntranceService } from './types';

export interface EntranceNeeds {
  readonly store: Store;
  readonly trainer: TrainerPort;
  readonly emitter: LabEmitter;
  /** Says so where data sets have come. */
  readonly datasets: { tellChanges(): void };
  /** better-sqlite3's binding, null for its own. */
  readonly nativeBinding: string | null;
}

const isStudyFile = (file: string): boolean => path.extname(file).toLowerCase() === `.${studyFileExtension}`;

export function entranceService(needs: EntranceNeeds): EntranceService {
  const { store, trainer, emitter, datasets, nativeBinding } = needs;
  const studies = async (files: readonly string[]) => {
    const results = [];
    for (const file of files) results.push(await readStudyFile(store, file, hashConfig, nativeBinding));
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
    preview: (file) => {
      const known = new Set(store.listRuns().map(({ id }) => id));
      return previewStudy(file, known, nativeBinding);
    },
    async import(paths) {
      const before = new Set(store.listRuns().map(({ id }) => id));
      try {
        const fromStudies = await studies(paths.filter(isStudyFile));
        const fromRecords = await records(paths.filter((file) => !isStudyFile(file)));
        const all = [...fromStudies, fromRecords];
        return {
          added: all.flatMap(({ added }) => added),
          present: all.reduce((sum, { present }) => sum + present, 0),
          datasets: fromStudies.reduce((sum, one) => sum + one.datasets, 0),
          problems: fromRecords.problems,
        };
      } finally {
        // Also where a later file was refused: what came before it is there.
        for (const run of store.listRuns()) if (!before.has(run.id)) emitter.emit('run:changed', run);
        datasets.tellChanges();
      }
    },
  };
}
