/** Dense curves are drawn a bar a pixel column, and no spike is lost on the way. */
import { expect, test } from 'vitest';
import type { Curve } from './curve';
import { drawCurves } from './drawCurves';
import type { PixelAxis } from './pixelAxis';
import { evenPositions } from './positions';
import { Pyramid } from './pyramid';

interface Bar {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/** A context that only remembers bars. */
function recorder(): {
  readonly context: CanvasRenderingContext2D;
  readonly bars: Bar[];
  readonly lines: () => number;
} {
  const bars: Bar[] = [];
  let lines = 0;
  const context = new Proxy(
    {
      fillRect: (x: number, top: number, _width: number, height: number) =>
        bars.push({ x, top, bottom: top + height }),
      lineTo: () => lines++,
    } as Record<string, unknown>,
    { get: (known, name: string) => known[name] ?? (() => undefined), set: () => true },
  );
  return { context: context as unknown as CanvasRenderingContext2D, bars, lines: () => lines };
}

function curveOf(values: Float32Array): Curve {
  const raw = new Pyramid();
  raw.update(values, values.length);
  const look = { color: '#000', dash: [], marker: 'circle' as const };
  const positions = evenPositions(values.length, 1);
  return { id: 'a', label: 'a', look, positions, raw, smoothed: null, marked: false };
}

const length = 100_000;
const x: PixelAxis = { min: 0, max: length, log: false, start: 0, end: 500 };
const y: PixelAxis = { min: 0, max: 10, log: false, start: 400, end: 0 };
const draw = (values: Float32Array, axis = x) => {
  const { context, bars, lines } = recorder();
  const count = drawCurves(context, axis, y, { curves: [curveOf(values)], points: [] });
  return { bars, count, lines: lines() };
};

/** Between 4 and 6, up and down at each step. */
const noise = (): Float32Array => new Float32Array(length).map((_, i) => 5 + (i % 2 === 0 ? 1 : -1));

test('one bar a column, and a single spike reaches its height', () => {
  const values = new Float32Array(length).map((_, i) => 1 + (i % 7) / 10);
  values[61_234] = 9;
  const { bars, count } = draw(values);
  expect(bars).toHaveLength(500);
  expect(count.total).toBe(length);
  expect(count.shown).toBeLessThan(2100);
  const spike = bars.find((bar) => bar.x === Math.floor((61_234 / length) * 500))!;
  // 9 of 10 on 400 pixels, and half the width of the line.
  expect(spike.top).toBeCloseTo(40 - 0.75, 5);
  expect(Math.min(...bars.filter((bar) => bar !== spike).map(({ top }) => top))).toBeGreaterThan(300);
});

test('neighbouring bars touch: noise that climbs has no holes', () => {
  const { bars } = draw(new Float32Array(length).map((_, i) => (9 * i) / length + (i % 2) / 5));
  expect(bars).toHaveLength(500);
  bars.slice(1).forEach((bar, i) => {
    expect(bar.bottom).toBeGreaterThanOrEqual(bars[i]!.top);
    expect(bar.top).toBeLessThanOrEqual(bars[i]!.bottom);
  });
});

test('a smooth line is a line, however many points it has', () => {
  const { bars, lines } = draw(new Float32Array(length).map((_, i) => 9 * Math.exp(-i / 9000)));
  expect(bars).toEqual([]);
  expect(lines).toBeGreaterThan(400);
});

test('what is not a number leaves a gap', () => {
  const values = noise();
  values.fill(NaN, 40_000, 60_000);
  const { bars } = draw(values);
  expect(bars.some((bar) => bar.x > 201 && bar.x < 299)).toBe(false);
  expect(bars.some((bar) => bar.x < 200) && bars.some((bar) => bar.x > 300)).toBe(true);
});

test('points far apart on a logarithmic axis are joined by lines', () => {
  const { bars, lines } = draw(noise(), { ...x, min: 1, log: true });
  expect(bars.length).toBeGreaterThan(300);
  expect(lines).toBeGreaterThan(10);
});
