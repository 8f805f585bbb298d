// What a repair came to is told in full, and nothing is told that did not happen.
import { expect, test } from 'vitest';
import { backupText, outcomeText } from './recoveryText';

const repaired = { damagedFile: '/x', runs: 12, shortened: 0, fromBackup: 0, lost: 0 };

test('a backup by its time and its runs', () => {
  const madeAt = new Date(2026, 10, 24, 10, 30, 7).getTime();
  expect(backupText({ madeAt, runs: 1 })).toBe(
    'The newest sound backup is of 24 Nov 2026, 10:30:07, with 1 run.',
  );
});

test('a repair', () => {
  expect(outcomeText(repaired, 'restore')).toEqual(['The backup is in place, with 12 runs.']);
  expect(outcomeText(repaired, 'recover')).toEqual(['12 runs could be recovered.']);
  expect(outcomeText({ ...repaired, shortened: 1, fromBackup: 3, lost: 2 }, 'recover')).toEqual([
    '12 runs could be recovered.',
    '3 runs of these came from the backup.',
    '1 run lost points at the end; each says how many.',
    'Up to 2 runs could not be read.',
  ]);
});
