/** What is said of the best configuration of a sweep and chance. */
import { expect, test } from 'vitest';
import type { Objective } from '../../../shared/sweep/objective';
import { summarizeTrials, type TrialSummary } from '../../../shared/sweep/summary';
import { bestNoise } from './bestNoise';

const objective: Objective = { metric: 'testError', direction: 'minimize', at: 'last' };

/** Configurations by their results, a seed each; null: not there. */
const trialsOf = (...values: readonly (readonly (number | null)[])[]): TrialSummary[] =>
  summarizeTrials(
    values.flatMap((list, i) =>
      list.map((value, seed) => ({
        ...{ trial: i + 1, seed, runId: `run${i}-${seed}`, value, hash: '', epochs: 1 },
        state: value === null ? ('failed' as const) : ('completed' as const),
      })),
    ),
  );

test('better by more than chance, or which others may be as good', () => {
  const best = [1, 1.1, 0.9, 1];
  const worse = [3, 3.2, 2.9, 3.1];
  const alike = [1.2, 0.9, 1.1, 1];
  expect(bestNoise(1, trialsOf(best, worse), objective)).toBe(
    'Better than the other one by more than chance (paired t test, 5 %, Holm).',
  );
  expect(bestNoise(1, trialsOf(best, worse, worse), objective)).toMatch(/^Better than all 2 others/);
  expect(bestNoise(1, trialsOf(best, alike, worse), objective)).toMatch(/^1 of the 2 others may be as good/);
  expect(bestNoise(1, trialsOf(best, alike), objective)).toMatch(/^The other one may be as good/);
});

test('where more is better, the higher one is', () => {
  const accuracy: Objective = { ...objective, direction: 'maximize' };
  const trials = trialsOf([97, 97.2, 96.9], [90, 90.3, 89.8]);
  expect(bestNoise(1, trials, accuracy)).toMatch(/^Better than the other one/);
  expect(bestNoise(2, trials, accuracy)).toMatch(/^The other one may be as good/);
});

test('seeds that only one of them has say nothing; what has no result is no rival', () => {
  const best = [1, 1.1, 0.9, 1];
  expect(bestNoise(1, trialsOf(best, [3, 3.2, null, null]), objective)).toMatch(/^Better/);
  expect(bestNoise(1, trialsOf(best, [3, null, null, null]), objective)).toMatch(/^The other one may be/);
  expect(bestNoise(1, trialsOf(best, [null, null, null, null]), objective)).toBeNull();
  expect(bestNoise(1, trialsOf(best), objective)).toBeNull();
  expect(bestNoise(1, trialsOf([1], [2]), objective)).toBe(
    'One seed says nothing of chance: others may be as good.',
  );
});
