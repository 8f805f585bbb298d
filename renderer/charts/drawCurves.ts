/** Draws curves and points from typed arrays onto a canvas, only what its pixels can show (renderer). */
import type { Curve, Marker, PointSet } from './curve';
import { decimate, decimationBuffer, type ColumnView } from './decimate';
import { drawBand } from './drawBand';
import { drawDots } from './drawDots';
import { pixelOf, type PixelAxis } from './pixelAxis';
import type { Positions } from './positions';
import type { Pyramid } from './pyramid';

/** How many points are drawn, and out of how many in view. */
export interface DrawnCount {
  shown: number;
  total: number;
}

/** What a frame of a chart draws. */
export interface Drawing {
  readonly curves: readonly Curve[];
  readonly points: readonly PointSet[];
}

let scratch = decimationBuffer(2048);

/** Points of a set beyond which dots are enough: shapes would lie on each other, and each is a path of its own. */
const mostMarkers = 300;

/** Beyond so many curves no dash can be told from another, and noise behind smoothed lines is one grey: thin whole lines are drawn, and soon. */
export const mostDetailed = 100;

/** Draws all curves inside the axes' rectangle and says how many points that took. */
export function drawCurves(
  context: CanvasRenderingContext2D,
  x: PixelAxis,
  y: PixelAxis,
  { curves, points }: Drawing,
): DrawnCount {
  const columns = Math.max(1, Math.round((x.end - x.start) * Math.min(2, window.devicePixelRatio || 1)));
  if (scratch.length < 4 * columns + 4) scratch = decimationBuffer(columns);
  const view: ColumnView = { min: x.min, max: x.max, columns, log: x.log };
  const count: DrawnCount = { shown: 0, total: 0 };
  context.save();
  context.beginPath();
  context.rect(x.start, y.end - 1, x.end - x.start, y.start - y.end + 2);
  context.clip();
  context.lineJoin = 'bevel';
  context.lineCap = 'butt';
  // Many noisy lines on top of each other would be nothing but noise.
  const plain = curves.filter(({ faint }) => !faint);
  const rawAlpha = Math.max(0.06, 0.25 * Math.min(1, 4 / plain.length));
  const isMany = plain.length > mostDetailed;
  const behind = curves.filter((curve) => curve.faint);
  const behindAlpha = Math.max(0.08, 0.4 * Math.min(1, 12 / Math.max(1, behind.length)));
  for (const curve of behind) {
    const { shown, total } = strokeLine(context, curve.raw, curve.positions, x, y, view, {
      color: curve.look.color,
      alpha: behindAlpha,
      width: 1,
      dash: [],
      marker: null,
    });
    count.shown += shown;
    count.total += total;
  }
  for (const curve of plain) drawBand(context, curve, x, y, view);
  for (const curve of plain) {
    if (isMany && curve.smoothed) continue;
    const { shown, total } = strokeLine(context, curve.raw, curve.positions, x, y, view, {
      color: curve.look.color,
      alpha: curve.smoothed ? rawAlpha : 1,
      // A line of one pixel is drawn several times as soon as a wider one.
      width: curve.smoothed || curve.quiet || isMany ? 1 : 1.5,
      dash: curve.smoothed || isMany ? [] : curve.look.dash,
      marker: curve.marked ? curve.look.marker : null,
    });
    count.shown += shown;
    count.total += total;
  }
  for (const curve of plain) {
    if (!curve.smoothed) continue;
    const { shown, total } = strokeLine(context, curve.smoothed, curve.positions, x, y, view, {
      color: curve.look.color,
      alpha: 1,
      width: isMany ? 1 : 1.75,
      dash: isMany ? [] : curve.look.dash,
      marker: null,
    });
    if (!isMany) continue;
    count.shown += shown;
    count.total += total;
  }
  context.restore();
  context.save();
  // Points at the ends are shown whole.
  const ends = {
    ...{ left: x.start - 5, top: y.end - 5 },
    ...{ width: x.end - x.start + 10, height: y.start - y.end + 10 },
  };
  context.beginPath();
  context.rect(ends.left, ends.top, ends.width, ends.height);
  context.clip();
  const [px, py] = [pixelOf(x), pixelOf(y)];
  for (const set of points) {
    const many = set.ys.length > mostMarkers;
    const placeOf = (i: number) => [px(set.xs[i] as number), py(set.ys[i] as number)] as const;
    if (many) drawDots(context, ends, set.color, set.ys.length, placeOf);
    for (let i = 0; !many && i < set.ys.length; i++) {
      const [at, level] = placeOf(i);
      if (at < x.start - 4 || at > x.end + 4) continue;
      drawMarker(context, at, level, set.marker, set.color, 3.5);
    }
  }
  context.restore();
  return count;
}

interface Stroke {
  readonly color: string;
  readonly alpha: number;
  readonly width: number;
  readonly dash: readonly number[];
  readonly marker: Marker | null;
}

/** Pixels of the points of one line, reused by the next: x and y in turn, NaN where there is none. */
let places = new Float64Array(2 * 8196);

/** Puts the points on pixels; returns how far the line goes up and down in all, in pixels. */
function place(
  indices: Int32Array,
  pyramid: Pyramid,
  positions: Positions,
  x: PixelAxis,
  y: PixelAxis,
): number {
  if (places.length < 2 * indices.length) places = new Float64Array(2 * indices.length);
  const [px, py] = [pixelOf(x), pixelOf(y)];
  // Far outside, coordinates would lose precision in the rasteriser.
  const [top, bottom] = [y.end - 2000, y.start + 2000];
  let [travel, before] = [0, NaN];
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number;
    const value = pyramid.valueAt(index);
    const level = Number.isFinite(value) ? Math.max(top, Math.min(bottom, py(value))) : NaN;
    places[2 * i] = px(positions.at(index));
    places[2 * i + 1] = level;
    const way = Math.abs(level - before);
    if (way > 0) travel += way;
    before = level;
  }
  return travel;
}

/** A line that goes up and down so many heights of the plot is nothing but noise. */
const noisyHeights = 10;

function strokeLine(
  context: CanvasRenderingContext2D,
  pyramid: Pyramid,
  positions: Positions,
  x: PixelAxis,
  y: PixelAxis,
  view: ColumnView,
  { color, alpha, width, dash, marker }: Stroke,
): DrawnCount {
  const { indices, shown, total } = decimate(pyramid, positions, view, scratch);
  const travel = place(indices, pyramid, positions, x, y);
  context.globalAlpha = alpha;
  context.strokeStyle = context.fillStyle = color;
  context.lineWidth = width;
  if (total > 4 * view.columns && travel > noisyHeights * (y.start - y.end)) {
    fillColumns(context, indices.length, width);
  } else {
    context.setLineDash(dash as number[]);
    strokePath(context, indices.length);
    context.setLineDash([]);
  }
  const few = marker !== null && total <= (x.end - x.start) / 8;
  if (few || (total === 1 && indices.length === 1)) {
    for (let i = 0; i < indices.length; i++) {
      const [across, down] = [places[2 * i] as number, places[2 * i + 1] as number];
      if (Number.isNaN(down)) continue;
      if (few) drawMarker(context, across, down, marker, color, 3);
      else drawMarker(context, across, down, 'circle', color, 2.5);
    }
  }
  context.globalAlpha = 1;
  return { shown, total };
}

/** A line through the first `count` places, broken where there is none; what moves it by less than can be seen is passed over. */
function strokePath(context: CanvasRenderingContext2D, count: number): void {
  context.beginPath();
  let [lastX, lastY] = [NaN, NaN];
  for (let i = 0; i < count; i++) {
    const [x, y] = [places[2 * i] as number, places[2 * i + 1] as number];
    if (!Number.isNaN(y)) {
      const first = Number.isNaN(lastY);
      if (first) context.moveTo(x, y);
      else if (x - lastX >= 1 || Math.abs(y - lastY) >= 0.5 || i === count - 1) context.lineTo(x, y);
      else continue;
    }
    [lastX, lastY] = [x, y];
  }
  context.stroke();
}

/**
 * The same line where it is noise: a bar from the lowest to the highest point of each pixel column. It covers what a stroke
 * would cover, but a stroke that goes up and down thousands of times takes a rasteriser many times as long.
 */
function fillColumns(context: CanvasRenderingContext2D, count: number, width: number): void {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  let [column, low, high] = [NaN, NaN, NaN];
  let [beforeX, before] = [NaN, NaN];
  const flush = (): void => {
    if (low <= high) context.fillRect(column / ratio, low - width / 2, 1 / ratio, high - low + width);
  };
  context.beginPath();
  for (let i = 0; i < count; i++) {
    const [x, level] = [places[2 * i] as number, places[2 * i + 1] as number];
    if (Number.isNaN(level)) {
      before = NaN;
      continue;
    }
    const here = Math.floor(x * ratio);
    if (here !== column) {
      flush();
      const near = here - column <= 1;
      column = here;
      // The next column begins where the line comes in; farther apart, as on a logarithmic axis, it is a line indeed.
      low = high = near && !Number.isNaN(before) ? before : level;
      if (!near && !Number.isNaN(before)) {
        context.moveTo(beforeX, before);
        context.lineTo(x, level);
      }
    }
    low = Math.min(low, level);
    high = Math.max(high, level);
    [beforeX, before] = [x, level];
  }
  flush();
  context.stroke();
}

/** One marker of a shape, filled, or as an outline for `ring` and `cross`. */
export function drawMarker(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  marker: Marker,
  color: string,
  radius: number,
): void {
  context.beginPath();
  switch (marker) {
    case 'circle':
    case 'ring':
      context.arc(x, y, radius, 0, 2 * Math.PI);
      break;
    case 'square':
      context.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      break;
    case 'triangle':
      context.moveTo(x, y - radius * 1.2);
      context.lineTo(x + radius * 1.1, y + radius * 0.8);
      context.lineTo(x - radius * 1.1, y + radius * 0.8);
      context.closePath();
      break;
    case 'diamond':
      context.moveTo(x, y - radius * 1.25);
      context.lineTo(x + radius * 1.25, y);
      context.lineTo(x, y + radius * 1.25);
      context.lineTo(x - radius * 1.25, y);
      context.closePath();
      break;
    case 'cross':
      context.moveTo(x - radius, y - radius);
      context.lineTo(x + radius, y + radius);
      context.moveTo(x + radius, y - radius);
      context.lineTo(x - radius, y + radius);
      break;
  }
  if (marker === 'ring' || marker === 'cross') {
    context.strokeStyle = color;
    context.lineWidth = 1.5;
    context.stroke();
  } else {
    context.fillStyle = color;
    context.fill();
  }
}
