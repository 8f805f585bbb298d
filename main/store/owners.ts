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

/** Beats after which silence counts again, once this process was itself asleep: all others have had theirs by then. */
const graceBeats = 3;

/**
 * This process among those that have the database open, under an id of its own for each time it opens it. After a beat the
 * table holds those that live, and no others.
 */
export class OwnerTable {
  readonly id = randomBytes(8).toString('hex');
  private lastBeatAt: number | null = null;
  private grace = 0;

  /** @param name how this process is named to others */
  constructor(
    private readonly db: Database,
    private readonly name: string,
  ) {}

  /** Says that this process lives, and forgets those that do not; it is entered anew where it was itself taken for dead. */
  beat(now: number): void {
    const sinceMs = now - (this.lastBeatAt ?? now);
    // After a sleep of the machine or a change of its clock all others seem to have been silent for long.
    this.grace = Math.abs(sinceMs) > silenceMs / 2 ? graceBeats : Math.max(0, this.grace - 1);
    this.lastBeatAt = now;
    this.db.run(
      `INSERT INTO owners (id, name, machine, boot, pid, process_start, heartbeat_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at`,
      ...[this.id, this.name, os.hostname(), bootId(), process.pid, processStart(process.pid), now],
    );
    const live = liveOwners(this.db, now, this.grace === 0).map(({ id }) => id);
    this.db.run('DELETE FROM owners WHERE id NOT IN (SELECT value FROM json_each(?))', JSON.stringify(live));
  }

  leave(): void {
    this.db.run('DELETE FROM owners WHERE id = ?', this.id);
  }
}

/** Processes that live and have the database open. Without `silenceCounts` only those are dead that surely are. */
export function liveOwners(db: Database, now: number, silenceCounts = true): readonly Owner[] {
  return db
    .all<OwnerRow>('SELECT * FROM owners')
    .filter((owner) => isAlive(owner, !silenceCounts || Math.abs(now - owner.heartbeat_at) < silenceMs));
}

function isAlive(owner: OwnerRow, isHeard: boolean): boolean {
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
