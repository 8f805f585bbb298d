/** Cuts runs that were salvaged back to what fits together, and says so in each; care thread, tests. */
import { isActive } from '../../shared/runs/run';
import type { Database } from './database';
import { LossTable } from './losses';
import { nextRevision } from './revisions';
import { recordOf, type RunRow } from './runRow';

/** Returns how many runs have fewer points than they had. */
export const cutBack = (db: Database): number =>
  db.all<RunRow>('SELECT * FROM runs').filter((row) => cutRun(db, row)).length;

/** Whether a run's entry makes sense. */
export function isReadable(row: RunRow): boolean {
  try {
    const { config, tags } = recordOf(row);
    return typeof config === 'object' && Array.isArray(tags);
  } catch {
    return false;
  }
}

/** Whether points of a run are missing; what comes after them is cut off, so that it can go on from before. */
function cutRun(db: Database, row: RunRow): boolean {
  const { number } = row;
  const chunks = db.all<{ first_step: number; count: number }>(
    'SELECT first_step, count FROM loss_chunks WHERE run = ? ORDER BY first_step',
    number,
  );
  let end = 0;
  for (const { first_step, count } of chunks) if (first_step === end) end += count;
  const { origin } = row as { origin?: string | null };
  const last = chunks.at(-1);
  const hasHole = last !== undefined && last.first_step + last.count !== end;
  // What other programs have trained need not have a loss for each step.
  const isCut = hasHole || (!origin && end < row.step);
  if (!isCut) return false;
  new LossTable(db).truncate(number, end);
  db.run('DELETE FROM loss_chunks WHERE run = ? AND first_step >= ?', number, end);
  db.run('DELETE FROM checkpoints WHERE run = ? AND step > ?', number, end);
  const reason = `The database was damaged: of ${row.step.toLocaleString('en')} steps the first ${end.toLocaleString('en')} could be recovered.`;
  // One that has ended keeps its results; another one may be resumed from its last checkpoint.
  const state = isActive(row.state) ? 'interrupted' : row.state;
  db.run(
    'UPDATE runs SET state = ?, state_reason = ?, owner_id = NULL, revision = ? WHERE number = ?',
    ...[state, reason, nextRevision(db, 'runs'), number],
  );
  return true;
}
