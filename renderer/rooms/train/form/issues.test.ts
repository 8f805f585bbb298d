/** Every issue finds its field and its section. */
import { expect, test } from 'vitest';
import { fieldOf, issuesByField, sectionOf, type Section } from './issues';

test.each<readonly [string, Section]>([
  ['dataset.id', 'data'],
  ['dataset.params.noise', 'data'],
  ['model.hidden', 'model'],
  ['model.hidden.2.activation.params.slope', 'model'],
  ['seed', 'model'],
  ['model.outputUnits', 'output'],
  ['loss', 'output'],
  ['optimizer.learningRate', 'optimizer'],
  ['schedule.params.gamma', 'optimizer'],
  ['training.batchSize', 'training'],
  ['regularization.dropout', 'training'],
  ['training.earlyStopping.patience', 'evaluation'],
  ['evaluation.trainRows', 'evaluation'],
  ['name', 'about'],
])('%s stands in %s', (field, section) => expect(sectionOf(field)).toBe(section));

test('with one activation for all, its field stands for every layer’s', () => {
  const path = 'model.hidden.3.activation.params.slope';
  expect(fieldOf(path, 'network')).toBe('model.activation.params.slope');
  expect(fieldOf(path, 'layer')).toBe(path);
});

test('a width among several says which it is; a field has one message', () => {
  const issues = [
    { path: 'model.hidden.1.units', message: 'Hidden units must be a whole number.' },
    { path: 'model.hidden.4.units', message: 'Hidden units must be a whole number.' },
  ];
  expect([...issuesByField(issues, { scope: 'network', count: 5 })]).toEqual([
    ['model.hidden', 'Layer 2: Hidden units must be a whole number.'],
  ]);
  const only = [{ path: 'model.hidden.0.units', message: 'Hidden units must be a whole number.' }];
  expect(issuesByField(only, { scope: 'network', count: 1 }).get('model.hidden')).toBe(
    'Hidden units must be a whole number.',
  );
});
