// How a database was left: what nobody has touched since is not read through again, everything else is (Node).
import { copyFileSync, existsSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { damagePages, pagesOf } from './fixtures/damage';
import { newRun } from './fixtures/runs';
import { behind, nativeBinding, newFile, openStore, problemOf } from './fixtures/stores';
import { inspectFile } from './inspect';
import { knownWholeSince, leftFileOf, noteLeft } from './leftFile';
import { migrations } from './migrations';

const notesLeft = true;
const isKnown = (file: string) => knownWholeSince(file, Date.now()) !== null;

/** A database with runs that was closed in good order. */
function leftDatabase(): string {
  const file = newFile();
  const store = openStore(file, { notesLeft });
  for (let i = 0; i < 100; i++) store.createRun(newRun({ notes: 'n'.repeat(300) }));
  store.close();
  return file;
}

test('a database that was closed in good order is known to be whole, and stays so from start to start', () => {
  const file = leftDatabase();
  const since = knownWholeSince(file, Date.now());
  expect(since).not.toBeNull();
  const store = openStore(file, { notesLeft });
  store.createRun(newRun());
  store.close();
  // It was not read through again.
  expect(knownWholeSince(file, Date.now())).toBe(since);
});

test('while it is open, and where it was not closed, it is not', () => {
  const file = leftDatabase();
  const store = openStore(file, { notesLeft });
  store.createRun(newRun());
  expect(isKnown(file)).toBe(false);
  const killed = newFile();
  for (const end of ['', '-wal', '-shm']) copyFileSync(file + end, killed + end);
  copyFileSync(leftFileOf(file), leftFileOf(killed));
  expect(isKnown(killed)).toBe(false);
  store.close();
  expect(isKnown(file)).toBe(true);
});

test('another process that has it open, or writes to it, ends that', () => {
  const file = leftDatabase();
  const [store, other] = [openStore(file, { notesLeft }), openStore(file)];
  other.createRun(newRun());
  store.close();
  expect(isKnown(file)).toBe(false);
  other.close();
  expect(isKnown(file)).toBe(false);
  openStore(file, { notesLeft }).close();
  expect(isKnown(file)).toBe(true);
  behind(file, (db) => db.run(`UPDATE runs SET notes = 'x'`));
  expect(isKnown(file)).toBe(false);
});

test('damage is found where the file has changed, even if it has the same size and time', () => {
  const file = leftDatabase();
  const [page] = pagesOf(file, 'runs').slice(1);
  openStore(file, { notesLeft }).close();
  const before = new Date(1e12);
  utimesSync(file, before, before);
  noteLeft(file, Date.now());
  expect(isKnown(file)).toBe(true);
  damagePages(file, [page as number]);
  utimesSync(file, before, before);
  expect(isKnown(file)).toBe(false);
  expect(problemOf(() => openStore(file, { notesLeft }))).toMatchObject({ code: 'database' });
  // Only whoever says that it is known to be whole has it not read through.
  const latest = migrations.length;
  expect(problemOf(() => inspectFile(file, nativeBinding, latest))).toMatchObject({ code: 'database' });
  expect(inspectFile(file, nativeBinding, latest, true)).toBe(latest);
});

test('what shows damage while it is open is read through at the next start', () => {
  const file = leftDatabase();
  const pages = pagesOf(file, 'runs').slice(1);
  openStore(file, { notesLeft }).close();
  damagePages(file, pages);
  // As if it had been damaged without a trace.
  noteLeft(file, Date.now());
  const store = openStore(file, { notesLeft });
  expect(problemOf(() => store.listRuns())).toMatchObject({ code: 'database' });
  store.close();
  expect(isKnown(file)).toBe(false);
  expect(problemOf(() => openStore(file, { notesLeft }))).toMatchObject({ code: 'database' });
});

test('another file in its place, a week, a clock that went back, a note that is none', () => {
  const file = leftDatabase();
  const now = Date.now();
  const day = 24 * 3600_000;
  expect(knownWholeSince(file, now + 6 * day)).not.toBeNull();
  expect(knownWholeSince(file, now + 8 * day)).toBeNull();
  expect(knownWholeSince(file, now - day)).toBeNull();
  const note = readFileSync(leftFileOf(file), 'utf8');
  for (const text of ['', '{', '[]', '{"state":1,"checkedAt":"x"}']) {
    writeFileSync(leftFileOf(file), text);
    expect(isKnown(file)).toBe(false);
  }
  writeFileSync(leftFileOf(file), note);
  expect(isKnown(file)).toBe(true);
  copyFileSync(file, `${file}.copy`);
  renameSync(`${file}.copy`, file);
  expect(isKnown(file)).toBe(false);
});

test('whoever does not ask for it leaves no note', () => {
  const file = newFile();
  openStore(file).close();
  expect(existsSync(leftFileOf(file))).toBe(false);
});
