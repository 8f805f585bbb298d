/** Lists of configurations as they are pasted. */
import { expect, test } from 'vitest';
import { pointsTable, readPoints } from './pointsText';

const points = [
  { 'optimizer.learningRate': 0.01, 'model.hidden': '64' },
  { 'optimizer.learningRate': 0.001, 'model.hidden': '64,32' },
];

test.each([
  ['CSV', 'optimizer.learningRate,model.hidden\n0.01,64\n0.001,"64,32"\n'],
  ['a spreadsheet’s', 'optimizer.learningRate\tmodel.hidden\r\n0.01\t64\r\n1e-3\t64, 32'],
  ['labels for paths', 'Learning rate;Hidden layers\n0.01;64\n0.001;64,32'],
  ['JSON', JSON.stringify(points)],
])('%s', (_what, text) => {
  expect(readPoints(text)).toEqual(points);
});

test('choices by label, words for special values, gaps left to the form', () => {
  expect(readPoints('optimizer,training.batchSize\nAdam,full\n,32\n')).toEqual([
    { 'optimizer.id': 'adam', 'training.batchSize': 'full' },
    { 'training.batchSize': 32 },
  ]);
});

test('what it writes it reads', () => {
  expect(readPoints(pointsTable(points))).toEqual(points);
});

test.each([
  ['speed\n1', /Column “speed”: .*not a field/],
  ['training.epochs', /no configuration beneath/],
  ['training.epochs\n1,2', /Row 2 has 2 cells under 1 name/],
  ['training.epochs\n"1', /row 2 a quotation mark/],
  ['{"a": 1}', /array of objects/],
  ['[1', /JSON/],
])('%j is refused', (text, message) => {
  expect(() => readPoints(text)).toThrow(message);
});
