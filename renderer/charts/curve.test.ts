/** What a y axis shows: all that is in view, or all but the outermost; linear and logarithmic; over any x axis. */
import { expect, test } from 'vitest';
import { fakeRun } from '../rooms/runs/fakeRun';
import { SeriesBuffer } from '../stores/series';
import { fitY, type Curve } from './curve';
import { LossCurve, type XAxis } from './lossCurve';

/** 1,000 losses around 1, with two spikes; two seconds long, in epochs of 100 steps. */
const losses = Float32Array.from({ length: 1000 }, (_, i) =>
  i === 300 ? 90 : i === 301 ? 0.0001 : 1 + 0.1 * Math.sin(i),
);
function curveOver(axis: XAxis): Curve {
  const series = new SeriesBuffer();
  series.append([{ firstStep: 0, losses, startMs: 0, endMs: 2000 }], []);
  const run = fakeRun({ stepsPerEpoch: 100, totalSteps: 1000 });
  return new LossCurve(series.losses).curve(run, axis, 0, 'run', 6400);
}
const fit = (x: { min: number; max: number }, ignoreOutliers: boolean, log = false) =>
  fitY([curveOver('step')], [], x, { log, ignoreOutliers, zero: true });

test('all of it, spikes too, or without the outermost', () => {
  expect(fit({ min: 0, max: 1000 }, false).max).toBeGreaterThan(90);
  const middle = fit({ min: 0, max: 1000 }, true);
  expect(middle.max).toBeLessThan(1.3);
  expect(middle.min).toBeGreaterThan(0.7);
});

test('of what is in view only', () => {
  expect(fit({ min: 400, max: 900 }, false).max).toBeLessThan(1.3);
});

test('a logarithmic axis holds the smallest and the largest', () => {
  const { min, max } = fit({ min: 0, max: 1000 }, false, true);
  expect(min).toBeGreaterThan(0);
  expect(min).toBeLessThan(0.0001);
  expect(max).toBeGreaterThan(90);
});

test('the last step lies where the axis says: steps, epochs, seconds of wall time, samples seen', () => {
  const last = (axis: XAxis): number => curveOver(axis).positions.at(999);
  expect(last('step')).toBe(999);
  expect(last('epoch')).toBeCloseTo(10, 1);
  expect(last('time')).toBeCloseTo(2, 1);
  expect(last('samples')).toBeGreaterThan(60_000);
});
