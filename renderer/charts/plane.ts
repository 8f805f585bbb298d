/** A plane with axes on a canvas: two features of a data set, its points, what a network makes of it (renderer). */
import type { ChartTheme } from './chartTheme';
import type { ClassLook } from './colorScale';
import { drawMarker } from './drawCurves';
import { pixelOf, type PixelAxis } from './pixelAxis';
import { linearTicks, tickLabels, type Span } from './ticks';

/** Where a plane lies on its canvas. */
export interface Plane {
  readonly x: PixelAxis;
  readonly y: PixelAxis;
}

/** A stretch of the plane, in the units of the data. */
export interface PlaneRanges {
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
}

/** The stretch that holds all of these; null of none. */
export function commonRanges(all: readonly PlaneRanges[]): PlaneRanges | null {
  if (all.length === 0) return null;
  const widest = (axis: 'xRange' | 'yRange'): readonly [number, number] => [
    Math.min(...all.map((one) => one[axis][0])),
    Math.max(...all.map((one) => one[axis][1])),
  ];
  return { xRange: widest('xRange'), yRange: widest('yRange') };
}

const margin = { left: 46, right: 12, top: 10, bottom: 40 };

/** Lays out a plane in a canvas of this size; `square` keeps one unit as long in x as in y. */
export function layPlane(width: number, height: number, xRange: Span, yRange: Span, square: boolean): Plane {
  let [wide, high] = [width - margin.left - margin.right, height - margin.top - margin.bottom];
  if (square) {
    const unit = Math.min(wide / (xRange.max - xRange.min || 1), high / (yRange.max - yRange.min || 1));
    wide = unit * (xRange.max - xRange.min || 1);
    high = unit * (yRange.max - yRange.min || 1);
  }
  const left = margin.left + Math.max(0, (width - margin.left - margin.right - wide) / 2);
  const top = margin.top + Math.max(0, (height - margin.top - margin.bottom - high) / 2);
  return {
    x: { ...xRange, log: false, start: Math.round(left), end: Math.round(left + wide) },
    y: { ...yRange, log: false, start: Math.round(top + high), end: Math.round(top) },
  };
}

/** Frame, ticks and names of the axes. */
export function drawPlaneAxes(
  context: CanvasRenderingContext2D,
  { x, y }: Plane,
  names: readonly [string, string],
  theme: ChartTheme,
  options: { grid: boolean },
): void {
  context.save();
  context.font = `11px ${theme.font}`;
  context.lineWidth = 1;
  const xTicks = linearTicks(x, Math.max(2, Math.floor((x.end - x.start) / 64)));
  const yTicks = linearTicks(y, Math.max(2, Math.floor((y.start - y.end) / 44)));
  const [px, py] = [pixelOf(x), pixelOf(y)];
  const crisp = (value: number): number => Math.round(value) + 0.5;
  const line = (x0: number, y0: number, x1: number, y1: number): void => {
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  };
  if (options.grid) {
    context.strokeStyle = theme.grid;
    for (const tick of xTicks) line(crisp(px(tick)), y.end, crisp(px(tick)), y.start);
    for (const tick of yTicks) line(x.start, crisp(py(tick)), x.end, crisp(py(tick)));
  }
  context.strokeStyle = theme.hairline;
  context.strokeRect(x.start + 0.5, y.end + 0.5, x.end - x.start - 1, y.start - y.end - 1);
  context.fillStyle = theme.secondary;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  tickLabels(xTicks, false).forEach((label, i) => {
    const at = px(xTicks[i] as number);
    line(crisp(at), y.start, crisp(at), y.start + 4);
    context.fillText(label, at, y.start + 7);
  });
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  tickLabels(yTicks, false).forEach((label, i) => {
    const at = py(yTicks[i] as number);
    line(x.start - 4, crisp(at), x.start, crisp(at));
    context.fillText(label, x.start - 7, at);
  });
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  context.fillText(names[0], (x.start + x.end) / 2, y.start + 37);
  context.translate(x.start - 34, (y.start + y.end) / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(names[1], 0, 0);
  context.restore();
}

/** Rows of two features with their classes. */
export interface PlanePoints {
  readonly features: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/** The points, each class in its look with a rim of the ground so that they can be told apart on any colour. */
export function drawPlanePoints(
  context: CanvasRenderingContext2D,
  { x, y }: Plane,
  { features, labels }: PlanePoints,
  looks: readonly ClassLook[],
  rim: string,
): void {
  const [px, py] = [pixelOf(x), pixelOf(y)];
  const count = labels.length;
  const radius = count > 3000 ? 1.6 : count > 800 ? 2.3 : count > 250 ? 3 : 4;
  context.save();
  context.beginPath();
  context.rect(x.start, y.end, x.end - x.start, y.start - y.end);
  context.clip();
  for (let i = 0; i < count; i++) {
    const look = looks[labels[i] as number] ?? looks[0];
    if (!look) continue;
    const [across, down] = [px(features[2 * i] as number), py(features[2 * i + 1] as number)];
    if (radius > 2) drawMarker(context, across, down, look.marker, rim, radius + 1.25);
    drawMarker(context, across, down, look.marker, look.color, radius);
  }
  context.restore();
}
