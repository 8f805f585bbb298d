/** Charts drawn as SVG: the curves are paths, where the canvas has them, and no name is markup. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Curve } from './curve';
import { drawCurves } from './drawCurves';
import { pixelOf, type PixelAxis } from './pixelAxis';
import { evenPositions } from './positions';
import { Pyramid } from './pyramid';
import { SvgContext } from './svgContext';

const measure = (text: string) => ({ width: 6 * text.length }) as TextMetrics;
const made = () => new SvgContext(400, 300, measure);
const x: PixelAxis = { min: 0, max: 99, log: false, start: 50, end: 350 };
const y: PixelAxis = { min: 0, max: 1, log: false, start: 250, end: 20 };

function curve(values: readonly number[], id = 'a'): Curve {
  const raw = new Pyramid();
  raw.update(Float32Array.from(values), values.length);
  const look = { color: '#2f6fde', dash: [4, 2], marker: 'circle' } as const;
  return {
    id,
    label: id,
    look,
    positions: evenPositions(values.length, 1),
    raw,
    smoothed: null,
    marked: false,
  };
}
const draw = (svg: SvgContext, curves: readonly Curve[]) =>
  drawCurves(svg as unknown as CanvasRenderingContext2D, x, y, { curves, points: [] });

/** The points of a path. */
const pointsOf = (d: string) =>
  [...d.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, across, down]) => [Number(across), Number(down)]);

test('a curve is one path through its points', () => {
  const svg = made();
  draw(svg, [curve(Array.from({ length: 100 }, (_, i) => i / 99))]);
  const page = svg.document('Loss', '#fff');
  const strokes = [...page.matchAll(/<path d="([^"]+)" fill="none" stroke="#2f6fde"[^>]*>/g)];
  expect(strokes).toHaveLength(1);
  expect(strokes[0]![0]).toContain('stroke-dasharray="4 2"');
  const points = pointsOf(strokes[0]![1]!);
  expect(points[0]).toEqual([50, 250]);
  expect(points.at(-1)).toEqual([350, 20]);
  for (const [across, down] of points) expect(down).toBeCloseTo(250 - (230 * (across! - 50)) / 300, 1);
});

test('what does not get a number leaves a gap', () => {
  const svg = made();
  draw(svg, [curve(Array.from({ length: 100 }, (_, i) => (i > 40 && i < 60 ? NaN : 0.5)))]);
  const d = /<path d="([^"]+)" fill="none"/.exec(svg.document('x', '#fff'))![1]!;
  expect(d.match(/M/g)).toHaveLength(2);
});

test('a noisy curve is still few paths, clipped to the axes', () => {
  const svg = made();
  draw(svg, [curve(Array.from({ length: 50_000 }, (_, i) => (i % 2 === 0 ? 0.1 : 0.9)))]);
  const page = svg.document('x', '#fff');
  expect(page.match(/<path /g)!.length).toBeLessThan(6);
  expect(page).toContain('clip-path="url(#clip1)"');
});

test('shift, scale and turn are worked into the paths; restore takes them back', () => {
  const svg = made();
  svg.save();
  svg.translate(10, 20);
  svg.scale(2, 2);
  svg.rotate(Math.PI / 2);
  svg.beginPath();
  svg.moveTo(1, 0);
  svg.lineTo(0, 1);
  svg.stroke();
  svg.restore();
  svg.fillRect(1, 2, 3, 4);
  const page = svg.document('x', '#fff');
  expect(page).toContain('<path d="M10 22L8 20" fill="none"');
  expect(page).toContain('d="M1 2L4 2L4 6L1 6Z"');
});

test('arcs end where they should, whole circles too', () => {
  const svg = made();
  svg.beginPath();
  svg.arc(100, 100, 10, 0, 2 * Math.PI);
  svg.fill();
  svg.beginPath();
  svg.arc(100, 100, 10, 0, Math.PI / 2);
  svg.fill();
  const page = svg.document('x', '#fff');
  expect(page).toContain('d="M110 100A10 10 0 0 1 90 100A10 10 0 0 1 110 100"');
  expect(page).toContain('A10 10 0 0 1 100 110"');
});

test('no text of a run can be markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const svg = made();
      svg.fillText(name, 1, 2);
      const page = svg.document(name, '#fff');
      const text = /<title>([^]*?)<\/title>/.exec(page)![1]!;
      expect(text).not.toMatch(/[<>"]|&(?!amp;|lt;|gt;|quot;)/);
      expect(page).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]|\p{Surrogate}/u);
    }),
  );
});

test('a logarithmic axis lies where the canvas has it', () => {
  const svg = made();
  const log: PixelAxis = { ...y, min: 0.01, log: true };
  const curves = [curve([0.01, 0.1, 1])];
  drawCurves(svg as unknown as CanvasRenderingContext2D, { ...x, max: 2 }, log, {
    curves,
    points: [],
  });
  const points = pointsOf(/<path d="([^"]+)" fill="none"/.exec(svg.document('x', '#fff'))![1]!);
  [0.01, 0.1, 1].forEach((value, i) => expect(points[i]![1]).toBeCloseTo(pixelOf(log)(value), 2));
});
