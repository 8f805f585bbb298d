/** Journey: the tar.gz is unpacked into a folder of one's own and works there, from the window and as a command (tests, Linux). */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { chmod, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../setup/run.mjs';
import { builtPackage } from './builtPackages';
import { ordinaryUser, type OrdinaryUser } from './ordinaryUser';
import { openStudyFile, trainByCommand, trainInWindow } from './trainPackaged';

let folder: string;
let user: OrdinaryUser;
beforeAll(async () => {
  user = ordinaryUser();
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-tarball-'));
  await chmod(folder, 0o755);
}, 60_000);
afterAll(() => {
  user.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('unpack, train in the window and by command', { timeout: 600_000 }, async () => {
  await run('tar', ['-xzf', builtPackage('.tar.gz'), '-C', folder]);
  const [name, ...others] = await readdir(folder);
  expect(others).toEqual([]);
  const app = path.join(folder, name!);
  await trainInWindow(user, path.join(app, 'losslab'));
  await trainByCommand(user, path.join(app, 'resources', 'bin', 'losslab'));
  const losslab = path.join(app, 'resources', 'bin', 'losslab');
  await openStudyFile(user, losslab, (file) => [path.join(app, 'losslab'), file]);
  expect((await readdir(user.dataFolder)).sort()).toContain('lab.sqlite');
  checkNotices(path.join(app, 'resources'));
});

/** Whoever gets the package gets the licences of what is inside. */
function checkNotices(resources: string): void {
  const notices = readFileSync(path.join(resources, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const part of [
    'Electron',
    'TensorFlow',
    'SQLite',
    'MNIST',
    'vue',
    'chart.js',
    'better-sqlite3',
    'Lucide',
  ])
    expect(notices).toContain(part);
  expect(readFileSync(path.join(resources, 'THIRD-PARTY-NOTICES.tensorflow.txt'), 'utf8')).toContain('Eigen');
  expect(readFileSync(path.join(resources, '..', 'LICENSES.chromium.html'), 'utf8')).toContain('Chromium');
}
