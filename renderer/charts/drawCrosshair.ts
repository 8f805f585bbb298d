/** Draws the crosshair and the points it reads onto a canvas above the plot (renderer). */
import type { ChartTheme } from './chartTheme';
import { pixelOf } from './pixelAxis';
import type { HoverRow } from './hover';
import type { PlotAxes } from './useCurvePlot';

/** Fits a canvas to its element at the screen's resolution and clears it; null where it has no size. */
export function clearedContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const context = canvas.getContext('2d');
  if (!context || wide === 0 || high === 0) return null;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** The row whose drawn value is nearest to a pixel height, if it is near at all. */
export function rowNear(rows: readonly HoverRow[], axes: PlotAxes, y: number): HoverRow | null {
  const toPixel = pixelOf(axes.y);
  let nearest: HoverRow | null = null;
  let distance = 20;
  for (const row of rows) {
    const away = Math.abs(toPixel(row.smoothed ?? row.value) - y);
    if (away < distance) [nearest, distance] = [row, away];
  }
  return nearest;
}

/** Draws a hairline at `x` (a pixel) and a dot on each row's value. */
export function drawCrosshair(
  canvas: HTMLCanvasElement,
  axes: PlotAxes,
  theme: ChartTheme,
  hover: { x: number; rows: readonly HoverRow[]; nearest: string | null } | null,
): void {
  const context = clearedContext(canvas);
  if (!context || !hover) return;
  const { x, y } = axes;
  context.strokeStyle = theme.secondary;
  context.lineWidth = 1;
  context.beginPath();
  const at = Math.round(hover.x) + 0.5;
  context.moveTo(at, y.end);
  context.lineTo(at, y.start);
  context.stroke();
  const [px, py] = [pixelOf(x), pixelOf(y)];
  for (const row of hover.rows) {
    const across = px(row.x);
    const down = py(row.smoothed ?? row.value);
    if (across < x.start - 1 || across > x.end + 1 || !(down >= y.end - 1 && down <= y.start + 1)) continue;
    context.beginPath();
    context.arc(across, down, row.id === hover.nearest ? 5 : 3.5, 0, 2 * Math.PI);
    context.fillStyle = row.color;
    context.fill();
    context.strokeStyle = theme.panel;
    context.lineWidth = 1.5;
    context.stroke();
  }
}
