/** Names at the right ends of curves, moved apart where they would overlap (renderer). */
import { inView, type Curve } from './curve';
import { lowerBound } from './positions';
import { pixelOf, type PixelAxis } from './pixelAxis';
import type { ChartTheme } from './chartTheme';

/** Heights of labels as near as possible to the wanted ones, `gap` apart and within the ends; in the order given. */
export function spread(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] as number) - (wanted[b] as number));
  // Neighbours that collide become one block that sits at the mean of what its members want.
  const blocks: { members: number[]; start: number }[] = [];
  const settle = (members: number[]): number => {
    const mean =
      members.reduce((sum, member, k) => sum + (wanted[member] as number) - k * gap, 0) / members.length;
    return Math.max(top, Math.min(mean, bottom - (members.length - 1) * gap));
  };
  for (const member of order) {
    let block = { members: [member], start: settle([member]) };
    for (;;) {
      const above = blocks.at(-1);
      if (!above || above.start + above.members.length * gap <= block.start + 1e-9) break;
      blocks.pop();
      const members = [...above.members, ...block.members];
      block = { members, start: settle(members) };
    }
    blocks.push(block);
  }
  const places: number[] = wanted.map(() => 0);
  for (const { members, start } of blocks) members.forEach((member, k) => (places[member] = start + k * gap));
  return places;
}

/** Most curves that get a name at their end; more need a legend. */
export const maxEndLabels = 8;
/** The curves that have a name in the chart. */
export const namedCurves = (curves: readonly Curve[]): readonly Curve[] =>
  curves.filter(({ quiet }) => !quiet);

/** The curves to name at their ends: none where a legend does, or where there is nothing to tell apart. */
function endNamed(curves: readonly Curve[]): readonly Curve[] {
  const named = namedCurves(curves);
  return curves.length < 2 || named.length > maxEndLabels ? [] : named;
}

const longest = 168;
const font = (theme: ChartTheme): string => `500 11px ${theme.font}`;

function shortened(context: CanvasRenderingContext2D, text: string): string {
  if (context.measureText(text).width <= longest) return text;
  const fits = lowerBound(
    text.length,
    (n) => context.measureText(`${text.slice(0, n + 1)}…`).width > longest,
  );
  return `${text.slice(0, fits)}…`;
}

/** Width to keep free at the right of the plot. */
export function endLabelWidth(
  context: CanvasRenderingContext2D,
  curves: readonly Curve[],
  theme: ChartTheme,
): number {
  const named = endNamed(curves);
  if (named.length === 0) return 12;
  context.save();
  context.font = font(theme);
  const widest = Math.max(...named.map(({ label }) => context.measureText(shortened(context, label)).width));
  context.restore();
  return Math.ceil(widest) + 20;
}

/** Draws the names beside the plot. */
export function drawEndLabels(
  context: CanvasRenderingContext2D,
  x: PixelAxis,
  y: PixelAxis,
  curves: readonly Curve[],
  theme: ChartTheme,
): void {
  const named = endNamed(curves);
  if (named.length === 0) return;
  const [acrossPixel, toPixel] = [pixelOf(x), pixelOf(y)];
  const ends = named.flatMap((curve) => {
    const [from, to] = inView(curve, x);
    const line = curve.smoothed ?? curve.raw;
    for (let i = to - 1; i >= Math.max(from, to - 1000); i--) {
      const value = line.valueAt(i);
      if (Number.isFinite(value)) {
        const from = Math.min(x.end, acrossPixel(curve.positions.at(i)));
        return [{ curve, from, at: Math.max(y.end, Math.min(y.start, toPixel(value))) }];
      }
    }
    return [];
  });
  const heights = spread(
    ends.map(({ at }) => at),
    14,
    y.end + 4,
    y.start - 4,
  );
  context.save();
  context.font = font(theme);
  context.textBaseline = 'middle';
  ends.forEach(({ curve, from, at }, i) => {
    const height = heights[i] as number;
    context.strokeStyle = curve.look.color;
    context.lineWidth = 1;
    // From where the curve ends, faintly, as far as the edge of the plot.
    if (from < x.end - 6) {
      context.globalAlpha = 0.45;
      context.setLineDash([1, 4]);
      context.beginPath();
      context.moveTo(from + 6, at);
      context.lineTo(x.end + 1, at);
      context.stroke();
      context.globalAlpha = 1;
      context.setLineDash([]);
    }
    context.beginPath();
    context.moveTo(x.end + 1, at);
    context.lineTo(x.end + 10, height);
    context.stroke();
    context.fillStyle = theme.ink;
    context.fillText(shortened(context, curve.label), x.end + 14, height + 0.5);
  });
  context.restore();
}
