/** A whole lab goes into a study file and comes out of it in another one: every table, row by row; and what a merge does with what is there. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseStudy } from '../../shared/study/studyFile';
import { hashConfig } from '../runs/configHash';
import { runningRun } from '../store/fixtures/runs';
import { behind, nativeBinding, newFolder, openStore } from '../store/fixtures/stores';
import type { Database, SqlValue } from '../store/database';
import type { Store } from '../store/store';
import { StudyLibrary } from '../study/studyLibrary';
import { fullRun, putForeignRun, putMyData, stoppedSweep, three } from './fixtures/fullLab';
import { readStudyFile } from './readStudyFile';
import { writeStudyFile } from './studyFile';
import { outlookOf, studyParts } from './studyParts';

/** Tables that do not travel, and why. A new table is in neither list, and fails the test. */
const staysBehind: Readonly<Record<string, string>> = {
  owners: 'processes that have this one file open',
  revisions: 'counts changes of this one file',
  sqlite_sequence: 'numbers that this one file has given',
};
/** Columns of tables that travel which are given anew, and why. */
const givenAnew: Readonly<Record<string, readonly string[]>> = {
  // Numbers of changes; processes; what is hidden is not exported.
  runs: ['revision', 'owner_id', 'deleted_at', 'deleted_by'],
  sweeps: ['revision', 'owner_id', 'deleted_at', 'deleted_by'],
  // When it came into this lab; also in `info`.
  datasets: ['imported_at', 'info'],
};
const travels = [
  ...['runs', 'loss_chunks', 'evaluations', 'boundaries', 'spreads', 'checkpoints', 'weights', 'run_series'],
  ...['sweeps', 'sweep_trials', 'sweep_lines', 'datasets', 'dataset_parts', 'settings'],
];

const myStudy = parseStudy({
  version: 1,
  id: 'my-study',
  title: 'My study',
  sections: [{ id: 'one', title: 'One', rows: [{ id: 'a', title: 'A', run: three }] }],
});

interface FullLab {
  readonly store: Store;
  readonly library: StudyLibrary;
  readonly sweep: ReturnType<typeof stoppedSweep>;
  readonly plain: string;
}

async function fullLab(): Promise<FullLab> {
  const store = openStore();
  const library = new StudyLibrary(path.join(newFolder(), 'studies'));
  const { id, hash } = putMyData(store);
  const config = { ...three, dataset: { ...three.dataset, id, params: {} } };
  const plain = fullRun(store, 20_000, { config, datasetHash: hash, name: 'Mine' });
  store.updateRuns([{ id: plain, starred: true, archived: true, notes: '=1+1', tags: ['ü'] }]);
  await putForeignRun(store, newFolder());
  const sweep = stoppedSweep(store);
  await library.add(myStudy);
  store.setSettings({ theme: 'dark', savedQueries: ['tag:final'], concurrentRuns: 3 });
  return { store, library, sweep, plain };
}

async function exported(lab: Pick<FullLab, 'store' | 'library'>, checkpoints = true): Promise<string> {
  const file = path.join(newFolder(), 'all.losslab');
  const parts = await studyParts(lab.store, lab.library, 'everything');
  await writeStudyFile(lab.store, parts, { file, checkpoints, nativeBinding });
  return file;
}

const read = (store: Store, file: string, library: StudyLibrary | null = null) =>
  readStudyFile(store, file, { hash: hashConfig, library, nativeBinding });

const newLibrary = () => new StudyLibrary(path.join(newFolder(), 'studies'));

const tablesOf = (db: Database): string[] =>
  db
    .all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .map(({ name }) => name);

/** All rows of a table with their comparable columns, as text. */
function rowsOf(db: Database, table: string): string[] {
  const left = givenAnew[table] ?? [];
  const text = (value: SqlValue | undefined) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  return db
    .all<Record<string, SqlValue>>(`SELECT * FROM ${table}`)
    .map((row) =>
      JSON.stringify(
        Object.entries(row).flatMap(([name, value]) => (left.includes(name) ? [] : [[name, text(value)]])),
      ),
    )
    .sort();
}

const fileOf = (store: Store): string => {
  const { file } = (store as unknown as { tables: { db: Database } }).tables.db;
  return file;
};

test('every table of the database travels, or is in the list of those that stay and why', async () => {
  const { store } = await fullLab();
  const tables = behind(fileOf(store), tablesOf);
  expect(tables).toEqual([...travels, ...Object.keys(staysBehind)].sort());
  for (const table of travels)
    expect([table, behind(fileOf(store), (db) => rowsOf(db, table).length)]).not.toEqual([table, 0]);
});

test('everything comes out as it went in, row by row', async () => {
  const lab = await fullLab();
  const file = await exported(lab);
  expect(readdirSync(path.dirname(file))).toEqual(['all.losslab']);
  const other = openStore();
  const library = newLibrary();
  expect(await read(other, file, library)).toMatchObject({
    ...{ present: 0, presentSweeps: 0, datasets: 1, studies: 1, problems: [] },
    ...{
      sweeps: [lab.sweep.id],
      added: lab.store
        .listRuns()
        .map(({ id }) => id)
        .reverse(),
    },
  });
  for (const table of travels.filter((name) => name !== 'settings'))
    expect([table, behind(fileOf(other), (db) => rowsOf(db, table))]).toEqual([
      table,
      behind(fileOf(lab.store), (db) => rowsOf(db, table)),
    ]);
  // How many runs go side by side is this machine's.
  expect(other.givenSettings()).toEqual({ theme: 'dark', savedQueries: ['tag:final'] });
  expect((await library.list()).filter(({ isBuiltIn }) => !isBuiltIn).map(({ study }) => study)).toEqual([
    myStudy,
  ]);
  for (const id of lab.sweep.runs) expect(other.getRun(id).sweep).toEqual(lab.store.getRun(id).sweep);
});

test('a second import of the same changes nothing and finds nothing wrong', async () => {
  const lab = await fullLab();
  const file = await exported(lab);
  const other = openStore();
  const library = newLibrary();
  await read(other, file, library);
  const before = behind(fileOf(other), (db) => travels.map((table) => rowsOf(db, table)));
  expect(await read(other, file, library)).toEqual({
    ...{ added: [], present: 5, sweeps: [], presentSweeps: 1, datasets: 0, studies: 0, problems: [] },
  });
  expect(behind(fileOf(other), (db) => travels.map((table) => rowsOf(db, table)))).toEqual(before);
});

test('what is here with other contents is told and kept', async () => {
  const lab = await fullLab();
  const other = openStore();
  const library = newLibrary();
  await read(other, await exported(lab), library);
  behind(fileOf(lab.store), (db) => {
    db.run(`UPDATE runs SET finished_at = finished_at + 1 WHERE id = '${lab.plain}'`);
    db.run(`UPDATE sweep_lines SET state = 'failed', ended_at = 1 WHERE ended_at IS NULL AND run_id IS NULL`);
  });
  lab.store.updateRuns([{ id: lab.sweep.runs[0]!, name: 'Another name' }]);
  await lab.library.remove('my-study');
  await lab.library.add({ ...myStudy, title: 'Another title' });
  const { problems, added, sweeps, studies } = await read(other, await exported(lab), library);
  expect([added, sweeps, studies]).toEqual([[], [], 0]);
  expect(problems).toEqual([
    'Run 1 “Mine” is here with other results; those here were kept.',
    'Sweep 1 “Rates” is here in another state; the one here was kept.',
    'The study “My study” is here with other contents; the one here was kept.',
  ]);
  expect(other.getRun(lab.plain).finishedAt).toBe(lab.store.getRun(lab.plain).finishedAt! - 1);
});

test('a deleted run that could still be brought back is told, and not brought back twice', async () => {
  const lab = await fullLab();
  const file = await exported(lab);
  const other = openStore();
  await read(other, file, newLibrary());
  other.markDeleted([lab.plain]);
  const { problems, present } = await read(other, file, newLibrary());
  expect([present, problems]).toEqual([5, [expect.stringContaining('was deleted here')]]);
});

test('runs that were here before their sweep are bound to it when it comes', async () => {
  const lab = await fullLab();
  const other = openStore();
  const single = path.join(newFolder(), 'one.losslab');
  const choice = { runs: [lab.sweep.runs[0]!], sweeps: [] };
  const parts = await studyParts(lab.store, null, choice);
  await writeStudyFile(lab.store, parts, { file: single, checkpoints: false, nativeBinding });
  await read(other, single);
  expect(other.getRun(lab.sweep.runs[0]!).sweep).toBeNull();
  const file = path.join(newFolder(), 'sweep.losslab');
  const whole = await studyParts(lab.store, null, { runs: [], sweeps: [lab.sweep.id] });
  expect(whole.runs).toEqual(lab.sweep.runs);
  await writeStudyFile(lab.store, whole, { file, checkpoints: false, nativeBinding });
  expect(await read(other, file)).toMatchObject({ present: 1, sweeps: [lab.sweep.id], problems: [] });
  expect(other.getRun(lab.sweep.runs[0]!).sweep).toEqual({ id: lab.sweep.id, trial: 1 });
  expect(other.checkpointStep(lab.sweep.runs[2]!)).toBeNull();
});

test('settings that were chosen here stay; saved queries join', async () => {
  const lab = await fullLab();
  const other = openStore();
  other.setSettings({ theme: 'light', savedQueries: ['mine'] });
  await read(other, await exported(lab), newLibrary());
  expect(other.settings()).toMatchObject({ theme: 'light', savedQueries: ['mine', 'tag:final'] });
});

test('what is going on is left out of everything and refused where it was chosen; the size is told', async () => {
  const lab = await fullLab();
  const active = runningRun(lab.store);
  lab.store.sweeps.changeState(lab.sweep.id, { state: 'paused', reason: null, elapsedMs: 1 });
  const parts = await studyParts(lab.store, lab.library, 'everything');
  expect(parts.left).toEqual(['1 run still going on is left out.', '1 sweep still going on is left out.']);
  expect(parts.runs).not.toContain(active);
  const outlook = outlookOf(lab.store, parts);
  expect(outlook).toMatchObject({ runs: 5, sweeps: 0, datasets: 1, studies: 1, unfinished: 1 });
  const [bare, whole] = [await exported(lab, false), await exported(lab, true)];
  const bytes = (file: string, sql: string) =>
    behind(file, (db) => db.get<{ bytes: number }>(sql)?.bytes ?? 0);
  expect(outlook.checkpointBytes).toBe(bytes(whole, 'SELECT total(length(data)) AS bytes FROM checkpoints'));
  expect(outlook.checkpointBytes).toBeGreaterThan(0);
  expect(bytes(bare, 'SELECT total(length(data)) AS bytes FROM checkpoints')).toBe(0);
  for (const choice of [
    { runs: [active], sweeps: [] },
    { runs: [], sweeps: [lab.sweep.id] },
  ])
    await expect(studyParts(lab.store, null, choice)).rejects.toMatchObject({ code: 'conflict' });
});

const sql = (statement: string) => (file: string) => behind(file, (db) => db.exec(statement));

test.each<[string, (file: string) => void]>([
  ['a sweep that goes on', sql(`UPDATE sweeps SET state = 'running'`)],
  ['a sweep file that is none', sql(`UPDATE sweeps SET file = '{"version":1}'`)],
  [
    'a search that remembers nonsense',
    sql(`UPDATE sweeps SET strategy_state = '{"proposed":-1,"last":null}'`),
  ],
  ['a pruner that remembers nonsense', sql(`UPDATE sweeps SET pruner_state = '{"rungs":7}'`)],
  [
    'a configuration that is not its point',
    sql(`UPDATE sweep_trials SET point = '{"optimizer.learningRate":0.5}'`),
  ],
  ['a point of no field', sql(`UPDATE sweep_trials SET point = '{"__proto__.x":1}'`)],
  ['a line of another configuration', sql('UPDATE sweep_lines SET trial = 99 WHERE trial = 2 AND seed = 7')],
  ['a seed that is none of the sweep’s', sql('UPDATE sweep_lines SET seed = 5 WHERE trial = 2 AND seed = 7')],
  ['a line that has ended in no end', sql(`UPDATE sweep_lines SET state = 'running'`)],
  ['a line with a path for a run', sql(`UPDATE sweep_lines SET run_id = '../x'`)],
  ['an id that is a path', sql(`UPDATE sweeps SET id = '../../x'`)],
  ['a checkpoint that is none', sql(`UPDATE checkpoints SET data = x'00ff'`)],
  ['a checkpoint of another step', sql('UPDATE checkpoints SET step = step - 1')],
  [
    'too many checkpoints',
    sql(
      "INSERT INTO checkpoints SELECT run, step + 1000 + value, epoch, elapsed_ms, data FROM checkpoints, json_each('[1,2,3]')",
    ),
  ],
  ['a study that is none', sql(`UPDATE settings SET value = '{}' WHERE key LIKE 'study:%'`)],
  ['a study of another name', sql(`UPDATE settings SET key = 'study:../../x' WHERE key LIKE 'study:%'`)],
  [
    'times that go back',
    sql(`UPDATE loss_chunks SET knots_ms = zeroblob(length(knots_ms)) WHERE knots_ms IS NOT NULL`),
  ],
])('refused, and nothing is taken: %s', async (_what, spoil) => {
  const file = await exported(await fullLab());
  spoil(file);
  const other = openStore();
  const library = newLibrary();
  await expect(read(other, file, library)).rejects.toMatchObject({ code: 'bad-file' });
  expect([other.listRuns(), other.sweeps.list(), other.listDatasets()]).toEqual([[], [], []]);
  expect((await library.list()).every(({ isBuiltIn }) => isBuiltIn)).toBe(true);
});
