// Keeps two set-ups from working on one cache or one clone at the same time (set-up, Node).
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJson } from './atomic.mjs';

/**
 * Waits for the lock and takes it. A lock whose process is gone is taken over.
 * @param {string} file
 * @param {object} [options]
 * @param {(holder: { pid: number }) => void} [options.onWait] called once, if it has to wait
 * @param {number} [options.pollMs]
 * @param {number} [options.staleMs] age from which the lock of another machine counts as left behind
 * @returns {Promise<() => void>} lets go of it; also fit for exit handlers
 */
export async function acquireLock(file, { onWait, pollMs = 200, staleMs = 30 * 60_000 } = {}) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  const mine = { pid: process.pid, host: os.hostname(), token: randomUUID() };
  let waited = false;
  while (!tryCreate(file, mine)) {
    const holder = await readJson(file);
    if (await isAbandoned(file, holder, staleMs)) {
      stealFrom(file, holder);
      continue;
    }
    if (!waited) onWait?.({ pid: holder?.pid ?? 0 });
    waited = true;
    await sleep(pollMs);
  }
  // A holder on another machine cannot be asked whether it lives: show it by a fresh date.
  const heartbeat = setInterval(() => fs.utimes(file, new Date(), new Date(), () => {}), 60_000);
  heartbeat.unref();
  return () => {
    clearInterval(heartbeat);
    try {
      if (JSON.parse(fs.readFileSync(file, 'utf8')).token === mine.token) fs.rmSync(file, { force: true });
    } catch {
      // Already gone.
    }
  };
}

/**
 * Linking a finished file makes the lock appear with its content, never empty.
 * @param {string} file
 * @param {object} content
 */
function tryCreate(file, content) {
  const aside = `${file}.${process.pid}-${randomUUID().slice(0, 8)}`;
  fs.writeFileSync(aside, JSON.stringify(content));
  try {
    fs.linkSync(aside, file);
    return true;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP') throw error;
    return tryCreateExclusively(file, content);
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

/**
 * For file systems without hard links.
 * @param {string} file
 * @param {object} content
 */
function tryCreateExclusively(file, content) {
  try {
    fs.writeFileSync(file, JSON.stringify(content), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @param {{ pid?: number, host?: string } | null} holder
 * @param {number} staleMs
 */
async function isAbandoned(file, holder, staleMs) {
  if (holder?.pid && holder.host === os.hostname()) return !isAlive(holder.pid);
  const stat = await fs.promises.stat(file).catch(() => null);
  // Unreadable content is a lock that was damaged, or one being written this instant.
  return stat !== null && Date.now() - stat.mtimeMs > (holder ? staleMs : 5000);
}

/**
 * Renames before it removes, and only what it has judged: of two that steal at once, one finds it gone.
 * @param {string} file
 * @param {{ token?: string } | null} holder
 */
function stealFrom(file, holder) {
  const aside = `${file}.stale-${process.pid}-${randomUUID().slice(0, 8)}`;
  try {
    fs.renameSync(file, aside);
    const taken = readToken(aside);
    if (taken !== holder?.token) fs.linkSync(aside, file);
  } catch {
    // Another process was faster.
  }
  fs.rmSync(aside, { force: true });
}

/** @param {string} file */
function readToken(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).token;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
