// Sweeps over the real training host: they run, rest, go on, and nothing is trained twice (Node).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseSweep, type SweepInput } from '../../shared/sweep/sweepFile';
import { labWorkshop, pointsConfig, type TestLab } from '../runs/fixtures/labs';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
beforeAll(async () => {
  workshop = await labWorkshop();
});
afterAll(() => workshop.remove());

/** 2 widths × 2 activations × 2 seeds on moons. */
const grid = (epochs: number, parts: Partial<SweepInput> = {}) =>
  parseSweep({
    base: pointsConfig(epochs),
    space: [
      { path: 'model.hidden.0.units', kind: 'values', values: [4, 8] },
      { path: 'model.hidden.0.activation.id', kind: 'values', values: ['relu', 'tanh'] },
    ],
    seeds: 2,
    ...parts,
  });

const linesOf = ({ lab }: TestLab, id: string) => lab.sweeps.get(id).lines;

test('a grid is written before it starts, runs to its end, and says which configuration is best', async () => {
  const testLab = workshop.openLab({ concurrentRuns: 2 });
  const { lab } = testLab;
  const started = await lab.sweeps.start(grid(4));
  expect(started).toMatchObject({ state: 'running', plannedRuns: 8, number: 1 });
  expect(linesOf(testLab, started.id)).toHaveLength(8);
  const ended = await lab.sweeps.settled(started.id);
  expect(ended).toMatchObject({ state: 'completed', progress: 1, counts: { completed: 8, waiting: 0 } });
  const lines = linesOf(testLab, started.id);
  const means = new Map<number, number>();
  for (const { trial } of lines) {
    const values = lines.filter((line) => line.trial === trial).map(({ value }) => value ?? NaN);
    means.set(trial, values.reduce((a, b) => a + b, 0) / values.length);
  }
  expect(ended.best?.sample?.mean).toBeCloseTo(Math.min(...means.values()), 10);
  for (const { runId, trial, seed, value } of lines) {
    const run = lab.runs.get(runId ?? '');
    expect(run.sweep).toEqual({ id: started.id, trial });
    expect([run.config.seed, run.result?.testError]).toEqual([seed, value]);
  }
});
