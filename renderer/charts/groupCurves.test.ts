// Runs as one curve: mean, band, members behind it, those of no group behind all.
import { expect, test } from 'vitest';
import { fakeRun } from '../rooms/runs/fakeRun';
import { SeriesBuffer } from '../stores/series';
import { fitY, type Curve } from './curve';
import { groupedCurves } from './groupCurves';
import { hoverRows } from './hover';
import { LossCurve } from './lossCurve';
import type { SeriesGroup, SeriesItem } from './runSeries';

const look = { color: '#123456', dash: [6, 3], marker: 'square' } as const;

function itemOf(number: number, losses: readonly number[]): SeriesItem {
  const series = new SeriesBuffer();
  series.append([{ firstStep: 0, losses: Float32Array.from(losses), startMs: 0, endMs: 1000 }], []);
  return { run: fakeRun({ id: `run0000${number}`, number }), series };
}
const items = [itemOf(1, [4, 2, 1]), itemOf(2, [6, 4, 3]), itemOf(3, [9, 9, 9])];
const ofRun = (weight = 0) =>
  new Map(
    items.map((item) => [
      item.run.id,
      new LossCurve(item.series.losses).curve(item.run, 'step', weight, `run ${item.run.number}`),
    ]),
  );
const group = (...members: readonly number[]): SeriesGroup => ({
  id: 'group:a',
  label: 'ReLU',
  look,
  items: members.map((i) => items[i] as SeriesItem),
});
const find = (curves: readonly Curve[], id: string): Curve => {
  const found = curves.find((curve) => curve.id === id);
  if (!found) throw new Error(`no curve ${id}`);
  return found;
};

test('the mean carries name and look of the group, its members lie faintly behind in the same colour', () => {
  const curves = groupedCurves([group(0, 1)], ofRun());
  expect(curves.map(({ id, faint }) => [id, faint ?? false])).toEqual([
    ['run00003', true],
    ['run00001', true],
    ['run00002', true],
    ['group:a', false],
  ]);
  const mean = find(curves, 'group:a');
  expect([0, 1, 2].map((i) => mean.raw.valueAt(i))).toEqual([5, 3, 2]);
  expect(mean.band?.high.valueAt(0)).toBeCloseTo(5 + Math.SQRT2, 5);
  expect(mean).toMatchObject({ label: 'ReLU', look });
  expect(find(curves, 'run00001').look.color).toBe(look.color);
  // A run of no group keeps its own.
  expect(find(curves, 'run00003').look.color).not.toBe(look.color);
});

test('a group of one run is its curve', () => {
  const curves = groupedCurves([group(2)], ofRun());
  const own = find(curves, 'run00003');
  expect(own).toMatchObject({ label: 'ReLU', look });
  expect(own.band).toBeUndefined();
  expect(own.faint).toBeUndefined();
});

test('with smoothing the mean is of the smoothed curves, and those are what is drawn of the members', () => {
  const smooth = ofRun(0.5);
  const curves = groupedCurves([group(0, 1)], smooth);
  const expected = [0, 1].map(
    (i) => find([...smooth.values()], items[i]?.run.id ?? '').smoothed?.valueAt(2) ?? NaN,
  );
  const [a = NaN, b = NaN] = expected;
  expect(find(curves, 'group:a').raw.valueAt(2)).toBeCloseTo((a + b) / 2, 5);
  expect(find(curves, 'run00001').raw.valueAt(2)).toBeCloseTo(a, 6);
});

test('the readout has the deviation; the y axis makes room for the band', () => {
  const curves = groupedCurves([group(0, 1)], ofRun()).filter(({ faint }) => !faint);
  const [row] = hoverRows(curves, 0, 0);
  expect(row?.value).toBe(5);
  expect(row?.deviation).toBeCloseTo(Math.SQRT2, 5);
  const span = fitY(curves, [], { min: 0, max: 2 }, { log: false, ignoreOutliers: false, zero: false });
  expect(span.max).toBeGreaterThan(5 + Math.SQRT2);
});
