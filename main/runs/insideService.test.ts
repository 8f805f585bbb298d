/** What is inside a trained network, of a real run in a real lab: its decisions are those behind its result. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRecord } from '../../shared/runs/run';
import { labWorkshop, pointsConfig, type TestLab } from './fixtures/labs';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let testLab: TestLab;
let run: RunRecord;
beforeAll(async () => {
  workshop = await labWorkshop();
  testLab = workshop.openLab();
  const { runs } = testLab.lab;
  const dataset = { id: 'moons', standardize: 'feature', testFraction: 0.25 } as const;
  run = await runs.settled((await runs.start(pointsConfig(40, { dataset }))).id);
});
afterAll(() => workshop.remove());

test('the decisions make up the saved confusion and test error', async () => {
  const { rowsOf, labels, predicted } = await testLab.lab.inside.decisions(run.id);
  const confusion = [0, 0, 0, 0];
  labels.forEach((label, row) => (confusion[2 * label + predicted[row]!]! += 1));
  expect(rowsOf).toBe('test');
  expect(confusion).toEqual(run.result!.confusion);
  const wrong = labels.filter((label, row) => label !== predicted[row]).length;
  expect((100 * wrong) / labels.length).toBeCloseTo(run.result!.testError!, 9);
});

test('rows are told with outputs that agree with the decisions', async () => {
  const { labels, predicted } = await testLab.lab.inside.decisions(run.id);
  const rows = [5, 0, labels.length - 1];
  const { features, outputs, areProbabilities } = await testLab.lab.inside.rows(run.id, rows);
  expect(areProbabilities).toBe(true);
  expect(features).toHaveLength(2 * rows.length);
  expect(Array.from(outputs, (output) => (output > 0.5 ? 1 : 0))).toEqual(rows.map((row) => predicted[row]));
  await expect(testLab.lab.inside.rows(run.id, [labels.length])).rejects.toMatchObject({
    code: 'invalid-input',
  });
});

test('spreads count every number of every layer, before and after', async () => {
  const { rows, start, end } = await testLab.lab.inside.spread(run.id);
  const weights = testLab.lab.runs.weights(run.id)!.layers;
  expect(end.map(({ units }) => units)).toEqual(weights.map(({ units }) => units));
  for (const [i, layer] of end.entries()) {
    const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
    const { kernel, units } = weights[i]!;
    expect(sum(layer.weights.counts)).toBe(kernel.length);
    expect(sum(layer.gradients.counts)).toBe(kernel.length);
    expect(sum(layer.activations.counts)).toBe(rows * units);
    expect(layer.weights.min).toBe(Math.min(...kernel));
    expect(layer.weights.mean).toBeCloseTo(kernel.reduce((a, b) => a + b, 0) / kernel.length, 9);
    // Training has moved them.
    expect(start[i]!.weights.mean).not.toBe(layer.weights.mean);
  }
  // Its hidden layer is tanh.
  expect(end[0]!.activations.min).toBeGreaterThanOrEqual(-1);
  expect(end[0]!.activations.max).toBeLessThanOrEqual(1);
});

test('what was recorded in the course of a training ends where the saved network stands', async () => {
  const { runs, inside } = testLab.lab;
  expect((await inside.spread(run.id)).recorded).toEqual([]);
  const config = pointsConfig(60);
  const going = await runs.start({
    ...config,
    evaluation: { ...config.evaluation, everyEpochs: 10, spreadEveryEpochs: 20 },
  });
  await runs.settled(going.id);
  const { start, end, recorded } = await inside.spread(going.id);
  expect(recorded.map(({ epoch }) => epoch)).toEqual([0, 20, 40, 60]);
  expect(recorded[0]!.layers).toEqual(start);
  expect(recorded[3]!.layers).toEqual(end);
  expect(recorded[1]!.layers).not.toEqual(start);
});

test('a run without weights says why it cannot be looked into', async () => {
  const { runs, inside } = testLab.lab;
  const going = await runs.start(pointsConfig(5_000_000));
  await expect(inside.decisions(going.id)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('no final weights'),
  });
  await runs.control(going.id, 'cancel');
});
