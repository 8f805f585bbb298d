/** Journey: the deb is installed, started from the menu, trained with and removed; what was trained stays (tests, Debian, root). */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findProgram, run } from '../../setup/run.mjs';
import { builtPackage } from './builtPackages';
import { ordinaryUser, type OrdinaryUser } from './ordinaryUser';
import { openStudyFile, trainByCommand, trainInWindow } from './trainPackaged';

const MENU_ENTRY = '/usr/share/applications/losslab.desktop';
const MINUTES_MS = 60_000;

let user: OrdinaryUser | null = null;
let installed = false;
afterEach(async () => {
  if (installed) await run('dpkg', ['--purge', 'losslab']);
  installed = false;
  user?.remove();
  user = null;
});

/** Why the journey cannot be made here, or null. */
function obstacle(): string | null {
  if (!findProgram('dpkg')) return 'there is no dpkg';
  if (process.getuid?.() !== 0) return 'installing needs root';
  if (installedVersion() !== null) return 'LossLab is installed here, and is not ours to remove';
  return null;
}

/** Of the package dpkg knows of; null where there is none. */
function installedVersion(): string | null {
  try {
    const answer = execFileSync('dpkg-query', ['-W', '-f', '${Status} ${Version}', 'losslab'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return answer.startsWith('install ok') ? answer : null;
  } catch {
    return null;
  }
}

test('install, start from the menu, train, remove', { timeout: 10 * MINUTES_MS }, async (context) => {
  const reason = obstacle();
  if (reason !== null) {
    console.warn(`The journey with the deb is left out: ${reason}.`);
    return context.skip(reason);
  }
  installed = true;
  user = ordinaryUser();
  await run('dpkg', ['--install', builtPackage('.deb')], { timeoutMs: 5 * MINUTES_MS });
  const [command, ...args] = menuCommand(null);
  expect(command).toBe('/opt/LossLab/losslab');
  await trainInWindow(user, command!, args);
  await trainByCommand(user, 'losslab');
  const runs = await user.run('losslab', ['runs']);
  expect(runs.trim().split('\n')).toHaveLength(5);

  // The desktop knows study files by their type, and starts the menu entry's command with the file.
  expect(readFileSync('/usr/share/mime/packages/losslab.xml', 'utf8')).toContain('pattern="*.losslab"');
  await openStudyFile(user, 'losslab', menuCommand);

  const database = path.join(user.dataFolder, 'lab.sqlite');
  const before = hashOf(database);
  await run('dpkg', ['--purge', 'losslab'], { timeoutMs: 5 * MINUTES_MS });
  installed = false;
  expect(installedVersion()).toBeNull();
  for (const gone of ['/opt/LossLab', '/usr/bin/losslab', MENU_ENTRY, '/usr/share/mime/packages/losslab.xml'])
    expect(existsSync(gone), gone).toBe(false);
  expect(hashOf(database)).toBe(before);
});

/**
 * The command behind the menu entry, as a desktop takes it apart.
 * @param file to open with it, null for none
 */
function menuCommand(file: string | null): string[] {
  const entry = readFileSync(MENU_ENTRY, 'utf8');
  const line = /^Exec=(.+)$/m.exec(entry)?.[1] ?? '';
  const icon = /^Icon=(.+)$/m.exec(entry)?.[1] ?? '';
  expect(statSync(`/usr/share/icons/hicolor/256x256/apps/${icon}.png`).isFile()).toBe(true);
  expect(entry).toMatch(/^MimeType=.*application\/vnd\.losslab\.study;/m);
  return line.split(' ').flatMap((word) => (/^%[fFuU]$/.test(word) ? (file === null ? [] : [file]) : [word]));
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
