// Opening: what is whole is opened, everything else is refused in plain words and left as it is (Node).
import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { migrations } from './migrations';
import { startOther, useProcesses } from './fixtures/processes';
import { checkpointAt, comparedWith, finished, losses, newRun, noContext, runningRun } from './fixtures/runs';
import {
  afterTest,
  behind,
  contentOf,
  nativeBinding,
  newFile,
  newFolder,
  openStore,
  problemOf,
} from './fixtures/stores';
import { connect } from './database';
import { openDatabase } from './open';

useProcesses();

/** A database with a run of some length and a data set; returns its file and the run. */
function usedDatabase(file = newFile()): { file: string; id: string } {
  const store = openStore(file);
  const id = runningRun(store);
  store.appendEvents(
    id,
    [losses(0, 60_000), { type: 'checkpointed', checkpoint: checkpointAt(1, 90_000) }],
    noContext,
  );
  for (let i = 0; i < 200; i++) store.createRun(newRun({ notes: 'n'.repeat(300) }));
  store.appendEvents(id, [finished(60_000)], noContext);
  store.close();
  return { file, id };
}

/** The problem of opening, after which every file in the folder is as it was. */
function refused(file: string) {
  // Who reads a database makes an index of its log, and the log if there is none.
  const seen = () =>
    Object.entries(contentOf(path.dirname(file))).filter(
      ([name, content]) => !name.endsWith('-shm') && !(name.endsWith('-wal') && content === ''),
    );
  const before = seen();
  const problem = problemOf(() => openStore(file));
  expect(seen()).toEqual(before);
  return problem;
}

test('a new database is made with its folder, and closed without a trace of its log', () => {
  const file = path.join(newFolder(), 'a', 'ünï', 'lab.sqlite');
  const store = openStore(file);
  store.createRun(newRun());
  store.close();
  expect(readdirSync(path.dirname(file))).toEqual(['lab.sqlite']);
  const db = openDatabase({ file, nativeBinding });
  afterTest(() => db.close());
  const pragmas = [
    'journal_mode',
    'synchronous',
    'foreign_keys',
    'auto_vacuum',
    'application_id',
    'user_version',
  ];
  expect(pragmas.map((pragma) => db.pragma(pragma))).toEqual(['wal', 1, 1, 2, 0x4c4c6162, migrations.length]);
  expect(openStore(file).listRuns()).toHaveLength(1);
});

test.each([
  ['an empty file', (file: string) => writeFileSync(file, '')],
  ['a database without tables', (file: string) => behind(file, (db) => db.pragma('journal_mode = WAL'))],
])('%s becomes a database', (_name, make) => {
  const file = newFile();
  make(file);
  const store = openStore(file);
  store.createRun(newRun());
  store.close();
  expect(openStore(file).listRuns()).toHaveLength(1);
});

test.each([
  ['a header without anything', Buffer.from('SQLite format 3\0')],
  ['a header and noise', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8192, 0x5a)])],
])('%s is damaged', (_name, content) => {
  const file = newFile();
  writeFileSync(file, content);
  expect(refused(file)).toMatchObject({ code: 'database', message: expect.stringMatching(/damaged/) });
});

test.each<[string, (file: string) => void]>([
  ['a text', (file) => writeFileSync(file, 'My notes about loss landscapes.\n')],
  ['a text shorter than a header', (file) => writeFileSync(file, 'x')],
  ['a folder', (file) => mkdirSync(file)],
])('%s is not a database', (_name, make) => {
  const file = newFile();
  make(file);
  expect(problemOf(() => openStore(file))).toMatchObject({
    code: 'database',
    message: 'lab.sqlite is not a database of LossLab, or it is damaged.',
  });
  if (statSync(file).isFile()) refused(file);
});

test('a database of another program is left alone', () => {
  const file = newFile();
  behind(file, (db) => db.exec('CREATE TABLE bookmarks (url TEXT); PRAGMA user_version = 1'));
  expect(refused(file)).toMatchObject({
    code: 'database',
    message: expect.stringMatching(/a database, but not one of LossLab/),
  });
});

test('a newer database is refused, byte by byte as it was', () => {
  const { file } = usedDatabase();
  behind(file, (db) => db.pragma(`user_version = ${migrations.length + 1}`));
  expect(refused(file)).toMatchObject({
    code: 'newer-database',
    message: expect.stringMatching(
      new RegExp(
        `written by a newer LossLab \\(its version ${migrations.length + 1}, this one knows ${migrations.length}\\); update LossLab`,
      ),
    ),
  });
});

test('also one whose last changes are still in its log', () => {
  const { file } = usedDatabase();
  const db = connect(file, nativeBinding);
  afterTest(() => db.close());
  db.pragma(`user_version = ${migrations.length + 1}`);
  const copy = newFile();
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, copy + suffix);
  expect(statSync(`${copy}-wal`).size).toBeGreaterThan(0);
  expect(refused(copy).code).toBe('newer-database');
});

test('any page that holds rows or leads to them: its damage is found at the start, and nothing touched', () => {
  const { file } = usedDatabase();
  const pages = behind(file, (db) =>
    db.all<{ pageno: number }>(
      "SELECT pageno FROM dbstat WHERE pagetype <> 'overflow' AND pageno > 1 ORDER BY pageno",
    ),
  );
  expect(pages.length).toBeGreaterThan(50);
  const whole = readFileSync(file);
  for (const { pageno } of pages.filter((_, i) => i % 5 === 0)) {
    const damaged = Buffer.from(whole);
    randomFillSync(damaged, (pageno - 1) * 4096, 4096);
    writeFileSync(file, damaged);
    const problem = refused(file);
    expect(problem).toMatchObject({
      code: 'database',
      message: expect.stringMatching(/^The database lab\.sqlite is damaged and was left as it is/),
    });
  }
  writeFileSync(file, whole);
  expect(openStore(file).listRuns()).toHaveLength(201);
});

test('a header that names a format that there is not', () => {
  const { file } = usedDatabase();
  const whole = readFileSync(file);
  // The format of the schema, of which there are four.
  whole.writeUInt32BE(99, 44);
  writeFileSync(file, whole);
  expect(refused(file).code).toBe('database');
});

test('a few bytes in the middle, and a file that was cut', () => {
  const { file } = usedDatabase();
  const whole = readFileSync(file);
  const middle = 4096 * Math.floor(whole.length / 8192);
  for (let i = 0; i < 4096; i++) whole[middle + i]! ^= 0xff;
  writeFileSync(file, whole);
  expect(refused(file).code).toBe('database');
  for (let i = 0; i < 4096; i++) whole[middle + i]! ^= 0xff;
  writeFileSync(file, whole);
  truncateSync(file, middle);
  expect(refused(file).code).toBe('database');
  truncateSync(file, 1000);
  expect(refused(file).code).toBe('database');
});

test('of a very large database the points are checked as they are read, the rest at the start', () => {
  const { file, id } = usedDatabase();
  const pageOf = (table: string) =>
    behind(
      file,
      (db) =>
        db.get<{ pageno: number }>(
          `SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno DESC LIMIT 1`,
          table,
        )!.pageno,
    );
  const [points, runs] = [pageOf('loss_chunks'), pageOf('runs')];
  behind(file, (db) => {
    // Written once, and not into a log first.
    for (const pragma of ['journal_mode = DELETE', 'synchronous = OFF']) db.pragma(pragma);
    db.exec(`INSERT INTO datasets VALUES ('d', '{}', 'u1', 0);
      INSERT INTO dataset_parts VALUES ('d', 'features', 0, zeroblob(${129 * 1024 * 1024}))`);
  });
  const damage = (pageno: number) => {
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, randomFillSync(Buffer.alloc(4096)), 0, 4096, (pageno - 1) * 4096);
    closeSync(descriptor);
  };
  damage(points);
  const store = openStore(file);
  expect(store.getRun(id).step).toBe(60_000);
  expect(problemOf(() => store.series(id))).toMatchObject({
    code: 'database',
    message: expect.stringMatching(/damaged/),
  });
  store.close();
  damage(runs);
  expect(problemOf(() => openStore(file))).toMatchObject({
    code: 'database',
    message: expect.stringMatching(/damaged/),
  });
});

test('a change that a killed process left half-done in a journal is taken back', () => {
  const { file, id } = usedDatabase();
  const db = connect(file, nativeBinding);
  afterTest(() => db.close());
  db.pragma('journal_mode = DELETE');
  db.pragma('cache_size = 1');
  const copy = newFile();
  try {
    db.write(() => {
      db.run("UPDATE runs SET name = 'half', notes = notes || notes");
      for (const suffix of ['', '-journal']) copyFileSync(file + suffix, copy + suffix);
      throw new Error('killed');
    });
  } catch {
    // As meant.
  }
  // The copy is what a crash leaves: pages that are changed already, and the journal with what was there before.
  expect(readFileSync(copy).equals(readFileSync(file))).toBe(false);
  const store = openStore(copy);
  expect(store.listRuns().filter(({ name }) => name === 'half')).toEqual([]);
  expect(comparedWith(0, 60_000, store.lossesInTurn(id))).toBe('all');
});

test('several processes that make the same database at once get along', async () => {
  for (let round = 0; round < 2; round++) {
    const file = newFile();
    const others = await Promise.all([1, 2, 3, 4].map(() => startOther(file)));
    const runs = await Promise.all(others.map((other) => other.call('createRun', newRun())));
    expect(runs.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4]);
    const store = openStore(file);
    expect(store.listRuns().map(({ state }) => state)).toEqual(['queued', 'queued', 'queued', 'queued']);
    await Promise.all(others.map((other) => other.kill()));
  }
});
