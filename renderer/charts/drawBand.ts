/** Draws the band of deviation around a mean curve onto a canvas, only what its pixels can show (renderer). */
import type { Curve } from './curve';
import { decimate, type ColumnView } from './decimate';
import { pixelOf, type PixelAxis } from './pixelAxis';
import type { Pyramid } from './pyramid';

/** Bands lie under everything that is a line. */
const bandAlpha = 0.15;

/** Fills between the curve's low and high line. */
export function drawBand(
  context: CanvasRenderingContext2D,
  { band, positions, look }: Curve,
  x: PixelAxis,
  y: PixelAxis,
  view: ColumnView,
): void {
  if (!band) return;
  const [px, py] = [pixelOf(x), pixelOf(y)];
  const edge = (line: Pyramid): Float64Array => {
    const { indices } = decimate(line, positions, view);
    const places = new Float64Array(2 * indices.length);
    indices.forEach((index, i) => {
      const value = line.valueAt(index);
      places[2 * i] = px(positions.at(index));
      // What a logarithmic axis cannot show ends at its foot.
      places[2 * i + 1] = Number.isFinite(value)
        ? Math.max(y.end - 2000, Math.min(y.start + 2000, py(value)))
        : NaN;
    });
    return places;
  };
  context.save();
  context.globalAlpha = bandAlpha;
  context.fillStyle = look.color;
  context.beginPath();
  outline(context, edge(band.high), edge(band.low));
  context.fill();
  context.restore();
}

/** There along one edge and back along the other. */
function outline(context: CanvasRenderingContext2D, high: Float64Array, low: Float64Array): void {
  let isBegun = false;
  const go = (places: Float64Array, i: number): void => {
    const [x, y] = [places[i] as number, places[i + 1] as number];
    if (Number.isNaN(y)) return;
    if (isBegun) context.lineTo(x, y);
    else context.moveTo(x, y);
    isBegun = true;
  };
  for (let i = 0; i < high.length; i += 2) go(high, i);
  for (let i = low.length - 2; i >= 0; i -= 2) go(low, i);
  context.closePath();
}
