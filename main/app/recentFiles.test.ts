// The list of files opened last: order, bound, what is on disk (Node).
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecentFiles } from './recentFiles';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-recent-'));
  file = path.join(folder, 'recent.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const names = (recent: RecentFiles): string[] => recent.list().map(({ name }) => name);

test('the newest first, each once, ten at most, and there after a restart', () => {
  const recent = new RecentFiles(file);
  for (let i = 0; i < 12; i += 1) recent.add([`/data/${i}.csv`]);
  recent.add(['/data/5.csv']);
  const expected = [5, 11, 10, 9, 8, 7, 6, 4, 3, 2].map((i) => `${i}.csv`);
  expect(names(recent)).toEqual(expected);
  expect(names(new RecentFiles(file))).toEqual(expected);
});

test('listeners hear of every change; a cleared list stays clear', () => {
  const heard: number[] = [];
  const recent = new RecentFiles(file);
  recent.onChange((list) => heard.push(list.length));
  recent.add(['/a.losslab', '/b.npz']);
  recent.remove('/a.losslab');
  recent.clear();
  expect(heard).toEqual([2, 1, 0]);
  expect(names(new RecentFiles(file))).toEqual([]);
});

test('kind and folder as people read them', () => {
  const recent = new RecentFiles(file, () => 7);
  recent.add([path.join(os.homedir(), 'studies', 'a.losslab')]);
  recent.add(['/logs/run'], true);
  expect(recent.list()).toEqual([
    { path: '/logs/run', name: 'run', folder: '/logs', kind: 'folder', openedAt: 7 },
    expect.objectContaining({ name: 'a.losslab', folder: path.join('~', 'studies'), kind: 'study' }),
  ]);
});

test('only paths of the list are to be opened from it', () => {
  const recent = new RecentFiles(file);
  recent.add(['/data/a.csv']);
  expect(() => recent.require('/data/../data/a.csv')).not.toThrow();
  expect(() => recent.require('/etc/passwd')).toThrow(/not among/);
});

test.each(['', 'null', '[{"path":"relative","isFolder":false,"openedAt":1}]', '[1]'])(
  'a file with %j in it counts as empty',
  (content) => {
    writeFileSync(file, content);
    expect(names(new RecentFiles(file))).toEqual([]);
  },
);

test('where it cannot be written it is kept for this session, and nothing is left behind', () => {
  // A folder of the file's name: even root cannot write there.
  mkdirSync(file);
  const recent = new RecentFiles(file);
  recent.add(['/data/a.csv']);
  expect(names(recent)).toEqual(['a.csv']);
  expect(existsSync(`${file}.new`)).toBe(false);
});
