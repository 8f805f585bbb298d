/** Runs, metrics, data sets and settings in a real database. */
import { afterAll, describe, expect, test } from 'vitest';
import type { DatasetInfo } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import {
  allLosses,
  checkpoint,
  evaluation,
  losses,
  newRun,
  plainContext,
  result,
  startedRun,
} from './fixtures/events';
import { storeWorkshop } from './fixtures/stores';

const { folder, openStore, closeStore, remove } = storeWorkshop();
afterAll(remove);

/** The code of the LabError that is thrown. */
function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof LabError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

describe('runs', () => {
  test('all of a run is there again after closing and opening', () => {
    const file = `${folder()}/lab.sqlite`;
    const store = openStore(file);
    const id = startedRun(store);
    const weights = {
      layers: [{ kernel: Float32Array.of(0.1, -0, 3), bias: Float32Array.of(1e-30), inputs: 3, units: 1 }],
    };
    store.appendEvents(
      id,
      [losses(0, 100), { type: 'evaluated', evaluations: [evaluation(100)] }],
      plainContext,
    );
    store.appendEvents(
      id,
      [
        {
          type: 'finished',
          outcome: 'completed',
          reason: null,
          result,
          weights,
          checkpoint: checkpoint(100),
        },
      ],
      plainContext,
    );
    const before = store.getRun(id);
    closeStore(store);
    const again = openStore(file);
    expect(again.getRun(id)).toEqual(before);
    expect(before).toMatchObject({ state: 'completed', step: 100, result, latest: evaluation(100) });
    expect(allLosses(again, id)).toHaveLength(100);
    expect(again.weights(id)).toEqual(weights);
    expect(again.series(id).evaluations).toEqual([evaluation(100)]);
  });

  test('states change only along their ways', () => {
    const store = openStore();
    const { id } = store.createRun(newRun());
    expect(codeOf(() => store.changeState(id, 'completed', null))).toBe('conflict');
    store.changeState(id, 'cancelled', 'for a reason');
    expect(store.getRun(id)).toMatchObject({ state: 'cancelled', stateReason: 'for a reason' });
    expect(codeOf(() => store.changeState(id, 'running', null))).toBe('conflict');
  });

  test('a batch that fails half-way leaves nothing', () => {
    const store = openStore();
    const id = startedRun(store);
    const before = store.getRun(id);
    const batch = [
      losses(0, 10),
      { type: 'evaluated', evaluations: [evaluation(10)] } as const,
      losses(20, 10),
    ];
    expect(() => store.appendEvents(id, batch, plainContext)).toThrow();
    expect(store.series(id)).toEqual({ losses: [], evaluations: [] });
    expect(store.getRun(id)).toEqual(before);
  });

  test('numbers are not given twice; hidden runs come back; others are erased at the end', () => {
    const file = `${folder()}/lab.sqlite`;
    const store = openStore(file);
    const ids = ['a', 'b', 'c'].map((name) => {
      const { id } = store.createRun(newRun({ name }));
      store.changeState(id, 'cancelled', null);
      return id;
    });
    store.markDeleted(ids.slice(1));
    expect(store.listRuns().map(({ name }) => name)).toEqual(['a']);
    store.restore([ids[1]!]);
    expect(store.listRuns().map(({ name }) => name)).toEqual(['b', 'a']);
    closeStore(store);
    const again = openStore(file);
    expect(codeOf(() => again.getRun(ids[2]!))).toBe('not-found');
    expect(again.createRun(newRun()).number).toBe(4);
  });

  test('a run under way is not hidden', () => {
    const store = openStore();
    expect(codeOf(() => store.markDeleted([startedRun(store)]))).toBe('conflict');
  });

  test('identical: same configuration and data, completed, not cut short by the user, not hidden', () => {
    const store = openStore();
    const finish = (changes = {}, stoppedByUser = false) => {
      const id = startedRun(store, changes);
      const finished = { outcome: 'completed', reason: null, result, checkpoint: checkpoint(100) } as const;
      store.appendEvents(id, [{ type: 'finished', ...finished, weights: { layers: [] } }], {
        pauseReason: null,
        stoppedByUser,
      });
      return id;
    };
    const same = finish();
    finish({ datasetHash: 'e'.repeat(64) });
    finish({ configHash: 'f'.repeat(64) });
    finish({}, true);
    store.markDeleted([finish()]);
    startedRun(store);
    expect(store.findIdentical('c'.repeat(64), 'd'.repeat(64)).map(({ id }) => id)).toEqual([same]);
  });
});

describe('metrics', () => {
  test('what is missing stays missing; the same step is replaced', () => {
    const store = openStore();
    const id = startedRun(store);
    const put = (one: ReturnType<typeof evaluation>) =>
      store.appendEvents(id, [{ type: 'evaluated', evaluations: [one] }], plainContext);
    put(evaluation(0, { trainLoss: null, trainError: null }));
    put(evaluation(10));
    put(evaluation(10, { testError: 0 }));
    expect(store.series(id).evaluations).toEqual([
      evaluation(0, { trainLoss: null, trainError: null }),
      evaluation(10, { testError: 0 }),
    ]);
  });

  test('boundaries come back as they were drawn', () => {
    const store = openStore();
    const id = startedRun(store);
    const values = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i * 7) % 256);
    const place = { epoch: 0.5, size: 64, xRange: [-1, 2], yRange: [0, 1], values, classes: 2 } as const;
    for (const step of [5, 10])
      store.appendEvents(id, [{ type: 'boundary', snapshot: { ...place, step } }], plainContext);
    expect(store.boundaries(id)).toEqual([
      { ...place, step: 5 },
      { ...place, step: 10 },
    ]);
  });

  test('of the checkpoints the last two are kept, and one of a run that has ended', () => {
    const store = openStore();
    const id = startedRun(store);
    for (const step of [0, 10, 20, 30]) {
      if (step > 0) store.appendEvents(id, [losses(step - 10, 10)], plainContext);
      store.appendEvents(id, [{ type: 'checkpointed', checkpoint: checkpoint(step) }], plainContext);
    }
    expect(store.checkpointStep(id)).toBe(30);
    store.changeState(id, 'interrupted', null);
    store.changeState(id, 'queued', null);
    const begun = store.beginRun(id, {});
    expect(begun.checkpoint).toEqual(checkpoint(30));
    expect(begun.record).toMatchObject({ step: 30, epoch: 3, elapsedMs: 30 });
  });
});

describe('data sets', () => {
  const info = (changes: Partial<DatasetInfo> = {}): DatasetInfo => ({
    id: `sha256:${'a'.repeat(64)}`,
    name: 'cloud',
    kind: 'points',
    source: 'imported',
    rows: 3,
    featureShape: [2],
    featureNames: ['x', 'y'],
    classNames: ['0', '1'],
    classCounts: [2, 1],
    givenTrainRows: null,
    hash: 'a'.repeat(64),
    featureRanges: [
      [0, 1],
      [0, 1],
    ],
    mean: 0,
    std: 1,
    importedAt: null,
    fileName: 'cloud.csv',
    ...changes,
  });
  const small = { features: Float32Array.of(1, 2, 3, 4, 5, 6), labels: Uint8Array.of(0, 1, 0) };

  test('content above the size of a part comes back whole', () => {
    const store = openStore();
    const features = new Uint8Array(70 * 1024 * 1024);
    for (let i = 0; i < features.length; i += 4093) features[i] = (i * 31) % 256;
    store.putDataset(info({ kind: 'images' }), { features, labels: small.labels });
    const content = store.datasetContent(info().id);
    expect(Buffer.compare(content.features as Uint8Array, features)).toBe(0);
    expect(content.labels).toEqual(small.labels);
  });

  test('the same content again takes the new name; removal waits for the runs that use it', () => {
    const store = openStore();
    store.putDataset(info(), small);
    store.putDataset(info({ name: 'renamed' }), small);
    expect(store.listDatasets().map(({ name }) => name)).toEqual(['renamed']);
    const config = { ...newRun().config, dataset: { ...newRun().config.dataset, id: info().id, params: {} } };
    const { id } = store.createRun(newRun({ config }));
    expect(codeOf(() => store.removeDataset(info().id))).toBe('conflict');
    store.changeState(id, 'cancelled', null);
    store.markDeleted([id]);
    expect(codeOf(() => store.removeDataset(info().id))).toBe('conflict');
    expect(store.datasetContent(info().id)).toEqual(small);
  });

  test('removed and unknown ones are not found', () => {
    const store = openStore();
    store.putDataset(info(), small);
    store.removeDataset(info().id);
    expect(codeOf(() => store.datasetInfo(info().id))).toBe('not-found');
    expect(codeOf(() => store.removeDataset(info().id))).toBe('not-found');
  });
});

describe('settings', () => {
  test('are kept; what this version does not take counts as not set', () => {
    const file = `${folder()}/lab.sqlite`;
    const store = openStore(file);
    store.setSettings({ theme: 'dark', concurrentRuns: 3 });
    // As a later or a broken version might have left them.
    store.setSettings({ railCollapsed: 'perhaps' as unknown as boolean, unknown: 1 } as never);
    closeStore(store);
    expect(openStore(file).settings()).toEqual({ theme: 'dark', concurrentRuns: 3, railCollapsed: false });
  });
});
