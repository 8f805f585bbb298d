// Tests of the lock between set-ups: waiting, letting go, and locks of processes that are gone.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLock } from './lock.mjs';
import { temporaryFolder } from './testing.mjs';

/** The id of a process that has ended. */
function endedProcess() {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('acquireLock', () => {
  it('lets one in at a time', async () => {
    const file = path.join(temporaryFolder(), 'deep', 'lock');
    let inside = 0;
    let most = 0;
    const work = async () => {
      const release = await acquireLock(file, { pollMs: 1 });
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
      release();
    };
    await Promise.all(Array.from({ length: 8 }, work));
    expect(most).toBe(1);
    expect(fs.readdirSync(path.dirname(file))).toEqual([]);
  });

  it('says once whom it is waiting for', async () => {
    const file = path.join(temporaryFolder(), 'lock');
    const release = await acquireLock(file);
    /** @type {number[]} */
    const waits = [];
    setTimeout(release, 30);
    (await acquireLock(file, { pollMs: 2, onWait: ({ pid }) => waits.push(pid) }))();
    expect(waits).toEqual([process.pid]);
  });

  it.each([
    ['a process that is gone', () => ({ pid: endedProcess(), host: os.hostname(), token: 'x' }), 0],
    ['another machine, long ago', () => ({ pid: 1, host: 'elsewhere', token: 'x' }), 60 * 60_000],
    ['nobody can tell whom', () => 'garbage', 60_000],
  ])('takes over a lock of %s', async (_, content, ageMs) => {
    const file = path.join(temporaryFolder(), 'lock');
    fs.writeFileSync(file, JSON.stringify(content()).replace('"garbage"', '{'));
    const then = new Date(Date.now() - ageMs);
    fs.utimesSync(file, then, then);
    (await acquireLock(file, { pollMs: 1 }))();
    expect(fs.existsSync(file)).toBe(false);
  });

  it('does not remove a lock that has become another’s', async () => {
    const file = path.join(temporaryFolder(), 'lock');
    const release = await acquireLock(file);
    fs.writeFileSync(file, JSON.stringify({ pid: 1, host: 'elsewhere', token: 'y' }));
    release();
    expect(fs.existsSync(file)).toBe(true);
  });
});
