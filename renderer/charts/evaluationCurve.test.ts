/** Evaluations become curves that grow and are drawn anew where they were written anew. */
import { expect, test } from 'vitest';
import type { Evaluation } from '../../shared/runs/run';
import { fakeRun } from '../rooms/runs/fakeRun';
import { EvaluationCurves } from './evaluationCurve';

const run = fakeRun({});
const at = (epoch: number, error: number, changes: Partial<Evaluation> = {}): Evaluation => ({
  step: epoch * 938,
  epoch,
  elapsedMs: epoch * 1000,
  trainLoss: error / 50,
  trainError: error - 1,
  testLoss: error / 40,
  testError: error,
  ...changes,
});
const labels = { test: 'test', train: 'training' };
const valuesOf = (
  curves: EvaluationCurves,
  metric: 'error' | 'accuracy' | 'loss',
  axis: 'step' | 'epoch' | 'time' = 'epoch',
) =>
  curves.curves(run, axis, metric, labels).map(({ label, raw, positions }) => ({
    label,
    points: Array.from({ length: raw.length }, (_, i) => [
      positions.at(i),
      Math.round(raw.valueAt(i) * 100) / 100,
    ]),
  }));

test('grows with the run, on every axis', () => {
  const list = [at(0, 90), at(1, 6)];
  const curves = new EvaluationCurves(list);
  expect(valuesOf(curves, 'error')).toEqual([
    {
      label: 'test',
      points: [
        [0, 90],
        [1, 6],
      ],
    },
    {
      label: 'training',
      points: [
        [0, 89],
        [1, 5],
      ],
    },
  ]);
  for (let epoch = 2; epoch < 200; epoch++) list.push(at(epoch, 5));
  expect(valuesOf(curves, 'accuracy', 'time')[0]!.points.at(-1)).toEqual([199, 95]);
  expect(valuesOf(curves, 'accuracy', 'step')[0]!.points).toHaveLength(200);
});

test('a resumed run replaces what it evaluates again', () => {
  const list = [at(0, 90), at(1, 6), at(2, 5)];
  const curves = new EvaluationCurves(list);
  valuesOf(curves, 'error');
  list.splice(2, 1, at(2, 4));
  expect(valuesOf(curves, 'error')[0]!.points).toEqual([
    [0, 90],
    [1, 6],
    [2, 4],
  ]);
});

test('no curve for a part without rows', () => {
  const curves = new EvaluationCurves([at(0, 90, { testError: null, testLoss: null })]);
  expect(valuesOf(curves, 'error').map(({ label }) => label)).toEqual(['training']);
});
