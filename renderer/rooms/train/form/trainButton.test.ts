/** The main button says what will happen. */
import { expect, test } from 'vitest';
import { trainButtonText, type ButtonState } from './trainButton';

const usual: ButtonState = {
  totalSteps: 2814,
  estimatedMs: 6200,
  problems: 0,
  firstLabel: '',
  queues: false,
};

test.each<readonly [Partial<ButtonState>, string]>([
  [{}, 'Train: 2,814 steps, about 6 s'],
  [{ estimatedMs: 400 }, 'Train: 2,814 steps, under 1 s'],
  [{ estimatedMs: null }, 'Train: 2,814 steps'],
  [{ totalSteps: 1 }, 'Train: 1 step, about 6 s'],
  [{ totalSteps: 469_000, estimatedMs: 14 * 60_000 }, 'Train: 469,000 steps, about 14 min'],
  [{ totalSteps: 0 }, 'Evaluate the untrained network'],
  [{ totalSteps: null }, 'Train'],
  [{ queues: true }, 'Queue: 2,814 steps, about 6 s'],
  [{ problems: 1, firstLabel: 'Learning rate' }, 'Fix learning rate'],
  [{ problems: 1, firstLabel: 'L1' }, 'Fix L1'],
  [{ problems: 3, firstLabel: 'β₁', totalSteps: null }, 'Fix 3 fields: β₁ first'],
  [{ problems: 1 }, 'Fix the form'],
])('%j', (changes, text) => expect(trainButtonText({ ...usual, ...changes })).toBe(text));
