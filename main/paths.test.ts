// Where data lives on each system (Node).
import path from 'node:path';
import { expect, test } from 'vitest';
import { databaseFileIn, labDataFolder } from './paths';

test.each<[NodeJS.Platform, Record<string, string>, string]>([
  ['linux', {}, '/home/ada/.local/share/LossLab'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/LossLab'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/LossLab'],
  ['darwin', { XDG_DATA_HOME: '/data' }, '/home/ada/Library/Application Support/LossLab'],
  ['win32', { APPDATA: '/roaming' }, '/roaming/LossLab'],
  ['win32', {}, '/home/ada/AppData/Roaming/LossLab'],
  ['linux', { LOSSLAB_DATA_DIR: '/elsewhere', XDG_DATA_HOME: '/data' }, '/elsewhere'],
])('%s with %j', (platform, env, folder) => {
  expect(labDataFolder(env, platform, '/home/ada')).toBe(path.resolve(folder));
});

test('the database has a name of its own', () => {
  expect(databaseFileIn('/data/LossLab')).toBe(path.join('/data/LossLab', 'lab.sqlite'));
});
