/** What a repair came to, in sentences (renderer). */
import type { RecoveryBackup, Repaired } from '../../shared/ipc/recovery';
import { formatQuantity } from '../format/numbers';
import { fullDate } from '../run/dateText';

/** "The newest sound backup is of 24 Nov 2026, 10:30:07, with 12 runs." */
export const backupText = ({ madeAt, runs }: RecoveryBackup): string =>
  `The newest sound backup is of ${fullDate(madeAt)}, with ${formatQuantity(runs, 'run')}.`;

/** One sentence for each thing there is to say. */
export function outcomeText(
  { runs, shortened, fromBackup, lost }: Repaired,
  way: 'restore' | 'recover',
): string[] {
  if (way === 'restore') return [`The backup is in place, with ${formatQuantity(runs, 'run')}.`];
  const sentences = [`${formatQuantity(runs, 'run')} could be recovered.`];
  if (fromBackup > 0) sentences.push(`${formatQuantity(fromBackup, 'run')} of these came from the backup.`);
  if (shortened > 0)
    sentences.push(`${formatQuantity(shortened, 'run')} lost points at the end; each says how many.`);
  if (lost > 0) sentences.push(`Up to ${formatQuantity(lost, 'run')} could not be read.`);
  return sentences;
}
