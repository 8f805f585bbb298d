/** The form as a sweep: what counts as varied, what it comes to, where messages stand, and back from a file. */
import { describe, expect, test } from 'vitest';
import { parseSweep, plannedTrials, sweepIssues, type Sweep } from '../../../../shared/sweep/sweepFile';
import { findField } from '../../../../shared/sweep/fields';
import { emptyDraft, toConfig, type Draft } from './draft';
import { fromSweep, isSweep, sortIssues, spaceLines, toSweep } from './sweepForm';
import { freshVariation, listedValues, type VariedField } from './variation';
import { variedInWords } from './variedInWords';

const fieldAt = (path: string) => findField(path) ?? expect.unreachable(`no field ${path}`);
const varied = (path: string, change: Partial<VariedField>): VariedField => ({
  ...freshVariation(fieldAt(path), undefined),
  mode: 'list',
  ...change,
});
function draftWith(
  fields: Record<string, Partial<VariedField>>,
  change: (draft: Draft) => void = () => {},
): Draft {
  const draft = emptyDraft();
  for (const [path, field] of Object.entries(fields)) draft.varied[path] = varied(path, field);
  change(draft);
  return draft;
}
const inputOf = (draft: Draft) => {
  const config = toConfig(draft);
  return toSweep(draft, config, spaceLines(draft, config));
};
const sweepOf = (draft: Draft): Sweep => parseSweep(inputOf(draft));
const messages = (draft: Draft): Record<string, string> => {
  const config = toConfig(draft);
  const lines = spaceLines(draft, config);
  const { base, own } = sortIssues(
    sweepIssues(toSweep(draft, config, lines)),
    lines.map(({ path }) => path),
  );
  return {
    ...Object.fromEntries(base.map(({ path, message }) => [path, message])),
    ...Object.fromEntries(own),
  };
};

const twoByThree = {
  'model.activation.id': { chosen: ['relu', 'sigmoid'] },
  'model.hidden': { text: '32; 64; 128' },
};

test('one value everywhere and one seed is a run; anything varied, or another seed, a sweep', () => {
  expect(isSweep(emptyDraft())).toBe(false);
  expect(isSweep(draftWith(twoByThree))).toBe(true);
  expect(isSweep(draftWith({ 'model.hidden': { mode: 'value', text: '32; 64' } }))).toBe(false);
  expect(isSweep(draftWith({}, ({ sweep }) => (sweep.seeds.count = 3)))).toBe(true);
  expect(isSweep(draftWith({}, ({ sweep }) => (sweep.seeds = { by: 'list', count: 1, list: '4 5' })))).toBe(
    true,
  );
});

test('a grid of two fields with two seeds', () => {
  const sweep = sweepOf(
    draftWith(twoByThree, (draft) => {
      draft.sweep.seeds.count = 2;
      draft.seed = 7;
    }),
  );
  expect(plannedTrials(sweep)).toBe(6);
  expect(sweep.seeds).toEqual([7, 8]);
  expect(sweep.space.map(({ path }) => path)).toEqual(['model.activation.id', 'model.hidden']);
  expect(sweep.space[1]).toMatchObject({ values: ['32', '64', '128'] });
});

test.each([
  ['optimizer.learningRate', '0.1, 1e-2 0.001', [0.1, 0.01, 0.001]],
  ['training.batchSize', '32, full', [32, 'full']],
  ['dataset.trainRows', '100; all', [100, null]],
  ['model.hidden', 'none; 64; 32, 24; 2x16', ['none', '64', '32,24', '16,16']],
  ['optimizer.learningRate', 'fast', ['fast']],
])('%s: the list "%s"', (path, text, values) => {
  expect(listedValues(fieldAt(path), text)).toEqual(values);
});

describe('what cannot be seen takes no part', () => {
  test.each([
    [
      'dropout without hidden layers',
      { 'regularization.dropout': { text: '0, 0.5' } },
      (d: Draft): void => void (d.model.hidden = ''),
    ],
    [
      'a batch size beside full batches',
      { 'training.batchSize': { text: '8, 16' } },
      (d: Draft): void => void (d.training.fullBatch = true),
    ],
    ['rows without a limit', { 'dataset.trainRows': { text: '8, 16' } }, () => {}],
    [
      'numbers of an optimiser that is not tried',
      { 'optimizer.params.momentum': { text: '0, 0.9' } },
      () => {},
    ],
    [
      'one activation for all beside one each',
      { 'model.activation.id': { chosen: ['relu', 'tanh'] } },
      (d: Draft): void => void (d.model.scope = 'layer'),
    ],
  ])('%s', (_what, fields, change) => {
    expect(inputOf(draftWith(fields, change)).space).toEqual([]);
  });

  test('but does when another field brings it about', () => {
    const sweep = sweepOf(
      draftWith(
        { 'model.hidden': { text: 'none; 64' }, 'regularization.dropout': { text: '0, 0.5' } },
        (d: Draft): void => void (d.model.hidden = ''),
      ),
    );
    expect(plannedTrials(sweep)).toBe(3);
  });
});

test('layers of a listed architecture take the activation of the form, though its own field was empty', () => {
  const draft = draftWith({ 'model.hidden': { text: 'none; 8; 8,4' } }, (d) => {
    d.model.hidden = '';
    d.model.activation.id = 'tanh';
  });
  expect(toConfig(draft).model.hidden).toMatchObject([
    { activation: { id: 'tanh' } },
    { activation: { id: 'tanh' } },
  ]);
});

describe('messages stand at their fields', () => {
  test.each([
    [
      'a value out of bounds',
      { 'optimizer.learningRate': { text: '0.1, -1' } },
      'optimizer.learningRate',
      /above 0/,
    ],
    ['a value listed twice', { 'training.epochs': { text: '3, 3' } }, 'training.epochs', /twice/],
    ['an empty list', { 'training.epochs': { text: '' } }, 'training.epochs', /at least one/],
    ['no word chosen', { 'optimizer.id': { chosen: [] } }, 'optimizer.id', /at least one/],
    [
      'a range upside down',
      { 'training.epochs': { mode: 'range' as const, min: 5, max: 2 } },
      'training.epochs',
      /below the lower/,
    ],
    [
      'a range without an end',
      { 'training.epochs': { mode: 'range' as const, min: 5, max: null } },
      'training.epochs',
      /upper end must be a number/,
    ],
    [
      'a log range from 0',
      { 'regularization.l2': { mode: 'range' as const, min: 0, max: 1, log: true } },
      'regularization.l2',
      /above 0/,
    ],
    [
      'a continuum in a grid',
      { 'regularization.l2': { mode: 'range' as const, min: 0, max: 1, by: 'any' as const } },
      'regularization.l2',
      /points or step/,
    ],
  ])('%s', (_what, fields, path, message) => {
    expect(messages(draftWith(fields))).toEqual({ [path]: expect.stringMatching(message) as string });
  });

  test('architectures and widths together, in the words of the form', () => {
    const found = messages(
      draftWith({ 'model.hidden': { text: '8; 16' }, 'model.width': { text: '8, 16' } }),
    );
    expect(found['model.width']).toMatch(/^“Hidden layers” lists whole architectures/);
  });
  test('a base that is wrong is told as a run’s', () => {
    const found = messages(draftWith(twoByThree, (d) => (d.optimizer.learningRate = 0)));
    expect(Object.keys(found)).toEqual(['optimizer.learningRate']);
  });
  test('seeds, the numbers of the search, configurations of a list', () => {
    const seeds = messages(draftWith(twoByThree, ({ sweep }) => (sweep.seeds.count = 0)));
    expect(seeds).toEqual({ seeds: expect.stringMatching(/whole number from 1/) as string });
    const search = messages(
      draftWith(twoByThree, ({ sweep }) => {
        sweep.strategy = { id: 'tpe', params: { tpe: { trials: 0 } } };
      }),
    );
    expect(Object.keys(search)).toEqual(['strategy.params.trials']);
    const list = messages(
      draftWith({}, ({ sweep }) => {
        sweep.strategy.id = 'list';
        sweep.points = [{ 'training.epochs': 2 }, { 'training.epochs': -1 }];
      }),
    );
    expect(list).toEqual({
      'strategy.points': expect.stringMatching(/^Configuration 2, Epochs: .*whole number/) as string,
    });
  });
});

test('a list of configurations leaves the varied fields out', () => {
  const sweep = sweepOf(
    draftWith(twoByThree, ({ sweep }) => {
      sweep.strategy.id = 'list';
      sweep.points = [{ 'training.epochs': 2 }, { 'training.epochs': 4 }];
    }),
  );
  expect(sweep.space).toEqual([]);
  expect(plannedTrials(sweep)).toBe(2);
});

describe('from a sweep and back', () => {
  const base = toConfig(emptyDraft());
  test.each<[string, Record<string, unknown>]>([
    [
      'a grid with ranges',
      {
        space: [
          { path: 'optimizer.learningRate', kind: 'range', min: 1e-4, max: 0.1, scale: 'log', points: 4 },
          { path: 'training.epochs', kind: 'range', min: 2, max: 6, step: 2 },
          { path: 'optimizer.id', kind: 'values', values: ['sgd', 'adam'] },
        ],
        seeds: [1, 2, 3],
        objective: { metric: 'testLoss', at: 'best' },
      },
    ],
    [
      'TPE with ASHA and a condition',
      {
        space: [
          { path: 'model.depth', kind: 'range', min: 1, max: 3 },
          { path: 'model.width', kind: 'values', values: [8, 16], when: { path: 'model.depth', in: [3] } },
        ],
        strategy: { id: 'tpe', params: { trials: 40 } },
        pruner: { id: 'asha', params: { minEpochs: 2 } },
        seeds: [9, 5],
      },
    ],
    ['layer by layer', { space: [{ path: 'model.hidden.0.units', kind: 'values', values: [8, 16] }] }],
    ['a list', { strategy: { id: 'list', points: [{ 'training.epochs': 1 }, { 'training.epochs': 2 }] } }],
  ])('%s', (_what, rest) => {
    const sweep = parseSweep({ base, name: 'Mine', ...rest });
    const draft = fromSweep(sweep);
    expect(draft && sweepOf(draft)).toEqual(sweep);
  });

  test('one field under two conditions has no place in the form', () => {
    const line = { path: 'model.width', kind: 'values', values: [8, 16] };
    const depth = { path: 'model.depth', kind: 'values', values: [1, 2] };
    const space = [depth, ...[1, 2].map((d) => ({ ...line, when: { path: 'model.depth', in: [d] } }))];
    expect(fromSweep(parseSweep({ base, space }))).toBeNull();
  });
});

test('what a field comes to, in words', () => {
  const rate = (change: Partial<VariedField>, isGrid = true): string =>
    variedInWords('optimizer.learningRate', varied('optimizer.learningRate', change), isGrid);
  expect(rate({ text: '0.1, 0.01' })).toBe('2 values');
  const range = { mode: 'range' as const, min: 0.001, max: 0.1, log: true, points: 3 };
  expect(rate(range)).toBe('3 values: 0.00100, 0.0100, 0.100');
  expect(rate(range, false)).toBe('Drawn on a log scale from 0.00100 to 0.100.');
  expect(rate({ text: 'fast' })).toBe('');
});
