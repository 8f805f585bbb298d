/** Who has the database open: app and command line may work on it together, each on its own runs; main process and command line. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { Database } from './database';

/** A process that has the database open. */
export interface Owner {
  readonly id: string;
  /** For messages: "the LossLab window". */
  readonly name: string;
  readonly pid: number;
}

interface OwnerRow extends Owner {
  readonly machine: string;
  readonly boot: string;
  readonly process_start: string;
  readonly heartbeat_at: number;
}

/** How often a process says that it lives. */
export const heartbeatMs = 10_000;
/** Without a word for so long it is taken for dead, where nothing better is known (another machine, a system without /proc). */
const silenceMs = 60_000;

/** This process, under a name of its own for each time it opens the database. */
export function thisOwner(name: string): Owner {
  return { id: randomBytes(8).toString('hex'), name, pid: process.pid };
}

/** Says that this process lives. It is entered anew where another one has taken it for dead. */
export function beat(db: Database, { id, name, pid }: Owner, now: number): void {
  db.run(
    `INSERT INTO owners (id, name, machine, boot, pid, process_start, heartbeat_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at`,
    ...[id, name, os.hostname(), bootId(), pid, processStart(pid), now],
  );
}

export function removeOwner(db: Database, id: string): void {
  db.run('DELETE FROM owners WHERE id = ?', id);
}

/** Processes that live and have the database open. */
export function liveOwners(db: Database, now = Date.now()): readonly Owner[] {
  return db.all<OwnerRow>('SELECT * FROM owners').filter((owner) => isAlive(owner, now));
}

function isAlive(owner: OwnerRow, now: number): boolean {
  const isHeard = Math.abs(now - owner.heartbeat_at) < silenceMs;
  if (owner.machine !== os.hostname()) return isHeard;
  if (owner.boot !== bootId() || !processExists(owner.pid)) return false;
  // A number is given again to another process; that one started later.
  return owner.process_start === '' ? isHeard : owner.process_start === processStart(owner.pid);
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Differs after each start of the system; '' where that is not known. */
function bootId(): string {
  return readText('/proc/sys/kernel/random/boot_id').trim();
}

/** When a process started, in ticks since the system did; '' where that is not known. */
function processStart(pid: number): string {
  const status = readText(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets, which may hold anything.
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended.
  return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
