/** The run table as text, and what its columns are sorted by. */
import { expect, test } from 'vitest';
import { unknownConfig } from '../../../shared/config/unknownConfig';
import { fakeRun } from './fakeRun';
import { runColumns, runsAsTsv } from './runColumns';

const column = (id: string) => runColumns.find((known) => known.id === id)!;

test('copied as a table: full values, units in the head, no stray tabs', () => {
  const run = fakeRun({ name: 'a\tb\nc', starred: true });
  const [head, row] = runsAsTsv([run], runColumns)
    .split('\n')
    .map((line) => line.split('\t'));
  expect(row).toHaveLength(head!.length);
  const cell = (title: string): string | undefined => row?.[head!.indexOf(title)];
  expect(cell('Name')).toBe('a b c');
  expect(cell('Starred')).toBe('yes');
  expect(cell('Test error (%)')).toBe('2.7');
  expect(cell('Final loss')).toBe('0.0832');
  expect(cell('Time (s)')).toBe('4.2');
  expect(cell('Created')).toBe('2026-01-05T10:30:00.000Z');
});

test('without a result the last evaluation counts, and nothing is 0', () => {
  const running = fakeRun({ state: 'running', result: null, epoch: 1 });
  expect(column('testError').text(running)).toBe('2.70 %');
  expect(column('finalLoss').value(running)).toBeUndefined();
  expect(column('epochs').text(running)).toBe('1 / 3');
  const training = { ...running.config.training, epochs: 60_000 };
  const long = { ...running, epoch: 15_680, config: { ...running.config, training } };
  expect(column('epochs').text(long)).toBe('15.7k/60k');
  // Of an imported run nobody knows how many were planned.
  expect(column('epochs').text({ ...running, epoch: 30, config: unknownConfig })).toBe('30');
  expect(column('testError').value({ ...running, latest: null })).toBeUndefined();
});

test('a very small loss fits its column', () => {
  const { result } = fakeRun({});
  expect(column('finalLoss').text(fakeRun({ result: { ...result!, finalLoss: 9.87e-6 } }))).toBe('9.87e−6');
  expect(column('finalLoss').text(fakeRun({ result: { ...result!, finalLoss: 0 } }))).toBe('0');
});

test('a full batch is larger than any other', () => {
  const full = fakeRun({ config: { training: { batchSize: 'full', epochs: 1 } } });
  expect(column('batch').value(full)).toBe(Infinity);
  expect(column('batch').text(full)).toBe('full');
});
