/** What the form tells of itself: the network's shape, the rate over the run, a closed section in a line. */
import { describe, expect, test } from 'vitest';
import { schedules } from '../../../../shared/catalog/schedules';
import { emptyDraft, fromConfig } from './draft';
import { mnistInfo, moonsInfo } from './fakeDatasets';
import { sections } from './issues';
import { shapeText } from './networkShape';
import { rateOverRun } from './rateOverRun';
import { startingPoints } from './startingPoints';
import { summaryOf, usualName } from './summaries';

const [mnist, moons, logistic] = startingPoints.map(({ config }) => fromConfig(config));

test('the shape of the network', () => {
  expect(shapeText(mnist!, mnistInfo)).toBe('784 → 64 → 10');
  expect(shapeText(moons!, moonsInfo)).toBe('2 → 16 → 1');
  expect(shapeText(logistic!, mnistInfo)).toBe('784 → 10');
  expect(shapeText({ ...moons!, model: { ...moons!.model, hidden: '16, x' } }, moonsInfo)).toBe('');
  const own = { ...mnist!, model: { ...mnist!.model, ownOutputs: true, outputUnits: 200 } };
  expect(shapeText(own, mnistInfo)).toBe('784 → 64 → 200');
  expect(shapeText(mnist!, undefined)).toBe('');
});

test('starting points are what they are called', () => {
  for (const { label, config } of startingPoints) {
    const shape = /\d+(?:-\d+)+/.exec(label)?.[0];
    const info = config.dataset.id === 'mnist' ? mnistInfo : moonsInfo;
    if (shape) expect(shapeText(fromConfig(config), info).replaceAll(' → ', '-')).toBe(shape);
    else expect(config.model.hidden).toEqual([]);
  }
});

describe('the rate over the run', () => {
  const input = { learningRate: 0.1, totalSteps: 100, stepsPerEpoch: 10 };
  test.each(schedules.map(({ id, params }) => [id, params] as const))('%s', (scheduleId, specs) => {
    const params = Object.fromEntries(specs.map((spec) => [spec.id, spec.default]));
    const rates = rateOverRun({ ...input, scheduleId, params });
    expect(rates).toHaveLength(81);
    expect(Math.max(...rates)).toBeLessThanOrEqual(0.1);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0);
  });
  test('begins at the first step and ends at the last', () => {
    const rates = rateOverRun({ ...input, scheduleId: 'step', params: { gamma: 0.5, everyEpochs: 5 } });
    expect([rates[0], rates.at(-1)]).toEqual([0.1, 0.05]);
    expect(new Set(rates)).toEqual(new Set([0.1, 0.05]));
  });
  test('is not drawn from numbers that are not valid', () => {
    expect(rateOverRun({ ...input, scheduleId: 'step', params: { gamma: NaN } })).toEqual([]);
    expect(rateOverRun({ ...input, learningRate: NaN, scheduleId: 'cosine', params: {} })).toEqual([]);
    expect(rateOverRun({ ...input, totalSteps: 0, scheduleId: 'cosine', params: {} })).toEqual([]);
  });
});

test('closed sections', () => {
  const draft = fromConfig(startingPoints[0]!.config, { name: 'First', tags: ['study'] });
  const summaries = sections.map((section) => summaryOf(section, draft, mnistInfo));
  expect(summaries).toEqual([
    'MNIST, standardised',
    '64 ReLU, PyTorch uniform',
    'Softmax cross-entropy',
    'Adam 0.001',
    '3 epochs, batches of 64',
    'Every epoch',
    '1 seed',
    'First, study',
  ]);
  const empty = emptyDraft();
  empty.optimizer.learningRate = NaN;
  expect(summaryOf('optimizer', empty, undefined)).toBe('Adam');
});

test('the name of a run that was given none', () => {
  expect(usualName(mnist!, '784 → 64 → 10')).toBe('784-64-10 ReLU, Adam 0.001');
  expect(usualName(logistic!, '784 → 10')).toBe('784-10, SGD 0.01');
  const deep = { ...mnist!, model: { ...mnist!.model, hidden: '8x4' } };
  expect(usualName(deep, shapeText(deep, mnistInfo))).toBe('784-(8 layers)-10 ReLU, Adam 0.001');
});
