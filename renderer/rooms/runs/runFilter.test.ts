/** Runs are found by their words and their state. */
import { expect, test } from 'vitest';
import { parseQuery } from '../../../shared/query/parse';
import type { RunRecord } from '../../../shared/runs/run';
import { fakeRun } from './fakeRun';
import { anyRun, filters, filterTest, readAhead, type RunFilter } from './runFilter';

const none: RunFilter = { query: anyRun, state: 'all', starredOnly: false };
function finds(run: RunRecord, { words = '', ...rest }: Partial<RunFilter> & { words?: string }): boolean {
  const parsed = parseQuery(words);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return filterTest({ ...none, query: parsed.node, ...rest })(run);
}

test('by every word: name, tag, data set, model, optimiser, number, seed', () => {
  const run = fakeRun({ number: 12, name: 'Wide net', tags: ['figure 8'], config: { seed: 77 } });
  for (const words of ['wide', 'WIDE mnist', 'figure', '784-64', 'adam 0.001', '#12', 'seed 77', 'completed'])
    expect(finds(run, { words }), words).toBe(true);
  expect(finds(run, { words: 'wide sgd' })).toBe(false);
  expect(finds(run, { words: 'wide seed = 77 or sgd' })).toBe(true);
  expect(finds(run, { words: 'wide and seed < 77' })).toBe(false);
});

test('by state and star', () => {
  const diverged = fakeRun({ state: 'diverged', starred: true });
  expect(finds(diverged, { state: 'wrong', starredOnly: true })).toBe(true);
  expect(finds(diverged, { state: 'completed' })).toBe(false);
  expect(finds(fakeRun({}), { starredOnly: true })).toBe(false);
  expect(finds(fakeRun({ state: 'paused' }), { state: 'active' })).toBe(true);
});

test('the archive is out of sight unless it is looked at', () => {
  const put = fakeRun({ archived: true });
  expect(finds(put, {})).toBe(false);
  expect(finds(put, { state: 'archived' })).toBe(true);
  expect(finds(fakeRun({}), { state: 'archived' })).toBe(false);
  expect(finds(put, { words: 'archived or starred' })).toBe(true);
  expect(finds(put, { words: 'not archived' })).toBe(false);
});

test('a run that changed is searched as it is now', () => {
  const run = fakeRun({ name: 'old' });
  expect(finds(run, { words: 'old' })).toBe(true);
  expect(finds({ ...run, name: 'new' }, { words: 'old' })).toBe(false);
});

test('whether anything is filtered', () => {
  expect(filters(none)).toBe(false);
  expect(filters({ ...none, state: 'ended' })).toBe(true);
});

test('a text got ready ahead is that of the run as it is, not as it was', () => {
  const run = fakeRun({ name: 'old' });
  readAhead(run);
  expect(finds(run, { words: 'old' })).toBe(true);
  expect(finds({ ...run, name: 'new' }, { words: 'old' })).toBe(false);
});
