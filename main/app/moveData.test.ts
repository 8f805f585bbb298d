// Moving the data folder: nothing is lost whatever happens, nothing of others is touched (Node).
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { locatedFolder, noteLocation } from '../dataLocation';
import { bytesOf, copyData, removeMoved, requireRoomIn, targetIn } from './moveData';

let root: string;
let from: string;
const at = (...names: string[]): string => path.join(root, ...names);
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'losslab-move-'));
  from = at('old');
  mkdirSync(path.join(from, 'backups'), { recursive: true });
  mkdirSync(path.join(from, 'session'));
  writeFileSync(path.join(from, 'lab.sqlite'), 'all runs');
  writeFileSync(path.join(from, 'backups', 'monday.sqlite'), 'runs');
  writeFileSync(path.join(from, 'session', 'cookie'), 'Chromium');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('everything but Chromium’s own goes, and then only is it taken away', async () => {
  const to = at('new');
  await requireRoomIn(to, from);
  expect(bytesOf(from)).toBe(12);
  await copyData(from, to);
  expect(readFileSync(path.join(from, 'lab.sqlite'), 'utf8')).toBe('all runs');
  await removeMoved(from, to);
  expect(readFileSync(path.join(to, 'lab.sqlite'), 'utf8')).toBe('all runs');
  expect(readFileSync(path.join(to, 'backups', 'monday.sqlite'), 'utf8')).toBe('runs');
  expect(existsSync(path.join(to, 'session'))).toBe(false);
  expect(existsSync(path.join(from, 'lab.sqlite'))).toBe(false);
  expect(existsSync(path.join(from, 'session', 'cookie'))).toBe(true);
});

test('a copy that fails leaves the old folder whole and the new one empty', async () => {
  const to = at('new');
  mkdirSync(path.join(to, 'lab.sqlite'), { recursive: true });
  await expect(copyData(from, to)).rejects.toThrow();
  expect(readFileSync(path.join(from, 'lab.sqlite'), 'utf8')).toBe('all runs');
  expect(existsSync(path.join(to, 'backups'))).toBe(false);
});

test('an empty folder is taken itself, in a full one a folder is made, one with a lab is opened', () => {
  mkdirSync(at('empty'));
  expect(targetIn(at('empty'))).toEqual({ folder: at('empty'), hasLab: false });
  mkdirSync(at('full'));
  writeFileSync(at('full', 'thesis.txt'), '');
  expect(targetIn(at('full'))).toEqual({ folder: at('full', 'LossLab'), hasLab: false });
  expect(targetIn(from)).toEqual({ folder: from, hasLab: true });
  mkdirSync(at('full', 'LossLab'));
  writeFileSync(at('full', 'LossLab', 'other.txt'), '');
  expect(() => targetIn(at('full'))).toThrow(/has other files in it/);
});

test('not into itself, and not where nothing can be written', async () => {
  await expect(requireRoomIn(path.join(from, 'inner'), from)).rejects.toThrow(/lies in the old one/);
  await expect(requireRoomIn(from, from)).rejects.toThrow(/lies in the old one/);
  writeFileSync(at('file'), '');
  await expect(requireRoomIn(path.join(at('file'), 'x'), from)).rejects.toMatchObject({ name: 'LabError' });
});

test('the note of the new place: found, gone with a way back, and clear where the place is gone', () => {
  const usual = at('usual');
  expect(locatedFolder(usual)).toBe(usual);
  noteLocation(usual, from);
  expect(locatedFolder(usual)).toBe(from);
  rmSync(from, { recursive: true });
  expect(() => locatedFolder(usual)).toThrow(/is not there. Connect the drive/);
  noteLocation(usual, usual);
  expect(locatedFolder(usual)).toBe(usual);
  writeFileSync(path.join(usual, 'location.json'), '{"folder":"relative"}');
  expect(() => locatedFolder(usual)).toThrow(/does not say where/);
});
