// Two processes on one database: each has its own runs, sees what the other does, and takes over from the dead only (Node).
import os from 'node:os';
import { expect, test } from 'vitest';
import { startOther, useProcesses } from './fixtures/processes';
import { comparedWith, finished, losses, newRun, noContext, runningRun } from './fixtures/runs';
import { behind, newFile, openStore, problemOf } from './fixtures/stores';
import { heartbeatMs } from './store';

useProcesses();

test('a run belongs to the process that trains it; when that is killed it is interrupted, and anybody may go on', async () => {
  const file = newFile();
  const other = await startOther(file);
  const { id } = await other.call('createRun', newRun());
  await other.call('beginRun', id);
  await other.call('changeState', id, 'running', null);
  await other.call('appendEvents', id, [losses(0, 100)], noContext);
  const { id: waiting } = await other.call('createRun', newRun());

  const store = openStore(file);
  expect(store.getRun(id)).toMatchObject({ state: 'running', step: 100 });
  const refusals = [
    () => store.requireOwnRun(id),
    () => store.changeState(id, 'paused', null),
    () => store.changeState(waiting, 'cancelled', null),
    () => store.beginRun(waiting),
  ];
  for (const refused of refusals)
    expect(problemOf(refused)).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(
        new RegExp(
          `^Run [12] belongs to the other process \\(process ${other.pid}\\); it can be changed there only`,
        ),
      ),
    });
  expect(problemOf(() => store.appendEvents(id, [losses(100, 200)], noContext)).code).toBe('conflict');
  expect(problemOf(() => store.markDeleted([id])).code).toBe('conflict');
  expect(store.updateRun(id, { starred: true }).starred).toBe(true);
  expect(store.tendOwners()).toEqual([]);
  await other.call('appendEvents', id, [losses(100, 200)], noContext);

  await other.kill();
  expect(store.tendOwners().sort()).toEqual([id, waiting].sort());
  expect(store.getRun(id)).toMatchObject({
    state: 'interrupted',
    stateReason: 'LossLab ended unexpectedly while this run was going on.',
    step: 200,
    starred: true,
    finishedAt: null,
  });
  expect(store.getRun(waiting).stateReason).toBe('LossLab ended before this run was started.');
  expect(store.countInterrupted()).toBe(2);
  expect(comparedWith(0, 200, store.series(id).losses)).toBe('all');
  store.requireOwnRun(id);
  store.changeState(id, 'queued', null);
  expect(store.beginRun(id).record.state).toBe('starting');
});

test('what the other process changes is told once, what this one does with its own runs is not', async () => {
  const file = newFile();
  const store = openStore(file);
  const other = await startOther(file);
  const mine = runningRun(store);
  store.foreignChanges();
  const { id } = await other.call('createRun', newRun());
  const told = () =>
    store
      .foreignChanges()
      .map(({ record, isDeleted }) => [record.number, record.name, record.state, isDeleted]);
  expect(told()).toEqual([[2, 'A run', 'queued', false]]);
  expect(told()).toEqual([]);
  store.appendEvents(mine, [losses(0, 10)], noContext);
  expect(told()).toEqual([]);
  await other.call('changeState', id, 'cancelled', null);
  await other.call('updateRun', id, { name: 'B' });
  expect(told()).toEqual([[2, 'B', 'cancelled', false]]);
  await other.call('markDeleted', [id]);
  expect(told()).toEqual([[2, 'B', 'cancelled', true]]);
  await other.call('restore', [id]);
  expect(told()).toEqual([[2, 'B', 'cancelled', false]]);
});

test('changes are found whatever the clocks say, also very many', () => {
  const file = newFile();
  const store = openStore(file, { now: () => 2_000_000 });
  const other = openStore(file, { now: () => 1_000_000 });
  other.createRun(newRun());
  expect(store.foreignChanges()).toHaveLength(1);
  for (let i = 0; i < 1200; i++) other.createRun(newRun({ name: `Run ${i}` }));
  const names: string[] = [];
  for (let more = store.foreignChanges(); more.length > 0; more = store.foreignChanges())
    names.push(...more.map(({ record }) => record.name));
  expect(names).toEqual(Array.from({ length: 1200 }, (_, i) => `Run ${i}`));
});

test('a deleted run is erased when the process that deleted it has ended, not before', async () => {
  const file = newFile();
  const store = openStore(file);
  const other = await startOther(file);
  const { id } = store.createRun(newRun());
  store.changeState(id, 'cancelled', null);
  await other.call('markDeleted', [id]);
  store.close();
  const second = openStore(file);
  expect(second.listRuns()).toEqual([]);
  await other.call('restore', [id]);
  expect(second.listRuns()).toHaveLength(1);
  await other.call('markDeleted', [id]);
  await other.kill();
  second.close();
  expect(problemOf(() => openStore(file).getRun(id)).code).toBe('not-found');
});

/** Enters a process that nothing but its heartbeats is known of. */
function enterSilent(file: string, id: string, pid: number, heartbeatAt: number, machine = os.hostname()) {
  behind(file, (db) => {
    const boot = db.get<{ boot: string }>('SELECT boot FROM owners')?.boot ?? '';
    db.run(
      'INSERT OR REPLACE INTO owners (id, name, machine, boot, pid, process_start, heartbeat_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[id, 'silent', machine, boot, pid, '', heartbeatAt],
    );
    db.run(`UPDATE runs SET owner_id = ? WHERE state = 'running'`, id);
  });
}

test.each([
  ['on another machine', 'elsewhere', 2 ** 22 + 1],
  ['on a system that does not tell when a process was started', os.hostname(), process.pid],
])('a process %s is taken for dead after a minute of silence', (_name, machine, pid) => {
  const file = newFile();
  let now = 1_000_000;
  const store = openStore(file, { now: () => now });
  const id = runningRun(store);
  enterSilent(file, 'silent', pid, now, machine);
  for (let i = 0; i < 5; i++) {
    now += heartbeatMs;
    expect(store.tendOwners()).toEqual([]);
  }
  now += heartbeatMs;
  expect(store.tendOwners()).toEqual([id]);
  expect(problemOf(() => store.appendEvents(id, [losses(0, 1)], noContext)).code).toBe('conflict');
});

test.each([
  ['forward by an hour', 3_600_000],
  ['back by an hour', -3_600_000],
  ['on, as after a sleep', 65_000],
])('when the clock goes %s no living process is taken for dead', (_name, jumpMs) => {
  const file = newFile();
  let now = 10_000_000;
  const store = openStore(file, { now: () => now });
  const id = runningRun(store);
  enterSilent(file, 'silent', process.pid, now);
  now += jumpMs;
  expect(store.tendOwners()).toEqual([]);
  // The other one has its turn within a heartbeat, and is heard.
  now += heartbeatMs / 2;
  enterSilent(file, 'silent', process.pid, now);
  const orphans: string[] = [];
  for (let i = 0; i < 5; i++) {
    now += heartbeatMs;
    orphans.push(...store.tendOwners());
  }
  expect(orphans).toEqual([]);
  // From then on its silence counts again.
  for (let i = 0; i < 3; i++) {
    now += heartbeatMs;
    orphans.push(...store.tendOwners());
  }
  expect(orphans).toEqual([id]);
});

test.runIf(process.platform === 'linux')(
  'where the start of a process is known the clock does not matter, and a number given again is no life',
  () => {
    const file = newFile();
    let now = 10_000_000;
    const store = openStore(file, { now: () => now });
    const id = runningRun(store);
    const other = openStore(file, { now: () => now });
    for (const jump of [3_600_000, -7_200_000, 61_000, 61_000]) {
      now += jump;
      expect(other.tendOwners()).toEqual([]);
      expect(store.tendOwners()).toEqual([]);
    }
    behind(file, (db) =>
      db.run(
        `UPDATE owners SET process_start = '1' WHERE id = (SELECT owner_id FROM runs WHERE state = 'running')`,
      ),
    );
    expect(other.tendOwners()).toEqual([id]);
  },
);

test('after a restart of the system nobody of before lives', () => {
  const file = newFile();
  const store = openStore(file);
  const id = runningRun(store);
  behind(file, (db) => db.run(`UPDATE owners SET boot = 'before'`));
  expect(openStore(file).getRun(id).state).toBe('interrupted');
});

test('one that was taken for dead and lives is entered anew, without its runs', () => {
  const file = newFile();
  const store = openStore(file);
  const id = runningRun(store);
  behind(file, (db) => db.run('DELETE FROM owners'));
  const other = openStore(file);
  expect(other.getRun(id).state).toBe('interrupted');
  expect(problemOf(() => store.appendEvents(id, [finished(0)], noContext))).toMatchObject({
    code: 'conflict',
    message: 'Run 1 does not belong to this LossLab any more.',
  });
  expect(store.tendOwners()).toEqual([]);
  expect(behind(file, (db) => db.all('SELECT * FROM owners'))).toHaveLength(2);
});
