// Runs: every change of state that is allowed and no other, what is said about them, deleting and finding them (Node).
import { expect, test } from 'vitest';
import { isActive, runStates, runTransitions, type RunState } from '../../shared/runs/run';
import { unpackEvaluations } from '../../shared/runs/packedEvaluations';
import { packRuns, unpackRuns } from '../../shared/runs/packedRuns';
import {
  comparedWith,
  evaluationAt,
  finished,
  losses,
  newRun,
  noContext,
  result,
  runningRun,
} from './fixtures/runs';
import { behind, newFile, openStore, problemOf } from './fixtures/stores';
import { newRunId } from './runs';

/** Puts a run into a state behind the store's back; one at rest belongs to nobody. */
function force(file: string, id: string, state: RunState): void {
  const owner = isActive(state) ? 'owner_id' : 'NULL';
  behind(file, (db) => db.run(`UPDATE runs SET state = ?, owner_id = ${owner} WHERE id = ?`, state, id));
}

/** Deletes a run for good: hidden, and erased at the next closing. */
function erase(file: string, id: string): void {
  const store = openStore(file);
  store.markDeleted([id]);
  store.close();
}

test('a new run is queued with all that it was given', () => {
  const store = openStore(undefined, { now: () => 1234 });
  const run = store.createRun(newRun());
  expect(run).toEqual({
    ...newRun(),
    id: run.id,
    number: 1,
    starred: false,
    archived: false,
    state: 'queued',
    stateReason: null,
    createdAt: 1234,
    startedAt: null,
    finishedAt: null,
    step: 0,
    epoch: 0,
    elapsedMs: 0,
    latest: null,
    result: null,
    engine: null,
    environment: null,
    sweep: null,
  });
  expect(store.getRun(run.id)).toEqual(run);
  expect(store.listRuns()).toEqual([run]);
});

test('ids are twelve characters, and never the same', () => {
  const ids = Array.from({ length: 500 }, newRunId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-z]{12}$/);
});

test('of all changes of state those are taken that the rules allow, all others change nothing', () => {
  const file = newFile();
  const store = openStore(file);
  const { id } = store.createRun(newRun());
  for (const from of runStates) {
    for (const to of runStates) {
      force(file, id, from);
      const before = store.getRun(id);
      const change = () => store.changeState(id, to, 'because', { step: before.step + 1 });
      if (from === to || runTransitions[from].includes(to)) {
        expect(change()).toEqual({ ...before, state: to, stateReason: 'because', step: before.step + 1 });
        continue;
      }
      expect(problemOf(change)).toMatchObject({
        code: 'conflict',
        message: `A run that is ${from} cannot become ${to}.`,
      });
      expect(store.getRun(id)).toEqual(before);
    }
  }
});

test('a number is never given twice', () => {
  const file = newFile();
  const store = openStore(file);
  const first = store.createRun(newRun());
  const second = store.createRun(newRun());
  for (const { id } of [first, second]) store.changeState(id, 'cancelled', null);
  store.markDeleted([second.id]);
  store.close();
  const later = openStore(file);
  expect(problemOf(() => later.getRun(second.id)).code).toBe('not-found');
  expect(later.createRun(newRun()).number).toBe(3);
  expect(later.listRuns().map(({ number }) => number)).toEqual([3, 1]);
});

test('name, tags, notes and star change alone', () => {
  const store = openStore();
  const run = store.createRun(newRun());
  expect(store.updateRun(run.id, { name: 'Another 𝄞' })).toEqual({ ...run, name: 'Another 𝄞' });
  expect(store.updateRun(run.id, { tags: [], notes: '' })).toMatchObject({
    name: 'Another 𝄞',
    tags: [],
    notes: '',
  });
  expect(store.updateRun(run.id, { starred: true }).starred).toBe(true);
  expect(store.updateRun(run.id, { starred: false }).starred).toBe(false);
  expect(store.updateRun(run.id, {})).toEqual({ ...run, name: 'Another 𝄞', tags: [], notes: '' });
  expect(problemOf(() => store.updateRun('nosuchrun', { name: '' })).code).toBe('not-found');
});

test('many runs are changed at once, or none', () => {
  const store = openStore();
  const [a, b] = [store.createRun(newRun()), store.createRun(newRun())];
  store.updateRuns([
    { id: a.id, archived: true, tags: ['final'] },
    { id: b.id, notes: 'better', starred: true },
  ]);
  expect(store.getRun(a.id)).toMatchObject({
    archived: true,
    tags: ['final'],
    starred: false,
    name: a.name,
  });
  expect(store.getRun(b.id)).toMatchObject({ archived: false, notes: 'better', starred: true });
  const failing = () =>
    store.updateRuns([
      { id: a.id, archived: false },
      { id: 'nosuchrun', archived: true },
    ]);
  expect(problemOf(failing)).toMatchObject({ code: 'not-found' });
  expect(store.getRun(a.id).archived).toBe(true);
});

test('a run can be renamed while it trains, and goes on', () => {
  const store = openStore();
  const id = runningRun(store);
  store.appendEvents(id, [losses(0, 10)], noContext);
  store.updateRun(id, { name: 'New' });
  expect(store.appendEvents(id, [losses(10, 20)], noContext)).toMatchObject({ name: 'New', step: 20 });
});

test('deleted runs are hidden, come back whole, or are gone for good at the end', () => {
  const file = newFile();
  const store = openStore(file);
  const [kept, hidden, restored] = [1, 2, 3].map(() => runningRun(store)) as [string, string, string];
  for (const id of [kept, hidden, restored])
    store.appendEvents(id, [losses(0, 1000), finished(1000)], noContext);
  const before = store.getRun(restored);
  store.markDeleted([hidden, restored]);
  expect([kept, hidden].map((id) => store.isDeleted(id))).toEqual([false, true]);
  expect(store.listRuns().map(({ id }) => id)).toEqual([kept]);
  store.restore([restored]);
  expect(store.getRun(restored)).toEqual(before);
  expect(store.listRuns().map(({ id }) => id)).toEqual([restored, kept]);
  store.close();

  const later = openStore(file);
  expect(later.listRuns().map(({ id }) => id)).toEqual([restored, kept]);
  expect(problemOf(() => later.restore([hidden])).code).toBe('not-found');
  behind(file, (db) => {
    const left = (table: string) =>
      db.all<{ run: number }>(`SELECT DISTINCT run FROM ${table} ORDER BY run`).map(({ run }) => run);
    for (const table of ['loss_chunks', 'checkpoints', 'weights']) expect(left(table)).toEqual([1, 3]);
  });
});

test('of several runs all are deleted, or none where one is still going on', () => {
  const store = openStore();
  const active = runningRun(store);
  const { id } = store.createRun(newRun());
  store.changeState(id, 'cancelled', null);
  expect(problemOf(() => store.markDeleted([id, active]))).toMatchObject({
    code: 'conflict',
    message: 'Run 1 is still going on; cancel it first.',
  });
  expect(problemOf(() => store.markDeleted([id, 'nosuchrun'])).code).toBe('not-found');
  expect(store.listRuns()).toHaveLength(2);
});

test('a deleted run does not go on behind the scenes', () => {
  const store = openStore();
  const { id } = store.createRun(newRun());
  store.changeState(id, 'cancelled', null);
  store.markDeleted([id]);
  expect(problemOf(() => store.changeState(id, 'queued', null)).code).toBe('not-found');
});

test('the space of erased runs is given back to the file system', () => {
  const file = newFile();
  const store = openStore(file);
  const id = runningRun(store);
  for (let step = 0; step < 800_000; step += 40_000)
    store.appendEvents(id, [losses(step, step + 40_000)], noContext);
  store.changeState(id, 'cancelled', null);
  store.close();
  const pages = () =>
    behind(file, (db) => [db.pragma('page_count'), db.pragma('freelist_count')].map(Number));
  expect(pages()[0]).toBeGreaterThan(700);
  erase(file, id);
  const [all, free] = pages();
  expect(free).toBe(0);
  expect(all).toBeLessThan(80);
});

test('identical are completed runs of the same configuration on the same data, not stopped, not deleted', () => {
  const store = openStore();
  const end = (id: string, stoppedByUser = false) =>
    store.appendEvents(id, [finished(1)], { ...noContext, stoppedByUser });
  const first = runningRun(store, { name: 'first' });
  end(first);
  const second = runningRun(store, { name: 'second' });
  end(second);
  end(runningRun(store), true);
  end(runningRun(store, { configHash: 'another' }));
  end(runningRun(store, { datasetHash: 'another' }));
  const deleted = runningRun(store);
  end(deleted);
  store.markDeleted([deleted]);
  runningRun(store);
  const cancelled = runningRun(store);
  store.appendEvents(cancelled, [finished(1, 'cancelled')], noContext);
  expect(store.findIdentical('c0ffee', 'da7a')).toEqual([
    { id: second, name: 'second', number: 2 },
    { id: first, name: 'first', number: 1 },
  ]);
  // In any state, the newest first; the stopped one is the third, the last two are under way and cancelled.
  expect(store.runsAlike('c0ffee', 'da7a').map(({ number }) => number)).toEqual([8, 7, 3, 2, 1]);
  expect(store.runsAlike('c0ffee', 'da7a')[0]).toEqual(store.getRun(cancelled));
  expect(store.runsAlike('no such', 'da7a')).toEqual([]);
});

test('what a run ends with is there after a restart', () => {
  const file = newFile();
  const store = openStore(file, { now: () => 99 });
  const id = runningRun(store);
  const environment = {
    losslab: '1.2.3',
    buildId: 'b',
    node: '20',
    electron: null,
    tfjs: '4',
    tensorflow: '2',
    platform: 'linux',
    cpu: 'Z80',
    cores: 1,
    memoryBytes: 2 ** 40,
  };
  store.changeState(id, 'running', null, { environment });
  store.appendEvents(id, [losses(0, 100), finished(100)], noContext);
  store.close();
  expect(openStore(file).getRun(id)).toMatchObject({
    state: 'completed',
    finishedAt: 99,
    result,
    environment,
  });
});

test('what is unknown is not found, whatever is asked', () => {
  const store = openStore();
  const asked: ((id: string) => unknown)[] = [
    (id) => store.getRun(id),
    (id) => store.beginRun(id),
    (id) => store.changeState(id, 'cancelled', null),
    (id) => store.requireOwnRun(id),
    (id) => store.appendEvents(id, [], noContext),
    (id) => store.checkpointStep(id),
    (id) => store.series(id),
    (id) => store.evaluations(id),
    (id) => store.lossesInTurn(id),
    (id) => store.boundaries(id),
    (id) => store.weights(id),
    (id) => store.isDeleted(id),
  ];
  for (const ask of asked) {
    expect(problemOf(() => ask('0123456789ab'))).toMatchObject({
      code: 'not-found',
      message: 'There is no such run; it may have been deleted.',
    });
  }
});

test('what is asked for after the end says so', () => {
  const store = openStore();
  store.close();
  expect(problemOf(() => store.listRuns())).toMatchObject({
    code: 'cancelled',
    message: 'LossLab is being closed.',
  });
  store.close();
});

test('a stretch of the list as text is what the records are, but for the seconds of epochs and the confusion', () => {
  const store = openStore();
  const ids = [1, 2, 3].map(() => runningRun(store, { name: 'He said "\u2028"', notes: 'a\\b' }));
  store.appendEvents(ids[0]!, [losses(0, 400), finished(400)], noContext);
  store.updateRuns([{ id: ids[1]!, starred: true, archived: true, tags: ['ß', '"'] }]);
  store.markDeleted(
    [store.createRun(newRun()).id].map((id) => (store.changeState(id, 'cancelled', null), id)),
  );
  const parsed = (below: number | null, most: number) => unpackRuns(packRuns(store.runTexts(below, most)));
  const records = store.listRuns();
  const [first] = records.slice(-1);
  expect(first?.result?.epochSeconds).toHaveLength(3);
  expect(first?.result?.confusion.length).toBeGreaterThan(0);
  const listed = records.map((run) =>
    run.result ? { ...run, result: { ...run.result, epochSeconds: [], confusion: [] } } : run,
  );
  expect(parsed(null, 10)).toEqual(listed);
  expect([...parsed(null, 2), ...parsed(2, 2)]).toEqual(listed);
  expect(store.runTexts(null, 2).map(({ number }) => number)).toEqual([3, 2]);
});

test('points of several runs come packed, of those that are gone not at all', () => {
  const store = openStore();
  const ids = [runningRun(store), runningRun(store)];
  store.appendEvents(ids[0]!, [losses(0, 700), finished(700)], noContext);
  const evaluation = evaluationAt(3, { trainLoss: null });
  store.appendEvents(ids[1]!, [losses(0, 10), { type: 'evaluated', evaluations: [evaluation] }], noContext);
  const wanted = [
    { id: ids[0]!, fromStep: 600 },
    { id: 'nosuchrun', fromStep: 0 },
    { id: ids[1]!, fromStep: 0 },
  ];
  const points = store.points(wanted);
  expect(points.map(({ id }) => id)).toEqual(ids);
  expect(comparedWith(600, 700, points[0]!.losses)).toBe('all');
  expect(unpackEvaluations(points[1]!.evaluations)).toEqual([evaluation]);
});
